"""QLoRA: a frozen base in NF4 with a LoRA adapter in full precision beside it.

The base is dequantized for each product; only the adapter learns. Merging needs a choice: into
the dequantized base (exact, but 16 bits a weight again), or back into the quantized form, where
the adapter's small change meets the grid's large steps and much of it is rounded away.

Source: Dettmers et al. 2023, arXiv:2305.14314, section 3 (equation 5).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms import lora, nf4
from trainer.labs.algorithms.checks import Array
from trainer.labs.algorithms.lora import Adapter
from trainer.labs.algorithms.table import TableQuantized


def forward(inputs: npt.ArrayLike, base: TableQuantized, adapter: Adapter) -> Array:
    """Y (tokens, out) of the quantized base (out, in) and its adapter."""
    return lora.forward(inputs, base.dequantize(), adapter)


def merge(base: TableQuantized, adapter: Adapter) -> Array:
    """The dequantized base with the change in it, (out, in), float32."""
    return lora.merge(base.dequantize(), adapter)


def merge_quantized(base: TableQuantized, adapter: Adapter) -> TableQuantized:
    """The base with the change in it, quantized again to NF4 in blocks of the same size."""
    return nf4.quantize(merge(base, adapter), base.block)


def lost_share(base: TableQuantized, adapter: Adapter) -> float:
    """How far the re-quantized merge is from the exact one, in units of the change's norm.

    0 keeps the whole change; at 1 the error is as large as what was learned.

    Raises:
        ValueError: If the adapter changes nothing.
    """
    size = float(np.linalg.norm(adapter.delta))
    if not size:
        raise ValueError("the adapter changes nothing, so nothing of it can be lost")
    lost = merge_quantized(base, adapter).dequantize() - merge(base, adapter)
    return float(np.linalg.norm(lost)) / size
