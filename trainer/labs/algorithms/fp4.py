"""FP4: a float of 1 sign, 2 exponent and 1 mantissa bit, its largest level scaled to 1.

Source: Dettmers et al. 2023, arXiv:2305.14314, table 2 compares it with NF4; the levels, in the
order of their bit patterns, are those of bitsandbytes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms.table import TableQuantized
from trainer.labs.algorithms.table import quantize as quantize_by_table

POSITIVE = np.array([0, 0.0625, 8, 12, 4, 6, 2, 3], np.float32) / np.float32(12)  # (8,)
LEVELS = np.concatenate([POSITIVE, -POSITIVE])  # (16,), two of them zero


def quantize(weight: npt.ArrayLike, block: int = 64, double: bool = False) -> TableQuantized:
    """The weight (out, in) in FP4; arguments, sizes and errors as `nf4.quantize`."""
    return quantize_by_table(weight, LEVELS, block, double)
