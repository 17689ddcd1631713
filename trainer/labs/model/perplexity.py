"""How well a model predicts text, window by window, and whether two models differ.

Two models are measured on the same windows, so the differences are paired: the spread of easy
and hard windows, far larger than the effect of a good quantizer, drops out.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from threadpoolctl import threadpool_limits

from trainer.labs.algorithms.checks import Array
from trainer.labs.model.llama import Model

TOKENS_AT_ONCE = 4096  # of a core: scores of (T, V) are the largest array


def losses(model: Model, windows: Array) -> Array:
    """Mean cross entropy of each window, nats a token: (N, T + 1) -> (N,), float64.

    Each core takes some windows, and BLAS no threads of its own: it shares out every one of the
    many small products, and waits for all cores each time, for long where others use them too.
    """
    step = max(1, TOKENS_AT_ONCE // windows.shape[1])
    parts = [windows[start : start + step] for start in range(0, len(windows), step)]
    with threadpool_limits(1, "blas"), ThreadPoolExecutor(os.cpu_count()) as cores:
        return np.concatenate(list(cores.map(partial(_losses, model), parts)))


def _losses(model: Model, windows: Array) -> Array:
    scores = model.logits(windows[:, :-1])  # (B, T, V)
    right = np.take_along_axis(scores, windows[:, 1:, None].astype(np.intp), 2)[..., 0]  # (B, T)
    top = scores.max(-1)  # (B, T)
    scores -= top[..., None]
    total = np.log(np.exp(scores, out=scores).sum(-1)) + top  # (B, T)
    mean: Array = (total - right).mean(1, dtype=np.float64)  # (B,)
    return mean


def perplexity(window_losses: Array) -> float:
    """The exponential of the mean loss: as unsure as among so many equally likely tokens."""
    return float(np.exp(window_losses.mean()))


@dataclass(frozen=True, slots=True)
class Paired:
    """How two models' losses differ on the same windows.

    Attributes:
        difference: Mean of second minus first, nats a token; above 0 the second is worse.
        error: Standard error of that mean.
        z: Difference over error; between -3 and 3 is "no difference shown".
    """

    difference: float
    error: float
    z: float

    @property
    def worse(self) -> bool:
        """Whether the second is shown to be worse."""
        return self.z > 3

    @property
    def tied(self) -> bool:
        """Whether no difference is shown."""
        return abs(self.z) <= 3


def paired(first: Array, second: Array) -> Paired:
    """The paired comparison of two models' window losses (N,) each.

    Raises:
        ValueError: If the windows are fewer than two or not the same number.
    """
    if first.shape != second.shape or first.size < 2:
        raise ValueError(f"losses of the same windows, two at least, not {first.shape}")
    off = second - first
    error = float(off.std(ddof=1)) / len(off) ** 0.5
    mean = float(off.mean())
    if not error:  # the same model, or a constant shift
        return Paired(mean, 0.0, float(np.sign(mean)) * np.inf if mean else 0.0)
    return Paired(mean, error, mean / error)
