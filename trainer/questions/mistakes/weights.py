"""Mistakes about the memory of weights and the number of parameters."""

from __future__ import annotations

from trainer.questions.mistakes.known import Known

KNOWN = (
    Known(
        "W1",
        "half precision counted as 4 bytes",
        "fp16 and bf16 take 2 bytes a parameter; 4 bytes would be fp32.",
    ),
    Known(
        "W2",
        "bits used as bytes",
        "The width is in bits: divide by 8 to get bytes.",
    ),
    Known(
        "W3",
        "int4 counted as one byte",
        "Two int4 weights share one byte, so each takes half a byte.",
    ),
    Known(
        "W4",
        "group constants left out",
        "A group of g weights also stores a scale and a zero point: spread their bits over g.",
    ),
    Known(
        "W5",
        "scale counted, zero point not",
        "GPTQ and AWQ also pack a zero point for each group, as wide as a code.",
    ),
    Known(
        "W6",
        "scale taken as 32 bits",
        "GPTQ and AWQ keep their scales in 16 bits; 32-bit constants belong to plain NF4.",
    ),
    Known(
        "W7",
        "one scale for the whole matrix",
        "Group-wise means a scale for every g weights, so a matrix has very many of them.",
    ),
    Known(
        "W8",
        "embedding and head quantized too",
        "Quantizers take the linear layers; embedding, head and norms usually stay in 16 bits.",
    ),
    Known(
        "W9",
        "GB and GiB swapped",
        "1 GiB is 1.0737 GB, so the same bytes make a number 7% smaller in GiB.",
    ),
    Known(
        "W10",
        "only the active experts counted",
        "Active parameters set the work per token; memory has to hold every expert.",
    ),
    Known(
        "W11",
        "8x7B read as eight whole models",
        "The experts share attention and embeddings: Mixtral 8x7B has 46.7 billion, not 56.",
    ),
    Known(
        "W12",
        "keys and values as wide as queries",
        "With grouped heads K and V are only kv_heads * head_dim wide, not the hidden size.",
    ),
    Known(
        "W13",
        "gated MLP counted with two matrices",
        "A gated MLP has three matrices: gate, up and down.",
    ),
    Known(
        "W14",
        "separate head left out",
        "An untied model has a second V x h matrix, the head.",
    ),
    Known(
        "W15",
        "shared head counted again",
        "A tied head is the embedding matrix itself, so it is stored once.",
    ),
)
