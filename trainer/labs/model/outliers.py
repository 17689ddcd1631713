"""Outlier channels put into a model that has none, without changing what it computes.

Models of billions of parameters grow input channels far larger than the rest; one of two million
does not. Here a norm's weight is multiplied by a factor in a few channels and the columns of the
linears that read it are divided by the same factor. The outputs stay, the difficulty comes. It is
also exactly what AWQ and SmoothQuant can undo, so a lab says so beside their figures.

Source: Dettmers et al. 2022, arXiv:2208.07339, section 4 (outlier features of large models).
"""

from __future__ import annotations

import numpy as np

from trainer.labs.algorithms.checks import Array
from trainer.labs.model.llama import Model
from trainer.labs.model.shape import INPUTS_OF_BLOCK, NORM_BEFORE


def inject(model: Model, *, channels: int = 4, factor: float = 30.0, seed: int = 0) -> Model:
    """The model with so many channels of each norm times a factor; its outputs are the same.

    Raises:
        ValueError: If the factor is not above 0 or the model is not that wide.
    """
    if factor <= 0 or not 0 <= channels <= model.shape.width:
        raise ValueError(f"cannot multiply {channels} channels by {factor}")
    rng = np.random.default_rng(seed)
    changed: dict[str, Array] = {}
    for layer in range(model.shape.layers):
        for readers in INPUTS_OF_BLOCK:
            if readers[0] not in NORM_BEFORE:
                continue
            size = np.ones(model.shape.width, np.float32)  # (C,)
            size[rng.permutation(model.shape.width)[:channels]] = factor
            norm = f"layers.{layer}.{NORM_BEFORE[readers[0]]}"
            changed[norm] = model.weights[norm] * size
            for reader in readers:
                name = f"layers.{layer}.{reader}"
                changed[name] = model.weights[name] / size  # (out, C)
    return model.with_weights(changed)
