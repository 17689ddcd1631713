"""Weights as codes of a table of levels, each block of neighbours scaled to its largest.

Used by `nf4` and `fp4`: value = levels[q] * absmax of the block. Double quantization stores the
absmax values themselves in 8 bits, in blocks of 256, after taking their mean off.

Source: Dettmers et al. 2023, arXiv:2305.14314, section 3; the rounding of bitsandbytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms.checks import Array, matrix
from trainer.labs.algorithms.quantized import Quantized

SCALE_BLOCK = 256  # absmax values that share a scale under double quantization
TINIEST = np.float32(1e-38)  # an all-zero block divides by this, so its codes are those of 0


@dataclass(frozen=True, slots=True, eq=False)
class TableQuantized(Quantized):
    """A weight matrix as codes of a table; `scale` is the absmax of each block, (blocks,).

    A block may run on into the next row, so `group_of` is empty; so is `zero`.

    Attributes:
        levels: What each code stands for, between -1 and 1, (16,).
        block: Weights that share an absmax, counted along the rows, one after another.
    """

    levels: Array
    block: int

    def dequantize(self) -> Array:
        """The weights that the codes stand for, levels[q] * absmax, float32 (out, in)."""
        scale = np.repeat(self.scale, self.block)[: self.codes.size]  # (out * in,)
        values: Array = self.levels[self.codes] * scale.reshape(self.codes.shape)  # (out, in)
        return values


def quantize(weight: npt.ArrayLike, levels: Array, block: int, double: bool) -> TableQuantized:
    """The weight (out, in) as the codes of the nearest levels.

    Raises:
        ValueError: If the weight holds a NaN or infinity, or the block is below 1.
    """
    w = matrix(weight)  # (out, in)
    if block < 1:
        raise ValueError(f"block must be at least 1, not {block}")
    codes, absmax = nearest(w.ravel(), levels, block)  # (out * in,), (blocks,)
    scale_bits = 32.0
    if double:
        offset = absmax.mean(dtype=np.float32)
        eight, outer = nearest(absmax - offset, dynamic_levels(), SCALE_BLOCK)
        spread = np.repeat(outer, SCALE_BLOCK)[: absmax.size]  # (blocks,)
        absmax = dynamic_levels()[eight] * spread + offset  # (blocks,)
        scale_bits = 8 + 32 / SCALE_BLOCK
    none = np.zeros(0, np.float32)
    shaped = codes.reshape(w.shape)  # (out, in)
    return TableQuantized(shaped, absmax, none, 4, none, levels, block, scale_bits=scale_bits)


def nearest(numbers: Array, levels: Array, block: int) -> tuple[Array, Array]:
    """Codes (n,) and absmax (blocks,) of a row of numbers; the last block may be shorter."""
    count = -(-numbers.size // block)
    padded = np.zeros(count * block, np.float32)
    padded[: numbers.size] = numbers
    blocks = padded.reshape(count, block)  # (blocks, block)
    absmax = np.abs(blocks).max(1)  # (blocks,)
    scaled = np.clip(blocks * (1 / np.maximum(absmax, TINIEST))[:, None], -1, 1)
    order = np.argsort(levels, kind="stable")  # codes by rising level
    middles = (levels[order[:-1]] + levels[order[1:]]) / 2
    codes = order[np.searchsorted(middles, scaled.ravel())].astype(np.uint8)
    return codes[: numbers.size], absmax


@cache
def dynamic_levels() -> Array:
    """The 256 levels of the 8-bit dynamic data type: 7 decades, more levels the larger.

    Source: Dettmers 2016, arXiv:1511.04561, section 2.1.2; the map of bitsandbytes.
    """
    levels = [0.0, 1.0]
    for exponent in range(7):
        edges = np.linspace(0.1, 1, 2**exponent + 1, dtype=np.float32)
        middles = (edges[:-1] + edges[1:]) / 2 * 10.0 ** (exponent - 6)
        levels += [*middles, *-middles]
    return np.sort(np.array(levels, np.float32))
