"""Ways to quantize the whole model, so that a lab can name one and swap the weights in.

A method takes the weights of the linears that read one input, and that input, and gives back the
weights that quantization leaves; methods that need no data ignore the input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from trainer.labs.algorithms import awq, gptq, rtn
from trainer.labs.algorithms.checks import Array
from trainer.labs.model.llama import Model
from trainer.labs.model.shape import INPUTS_OF_BLOCK

Method = Callable[[Sequence[Array], Array], Sequence[Array]]


def by_weight(quantize: Callable[[Array], Array]) -> Method:
    """A method that looks at each weight (out, in) alone: `quantize` gives it back rounded."""
    return lambda weights, inputs: [quantize(weight) for weight in weights]


def by_rtn(bits: int, group: int | None = None, *, per_tensor: bool = False) -> Method:
    """Round to nearest."""
    return by_weight(
        lambda weight: rtn.quantize(weight, bits, group, per_tensor=per_tensor).dequantize()
    )


def by_gptq(bits: int, group: int | None = None, *, act_order: bool = False) -> Method:
    """GPTQ; rows do not see each other, so linears that read the same input share one sweep."""

    def method(weights: Sequence[Array], inputs: Array) -> list[Array]:
        stacked = np.concatenate(list(weights))  # (sum of out, in)
        values = gptq.quantize(stacked, inputs, bits, group, act_order).dequantize()
        return _split(values, weights)

    return method


def by_awq(bits: int, group: int | None = None, *, clip: bool = False) -> Method:
    """AWQ; linears that read the same input share a scale, as their norm has to undo it."""

    def method(weights: Sequence[Array], inputs: Array) -> list[Array]:
        stacked = np.concatenate(list(weights))  # (sum of out, in)
        if clip:
            quantized, scale = awq.quantize(stacked, inputs, bits, group)
        else:
            scale, _ = awq.scale(stacked, inputs, bits, group)
            quantized = rtn.quantize(stacked * scale, bits, group)
        values = (quantized.dequantize() / scale).astype(np.float32)  # (sum of out, in)
        return _split(values, weights)

    return method


def _split(stacked: Array, weights: Sequence[Array]) -> list[Array]:
    return np.split(stacked, np.cumsum([len(weight) for weight in weights])[:-1])


def quantize_model(model: Model, method: Method, windows: Array | None = None) -> Model:
    """The model with every linear quantized, block by block.

    Args:
        model: The model.
        method: What to do to the linears of one input.
        windows: Calibration text (N, T), for methods that look at inputs. Each block sees
            the hidden states that the quantized blocks before it give.
    """
    x = None if windows is None else model.embed(windows)  # (N, T, C)
    for layer in range(model.shape.layers):
        seen = {} if x is None else inputs_of_block(model, layer, x)
        changed: dict[str, Array] = {}
        for group in INPUTS_OF_BLOCK:
            names = [f"layers.{layer}.{name}" for name in group]
            weights = [model.weights[name] for name in names]
            inputs = seen.get(names[0], np.empty((0, 0), np.float32))
            changed |= zip(names, method(weights, inputs), strict=True)
        model = model.with_weights(changed)
        if x is not None and layer + 1 < model.shape.layers:
            x = model.block(layer, x)
    return model


def inputs_of_block(model: Model, layer: int, x: Array) -> dict[str, Array]:
    """What each linear of a block reads, (tokens, in), when the block reads x (N, T, C)."""
    seen: dict[str, Array] = {}

    def watch(name: str, inputs: Array, weight: Array) -> Array:
        seen[name] = inputs
        return model.linear(name, inputs, weight)

    model.with_linear(watch).block(layer, x)
    return seen


def inputs_of_model(model: Model, windows: Array) -> dict[str, Array]:
    """What each linear of the model reads on a text (N, T): (N T, in) by its name."""
    x = model.embed(windows)  # (N, T, C)
    seen: dict[str, Array] = {}
    for layer in range(model.shape.layers):
        seen |= inputs_of_block(model, layer, x)
        x = model.block(layer, x)
    return seen
