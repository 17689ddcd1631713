"""Mistakes about the memory of fine-tuning."""

from __future__ import annotations

from trainer.questions.mistakes.known import Known

KNOWN = (
    Known(
        "F1",
        "weights only",
        "Training also holds a gradient for each weight and the optimizer's state.",
    ),
    Known(
        "F2",
        "one Adam moment",
        "Adam keeps two moments for each parameter, the mean and the squared mean.",
    ),
    Known(
        "F3",
        "gradients left out",
        "Every trained weight has a gradient, as wide as the recipe says.",
    ),
    Known(
        "F4",
        "fp32 copy counted in a pure bf16 recipe",
        "16 bytes include fp32 copies; this recipe holds everything in bf16.",
    ),
    Known(
        "F5",
        "optimizer state for the frozen base",
        "Gradients and moments exist only for what is trained, here the adapter.",
    ),
    Known(
        "F6",
        "adapter's optimizer left out",
        "An fp32 adapter needs 16 bytes a parameter: weight 4, gradient 4, moments 8.",
    ),
    Known(
        "F7",
        "QLoRA base in 16 bits",
        "QLoRA keeps the base in NF4: 4.127 bits a weight with double quantization.",
    ),
    Known(
        "F8",
        "QLoRA base at half a byte throughout",
        "NF4 adds block constants, and embedding and head stay in 16 bits.",
    ),
    Known(
        "F9",
        "8-bit Adam as one byte",
        "8-bit Adam stores two moments of one byte each, and a little for block constants.",
    ),
    Known(
        "F10",
        "everything divided by the GPUs",
        "ZeRO 1 splits only the optimizer's state; 2 adds gradients, 3 the weights.",
    ),
)
