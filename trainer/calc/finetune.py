"""Memory of fine-tuning before activations: weights, gradients and optimizer.

Letters: N parameters, P trainable parameters of an adapter, n GPUs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from trainer.calc.checks import count
from trainer.calc.derivation import Step, given
from trainer.calc.shapes import ModelShape
from trainer.calc.weights import checkpoint, scheme
from trainer.units import Number


@dataclass(frozen=True, slots=True)
class Recipe:
    """Bytes per parameter of a way to train all parameters.

    Attributes:
        name: Its name, `full16`.
        weights: Bytes of the weights that compute.
        gradients: Bytes of the gradient.
        optimizer: Bytes of Adam's two moments, and of a master copy where there is one.
        says: The recipe in words.
    """

    name: str
    weights: int
    gradients: int
    optimizer: Fraction
    says: str

    @property
    def bytes_per_parameter(self) -> Fraction:
        """The sum."""
        return self.weights + self.gradients + self.optimizer


RECIPES = {
    recipe.name: recipe
    for recipe in (
        Recipe("full6", 2, 2, 2 + Fraction(2 * 4, 256), "bf16, 8-bit Adam in blocks of 256"),
        Recipe("full8", 2, 2, Fraction(4), "everything in bf16, AdamW too"),
        Recipe("full12", 2, 2, Fraction(8), "bf16 weights and gradients, fp32 AdamW"),
        Recipe("full16", 2, 2, Fraction(12), "bf16 with an fp32 master copy and fp32 AdamW"),
        Recipe("full18", 2, 4, Fraction(12), "the same with fp32 gradients"),
    )
}
"""Source: ZeRO, arXiv:1910.02054 section 3 (16); 8-bit Adam, arXiv:2110.02861 (moments of one
byte, an fp32 constant per block for each); the others by adding up what the recipe keeps."""

FROZEN = {"lora": "bf16", "qlora": "nf4-dq"}
"""How each way to train an adapter stores the frozen model, as a scheme of `weights`."""

ADAPTER_BYTES = 16  # fp32: the adapter, its gradient and two Adam moments, 4 bytes each


def finetune_bytes(parameters: int, recipe: Recipe, *, zero: int = 0, gpus: int = 1) -> int:
    """Bytes on each GPU to train all N parameters, activations not counted.

    ZeRO stage 1 shares the optimizer among n GPUs, stage 2 the gradients too, stage 3 the
    weights too; with 16 bytes per parameter 4N + 12N/n, 2N + 14N/n and 16N/n.

    Args:
        parameters: N.
        recipe: What is kept for each parameter.
        zero: The stage, 0 for none.
        gpus: n.

    Raises:
        ValueError: If a count is below 1, or there is no such stage.

    Source: Rajbhandari et al. 2020, arXiv:1910.02054, figure 1.
    """
    whole, shared = _split(recipe, zero)
    number = count(parameters, "parameters")
    return math.ceil(number * (whole + shared / count(gpus, "GPUs")))


def finetune_steps(
    parameters: int, recipe: Recipe, *, zero: int = 0, gpus: int = 1
) -> tuple[Step, ...]:
    """The derivation of `finetune_bytes`."""
    size = finetune_bytes(parameters, recipe, zero=zero, gpus=gpus)
    whole, shared = _split(recipe, zero)
    parts = (
        given("N", parameters, "parameters"),
        given("weights", recipe.weights, "bytes/parameter", recipe.says),
        given("gradients", recipe.gradients, "bytes/parameter"),
        given("optimizer", recipe.optimizer, "bytes/parameter", "Adam's moments, any master copy"),
    )
    if not zero:
        each = Step(
            "each", "weights + gradients + optimizer", recipe.bytes_per_parameter, "bytes/parameter"
        )
        return (*parts, each, Step("bytes", "ceil(N * each)", size, "GB"))
    names = ("weights", "gradients", "optimizer")
    kept = " + ".join(names[: 3 - zero]) or "0"
    return (
        *parts,
        given("n", gpus, "GPUs"),
        Step("whole", kept, whole, "bytes/parameter", f"ZeRO stage {zero} keeps on every GPU"),
        Step("shared", " + ".join(names[3 - zero :]), shared, "bytes/parameter"),
        Step("bytes", "ceil(N * (whole + shared / n))", size, "GB", "on each GPU"),
    )


def frozen_bytes(shape: ModelShape, recipe: str) -> int:
    """Bytes of the model that `lora` or `qlora` freezes: 2 N, or an NF4 checkpoint.

    Raises:
        ValueError: If the recipe trains no adapter.
    """
    if recipe not in FROZEN:
        raise ValueError(f"{recipe!r} trains no adapter; known: {', '.join(FROZEN)}")
    return checkpoint(shape, scheme(FROZEN[recipe])).bytes


def adapter_training_bytes(base_bytes: int, trainable: int) -> int:
    """Bytes to train an adapter on a frozen model, activations not counted.

    base + 16 P: only what is trained has a gradient and Adam's moments.

    Args:
        base_bytes: Bytes of the frozen model, see `frozen_bytes`.
        trainable: P.

    Raises:
        ValueError: If a count is below 1.

    Source: composed of Hu et al. 2021, arXiv:2106.09685, and PEFT's fp32 adapters.
    """
    return count(base_bytes, "base bytes") + ADAPTER_BYTES * count(trainable, "parameters")


def adapter_training_steps(base_bytes: int, trainable: int) -> tuple[Step, ...]:
    """The derivation of `adapter_training_bytes`."""
    size = adapter_training_bytes(base_bytes, trainable)
    return (
        given("base", base_bytes, "GB", "the frozen model"),
        given("P", trainable, "parameters", "trained"),
        Step("each", "4 + 4 + 8", ADAPTER_BYTES, "bytes/parameter", "value, gradient, two moments"),
        Step("bytes", "base + each * P", size, "GB"),
    )


def recipe(name: str) -> Recipe:
    """The recipe of this name.

    Raises:
        ValueError: If there is none.
    """
    if name not in RECIPES:
        raise ValueError(f"unknown recipe {name!r}; known: {', '.join(RECIPES)}")
    return RECIPES[name]


def _split(recipe: Recipe, zero: int) -> tuple[Number, Fraction]:
    """Bytes per parameter that every GPU keeps, and those that the GPUs share."""
    if zero not in range(4):
        raise ValueError(f"ZeRO has stages 0 to 3, not {zero}")
    parts = (recipe.weights, recipe.gradients, recipe.optimizer)
    return sum(parts[: 3 - zero]), Fraction(sum(parts[3 - zero :]))
