"""AWQ: scale up the input channels that carry large activations before rounding the weight.

W is quantized as Q(W * s) and the input divided by s, which changes nothing but the rounding
error: a channel with s = 4 has a quarter of it. s = mean|X| ^ ratio, and the ratio is searched.

Source: Lin et al. 2024, arXiv:2306.00978, section 3.2 (scale search) and the authors' code (grid of
20 ratios, the scale's normalization, clipping by a search over shrunken ranges).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms import rtn
from trainer.labs.algorithms.checks import Array, check_group, inputs_of, matrix
from trainer.labs.algorithms.quantized import Quantized

RATIOS = tuple(step / 20 for step in range(20))
SHRINKS = tuple(1 - step / 20 for step in range(10))  # ranges to clip to, of the largest weight
SMALLEST_SCALE = 1e-4


def scale(
    weight: npt.ArrayLike, inputs: npt.ArrayLike, bits: int, group: int | None = None
) -> tuple[Array, float]:
    """The scale s (in,) of each input channel, float64, and the ratio it came from.

    The ratio is the one of 0, 0.05, ... 0.95 with the least squared error of the outputs
    X W^T; ratio 0 is round to nearest. Layers that read the same input, q, k and v, share one
    scale in a real model: give their weights stacked.

    Raises:
        ValueError: If a number is NaN or infinite, or shapes, bits or group do not fit.
    """
    w = matrix(weight)  # (out, in)
    x = inputs_of(w, inputs).astype(np.float64)  # (tokens, in)
    gram = x.T @ x  # (in, in)
    size = np.abs(x).mean(0)  # (in,)
    best = (np.inf, np.ones_like(size), 0.0)
    for ratio in RATIOS:
        s = np.maximum(size**ratio, SMALLEST_SCALE)  # (in,)
        s /= np.sqrt(s.max() * s.min())
        off = rtn.quantize(w * s, bits, group).dequantize() / s - w  # (out, in)
        error = float(((off @ gram) * off).sum())  # = |X off^T|^2, without the tokens
        if error < best[0]:
            best = (error, s, ratio)
    return best[1], best[2]


def quantize(
    weight: npt.ArrayLike, inputs: npt.ArrayLike, bits: int, group: int | None = None
) -> tuple[Quantized, Array]:
    """The scaled and clipped weight as codes, and the scale s (in,) to divide inputs by.

    The weight that a layer then works with is `quantized.dequantize() / s`.

    Raises:
        ValueError: As `scale`.
    """
    w = matrix(weight)  # (out, in)
    x = inputs_of(w, inputs)  # (tokens, in)
    s, _ = scale(w, x, bits, group)
    return rtn.quantize(clip(w * s, x / s, bits, group), bits, group), s


def clip(
    weight: npt.ArrayLike, inputs: npt.ArrayLike, bits: int, group: int | None = None
) -> Array:
    """The weight (out, in) with each group cut to the range that hurts its own output least.

    Raises:
        ValueError: As `scale`.
    """
    w = matrix(weight)
    x = inputs_of(w, inputs).astype(np.float64)
    out, columns = w.shape
    size = check_group(columns, group)
    groups = w.reshape(out, -1, size)  # (out, G, size)
    parts = x.reshape(len(x), -1, size)  # (tokens, G, size)
    gram = np.einsum("tgi,tgj->gij", parts, parts, optimize=True)  # (G, size, size)
    largest = np.abs(groups).max(-1, keepdims=True)  # (out, G, 1)
    best, least = groups, np.full((out, columns // size), np.inf)  # (out, G)
    for shrink in SHRINKS:
        cut = np.clip(groups, -largest * shrink, largest * shrink)  # (out, G, size)
        rounded = rtn.quantize(cut.reshape(w.shape), bits, group).dequantize()
        off = rounded.reshape(groups.shape) - groups  # (out, G, size)
        error = np.einsum("ogi,gij,ogj->og", off, gram, off, optimize=True)  # (out, G)
        best = np.where((error < least)[..., None], cut, best)
        least = np.minimum(least, error)
    return best.reshape(w.shape).astype(np.float32)
