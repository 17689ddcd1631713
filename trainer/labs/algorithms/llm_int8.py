"""LLM.int8(): outlier input channels in floating point, all others in int8, the parts added.

A channel is an outlier if any activation in it reaches the threshold. Few are (0.1% in the
paper), so nearly all of the product stays in int8, with a scale for each token and each row.

Source: Dettmers et al. 2022, arXiv:2208.07339, section 3 (vector-wise quantization and
mixed-precision decomposition, threshold 6.0).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms import int8
from trainer.labs.algorithms.checks import Array, inputs_of, matrix

THRESHOLD = 6.0


def multiply(
    inputs: npt.ArrayLike, weight: npt.ArrayLike, threshold: float = THRESHOLD
) -> tuple[Array, Array]:
    """Y = X W^T (tokens, out), float32, and which channels (in,) stayed in floating point.

    Raises:
        ValueError: If a number is NaN or infinite, or the shapes do not fit.
    """
    w = matrix(weight)  # (out, in)
    x = inputs_of(w, inputs)  # (tokens, in)
    outlier: Array = np.asarray((np.abs(x) >= threshold).any(0))  # (in,)
    y: Array = x[:, outlier] @ w[:, outlier].T  # (tokens, out)
    if not outlier.all():
        y = y + int8.multiply(x[:, ~outlier], w[:, ~outlier])  # (tokens, out)
    return y, outlier
