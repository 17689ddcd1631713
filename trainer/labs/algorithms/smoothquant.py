"""SmoothQuant: move the difficulty of outlier activations into the weights before int8.

X W^T = (X / s) (W * s)^T for any s (in,); s_j = max|X_j|^alpha / max|W_j|^(1 - alpha) makes both
sides about equally hard to round. The division is folded into the norm before the layer.

Source: Xiao et al. 2023, arXiv:2211.10438, section 4 (equation 4, alpha 0.5).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms.checks import Array, inputs_of, matrix

SMALLEST = 1e-5  # as in the authors' code: keeps a dead channel from a scale of 0


def scale(weight: npt.ArrayLike, inputs: npt.ArrayLike, alpha: float = 0.5) -> Array:
    """The scale s (in,), float32: divide the inputs by it, multiply the weight's columns by it.

    Args:
        weight: W (out, in); weights that read the same input, stacked.
        inputs: X (tokens, in) of calibration text.
        alpha: How much of the difficulty moves to the weights, 0 to 1.

    Raises:
        ValueError: If a number is NaN or infinite, or shapes or alpha do not fit.
    """
    if not 0 <= alpha <= 1:
        raise ValueError(f"alpha must be 0 to 1, not {alpha}")
    w = matrix(weight)
    x = inputs_of(w, inputs)
    largest_x = np.abs(x).max(0)  # (in,)
    largest_w = np.maximum(np.abs(w).max(0), SMALLEST)  # (in,)
    s: Array = np.maximum(largest_x**alpha / largest_w ** (1 - alpha), SMALLEST)  # (in,)
    return s
