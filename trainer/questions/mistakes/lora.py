"""Mistakes about LoRA adapters."""

from __future__ import annotations

from trainer.questions.mistakes.known import Known

KNOWN = (
    Known(
        "L1",
        "only one of A and B counted",
        "An adapter is two matrices: A is r x in, B is out x r.",
    ),
    Known(
        "L2",
        "inputs multiplied by outputs",
        "Low rank turns the product into a sum: r * (in + out) parameters.",
    ),
    Known(
        "L3",
        "v_proj taken as square",
        "With grouped heads v_proj is only kv_heads * head_dim wide on its output side.",
    ),
    Known(
        "L4",
        "one layer only",
        "Every layer has its own adapters: multiply by the layers.",
    ),
    Known(
        "L5",
        "one target module only",
        "Add up all the modules that the question targets.",
    ),
    Known(
        "L6",
        "the whole matrix counted",
        "That is the size of the frozen matrix; its adapter only has r * (in + out).",
    ),
    Known(
        "L7",
        "alpha multiplied in",
        "alpha scales what the adapter puts out and adds no parameter.",
    ),
    Known(
        "L8",
        "frozen base counted as trainable",
        "The base does not learn: only the adapter's parameters are trainable.",
    ),
    Known(
        "L9",
        "all linear layers counted",
        "Only the modules named as targets get adapters; the usual Llama default is q and v.",
    ),
    Known(
        "L10",
        "fused qkv split into three",
        "A fused qkv is one matrix: one A, and a B as wide as q, k and v together.",
    ),
    Known(
        "L11",
        "adapter kept in 16 bits",
        "PEFT keeps the adapter in fp32 unless told otherwise: 4 bytes a parameter.",
    ),
    Known(
        "L12",
        "adapter taken as 4-bit",
        "QLoRA quantizes the frozen base; what learns stays in 16 or 32 bits.",
    ),
    Known(
        "L13",
        "share of packed elements",
        "A 4-bit tensor packs two weights in each element: use the true parameter count.",
    ),
    Known(
        "L14",
        "full copies left out",
        "modules_to_save trains whole copies of those modules; add them to the adapters.",
    ),
)
