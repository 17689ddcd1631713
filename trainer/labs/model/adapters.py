"""LoRA adapters on the model's linears: beside its weights, or merged into them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainer.labs.algorithms import lora
from trainer.labs.algorithms.checks import Array
from trainer.labs.algorithms.lora import Adapter
from trainer.labs.model.llama import Model


def beside(model: Model, adapters: Mapping[str, Adapter]) -> Model:
    """The model with adapters, by the name of their linear, beside weights that stay as they are.

    They come on top of the model's own way to compute a linear, a quantized one too.
    """

    def linear(name: str, x: Array, weight: Array) -> Array:
        y = model.linear(name, x, weight)  # (tokens, out)
        if name not in adapters:
            return y
        adapter = adapters[name]
        low = x @ adapter.a.T  # (tokens, r)
        both: Array = y + np.float32(adapter.scaling) * (low @ adapter.b.T)  # (tokens, out)
        return both

    return model.with_linear(linear)


def merged(model: Model, adapters: Mapping[str, Adapter]) -> Model:
    """The model with adapters, by the name of their linear, added into its weights."""
    return model.with_weights(
        {name: lora.merge(model.weights[name], adapter) for name, adapter in adapters.items()}
    )
