"""Mistakes about how much cache and how many requests fit on a GPU."""

from __future__ import annotations

from trainer.questions.mistakes.known import Known

KNOWN = (
    Known(
        "C1",
        "whole GPU given to the cache",
        "Weights, activations and the runtime take their share before the cache.",
    ),
    Known(
        "C2",
        "utilization left out",
        "The server may use only its share of the memory, gpu_memory_utilization.",
    ),
    Known(
        "C3",
        "utilization applied after the weights",
        "The share is of the whole memory; the weights come off after that.",
    ),
    Known(
        "C4",
        "GB on the box read as GiB",
        "80 GB on the label need not be 80 GiB: use the bytes that the driver reports.",
    ),
    Known(
        "C5",
        "rounded up",
        "A request that does not fit as a whole is not admitted: round down.",
    ),
    Known(
        "C6",
        "part of a request reported",
        "The ratio tells how tight it is, but only whole requests run: round down.",
    ),
    Known(
        "C7",
        "cache split further than its heads",
        "With more GPUs than key/value heads the heads are copied: each GPU keeps at least one.",
    ),
    Known(
        "C8",
        "weights off the sum of the GPUs",
        "Tensor parallel splits weights and cache over the GPUs: budget one of them.",
    ),
)
