"""Round to nearest (RTN): each weight becomes the closest code of a uniform grid.

q = clamp(round(w / s) + z, 0, 2^b - 1) with s = (max - min) / (2^b - 1), z = round(-min / s);
symmetric: s = max |w| / (2^(b-1) - 1), z = 0. One grid for the tensor, for each row (an output
channel), or for each `group` of neighbours in a row.

Source: Jacob et al. 2018, arXiv:1712.05877, section 2.1; the grid always holds 0, as in the code
of GPTQ (Frantar et al. 2023, arXiv:2210.17323).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms.checks import Array, check_bits, check_group, matrix
from trainer.labs.algorithms.quantized import Quantized

SMALLEST_RANGE = 1e-35  # below this a float32 scale would round to 0, and x / 0 is NaN


def quantize(
    weight: npt.ArrayLike,
    bits: int,
    group: int | None = None,
    symmetric: bool = False,
    *,
    per_tensor: bool = False,
) -> Quantized:
    """The weight (out, in) rounded to the nearest code.

    Args:
        weight: W, any real numbers.
        bits: b, 2 to 8.
        group: Weights of a row that share a scale; None for the whole row (per channel).
        symmetric: No zero point, and one code fewer.
        per_tensor: One scale for all weights; `group` is then not used.

    Raises:
        ValueError: If the weight holds a NaN or infinity, or bits or group do not fit.
    """
    check_bits(bits)
    w = matrix(weight)  # (out, in)
    out, columns = w.shape
    size = columns if per_tensor else check_group(columns, group)
    blocks = w.reshape(1, 1, -1) if per_tensor else w.reshape(out, -1, size)  # (out, G, size)
    scale, zero = grid(blocks, bits, symmetric)  # (out, G) each
    codes = encode(blocks, scale[..., None], zero[..., None], bits, symmetric)  # (out, G, size)
    return Quantized(
        codes.reshape(w.shape),  # (out, in)
        scale,
        zero,
        bits,
        group_of=np.arange(columns) // size,  # (in,)
        zero_bits=0 if symmetric else bits,
    )


def grid(weights: Array, bits: int, symmetric: bool = False) -> tuple[Array, Array]:
    """Scale and zero point for the weights along the last axis: (..., size) -> (...) each."""
    low = np.minimum(weights.min(-1), 0).astype(np.float64)  # (...)
    high = np.maximum(weights.max(-1), 0).astype(np.float64)  # (...)
    if symmetric:
        high = np.maximum(high, -low)
        low = -high
    empty = high - low < SMALLEST_RANGE
    low, high = np.where(empty, -1, low), np.where(empty, 1, high)
    steps = 2**bits - (2 if symmetric else 1)  # between 2^b codes; symmetric leaves one unused
    scale = ((high - low) / steps).astype(np.float32)  # (...)
    zero = np.zeros_like(scale) if symmetric else np.round(-low / scale).astype(np.float32)
    return scale, zero


def encode(weights: Array, scale: Array, zero: Array, bits: int, symmetric: bool = False) -> Array:
    """The codes of the weights on a grid; shapes must broadcast. Ties go to the even code."""
    rounded = np.round(weights / scale) + zero
    if symmetric:
        largest = 2 ** (bits - 1) - 1
        return np.clip(rounded, -largest, largest).astype(np.int8)
    return np.clip(rounded, 0, 2**bits - 1).astype(np.uint8)
