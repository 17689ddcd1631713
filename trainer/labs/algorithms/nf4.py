"""NF4: 16 levels at the quantiles of a normal distribution, so that each code is used alike.

Source: Dettmers et al. 2023, arXiv:2305.14314, section 3 and appendix E (the table).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms.table import TableQuantized
from trainer.labs.algorithms.table import quantize as quantize_by_table

LEVELS = np.array(
    [
        *(-1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453),
        *(-0.28444138169288635, -0.18477343022823334, -0.09105003625154495, 0.0),
        *(0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224),
        *(0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0),
    ],
    np.float32,
)  # (16,)


def quantize(weight: npt.ArrayLike, block: int = 64, double: bool = False) -> TableQuantized:
    """The weight (out, in) in NF4: in blocks of 64, 4.5 bits a weight, or 4.127 with double.

    Args:
        weight: W, any real numbers.
        block: Weights that share an absmax, counted along the rows.
        double: Store the absmax values in 8 bits too.

    Raises:
        ValueError: If the weight holds a NaN or infinity, or the block is below 1.
    """
    return quantize_by_table(weight, LEVELS, block, double)
