"""LoRA: leave the weight alone and learn a low-rank change beside it.

Letters: r rank, A (r, in) starts random, B (out, r) starts at 0, alpha the scaling.
Y = X W^T + (alpha / r) X A^T B^T, so before the first step the model is unchanged.

Source: Hu et al. 2021, arXiv:2106.09685, section 4.1; A starts as in the authors' code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from trainer.labs.algorithms.checks import Array, inputs_of, matrix


@dataclass(frozen=True, slots=True, eq=False)
class Adapter:
    """A low-rank change of one weight.

    Attributes:
        a: A (r, in), float32.
        b: B (out, r), float32.
        alpha: The change is alpha / r times B A.
    """

    a: Array
    b: Array
    alpha: float

    @property
    def scaling(self) -> float:
        """The factor alpha / r before B A."""
        return self.alpha / len(self.a)

    @property
    def delta(self) -> Array:
        """The change of the weight, (out, in), float32."""
        return np.float32(self.scaling) * (self.b @ self.a)  # (out, r) (r, in) -> (out, in)


def init(weight: npt.ArrayLike, rank: int, alpha: float, seed: int) -> Adapter:
    """A fresh adapter of a weight (out, in), which changes nothing yet.

    Raises:
        ValueError: If the rank is below 1 or above the smaller side of the weight.
    """
    out, columns = matrix(weight).shape
    if not 1 <= rank <= min(out, columns):
        raise ValueError(f"rank must be 1 to {min(out, columns)}, not {rank}")
    limit = columns**-0.5
    a = np.random.default_rng(seed).uniform(-limit, limit, (rank, columns))  # (r, in)
    return Adapter(a.astype(np.float32), np.zeros((out, rank), np.float32), alpha)


def forward(inputs: npt.ArrayLike, weight: npt.ArrayLike, adapter: Adapter) -> Array:
    """Y (tokens, out) of the weight and its adapter, not merged."""
    w = matrix(weight)  # (out, in)
    x = inputs_of(w, inputs)  # (tokens, in)
    low = x @ adapter.a.T  # (tokens, r)
    y: Array = x @ w.T + np.float32(adapter.scaling) * (low @ adapter.b.T)  # (tokens, out)
    return y


def merge(weight: npt.ArrayLike, adapter: Adapter) -> Array:
    """The weight with the change in it, (out, in): as fast as without an adapter."""
    merged: Array = matrix(weight) + adapter.delta
    return merged


def unmerge(weight: npt.ArrayLike, adapter: Adapter) -> Array:
    """The weight without the change again, (out, in), but for the rounding of two sums."""
    plain: Array = matrix(weight) - adapter.delta
    return plain
