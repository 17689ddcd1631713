"""W8A8: weights and activations both in int8, multiplied as whole numbers.

Y = (Xq Wq^T) * s_x * s_w with symmetric scales: one s_w for each output channel, and one s_x for
the whole input (per tensor) or for each token. One outlier in X makes s_x coarse for all that
share it; a scale for each input channel would help, but cannot be taken out of the product.

Source: Xiao et al. 2023, arXiv:2211.10438, section 2 (granularities); Dettmers et al. 2022,
arXiv:2208.07339, section 2.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms.checks import Array, inputs_of, matrix
from trainer.labs.algorithms.rtn import SMALLEST_RANGE

LARGEST = 127  # symmetric: -128 is not used
EXACT_IN_FLOAT32 = 2**24 // LARGEST**2  # products that float32 adds up without rounding: 1040


def multiply(inputs: npt.ArrayLike, weight: npt.ArrayLike, per_token: bool = True) -> Array:
    """Y = X W^T (tokens, out) as int8 arithmetic gives it, float32.

    Raises:
        ValueError: If a number is NaN or infinite, or the shapes do not fit.
    """
    w = matrix(weight)  # (out, in)
    x = inputs_of(w, inputs)  # (tokens, in)
    w_codes, w_scale = codes(w, axis=1)  # (out, in), (out, 1)
    x_codes, x_scale = codes(x, axis=1 if per_token else None)  # (tokens, in), (tokens, 1)
    return whole_product(x_codes, w_codes) * x_scale * w_scale.T  # (tokens, out)


def codes(numbers: Array, axis: int | None) -> tuple[Array, Array]:
    """Whole numbers -127 to 127, as float32 of the same shape, and what one step is worth.

    Args:
        numbers: A matrix.
        axis: 1 for a scale per row, 0 per column, None for one scale.
    """
    largest = np.abs(numbers).max(axis, keepdims=True)  # (n, 1), (1, n) or (1, 1)
    scale = np.where(largest > SMALLEST_RANGE, largest, 1).astype(np.float32) / LARGEST
    return np.round(numbers / scale), scale


def whole_product(x: Array, w: Array) -> Array:
    """X W^T of whole numbers, exact: floats hold them, so that a fast product can be used."""
    wide = np.dtype(np.float32 if x.shape[1] <= EXACT_IN_FLOAT32 else np.float64)
    product: Array = x.astype(wide) @ w.astype(wide).T  # (tokens, out)
    return product.astype(np.float32)
