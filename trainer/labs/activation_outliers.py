"""If weights survive int8, so do activations.

Weights are tame; in activations a few channels are far larger than the rest, and one scale for all
leaves the rest few codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainer.labs.evaluation import DIRECTIONS, Evaluation, compare
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph
from trainer.questions.chance import Chance

if TYPE_CHECKING:
    from trainer.labs.algorithms.checks import Array
    from trainer.labs.model.llama import Linear, Model

CHANNELS, SEQUENCES = 4, 8


def draw(seed: int) -> int:
    """By how much the outlier channels stand out."""
    return Chance(seed).choose((30, 60, 100))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    return (
        f"Behind each norm {CHANNELS} channels are made {draw(seed)} times as large, and the "
        "weights that read them as much smaller. Weights and activations go to int8 (W8A8), with "
        "one scale for all activations of a layer. By how many percent does the perplexity rise?"
    )


def measure(bench: Bench) -> Measured:
    """Perplexity of W8A8 with each way to treat the outliers."""
    from trainer.labs.algorithms import int8, llm_int8
    from trainer.labs.model.outliers import inject

    factor = draw(bench.seed)
    exam = Evaluation(bench, steps=6)
    spiky = inject(exam.model, channels=CHANNELS, factor=factor, seed=bench.seed)

    def linear(per_token: bool) -> Linear:
        return lambda name, x, weight: int8.multiply(x, weight, per_token)

    tensor = exam.of("W8A8, a scale per tensor", spiky.with_linear(linear(False)))
    token = exam.of("W8A8, a scale per token", spiky.with_linear(linear(True)))
    smooth = _smoothed(spiky, exam.calibration(SEQUENCES))
    moved = exam.of("W8A8, SmoothQuant", smooth.with_linear(linear(True)))
    if not bench.quick:
        split = spiky.with_linear(lambda name, x, weight: llm_int8.multiply(x, weight)[0])
        exam.of("W8A8, LLM.int8()", split)
        exam.of("no outliers, per tensor", exam.model.with_linear(linear(False)))
    says = (
        f"One scale for a layer costs {tensor.cost}, one per token {token.cost}: a token "
        "has its outlier channels too, so they still share a scale with the rest. SmoothQuant "
        f"moves the factor into the weights before rounding: {moved.cost}. LLM.int8() "
        "leaves those channels unquantized. The outliers were put in by a change that SmoothQuant "
        "can undo; in large models they grow by themselves, in all layers from about 6.7B "
        "parameters on (arXiv:2208.07339)."
    )
    return Measured(tensor.rise, compare(token, moved), exam.table(), says)


def _smoothed(model: Model, text: Array) -> Model:
    """The model with each norm divided by SmoothQuant's scale, and the weights behind it times it.

    Layers that no norm stands before stay as they are.
    """
    import numpy as np

    from trainer.labs.algorithms import smoothquant
    from trainer.labs.model.methods import inputs_of_model
    from trainer.labs.model.shape import INPUTS_OF_BLOCK, NORM_BEFORE

    seen = inputs_of_model(model, text)
    changed: dict[str, Array] = {}
    for layer in range(model.shape.layers):
        for readers in INPUTS_OF_BLOCK:
            if readers[0] not in NORM_BEFORE:
                continue
            names = [f"layers.{layer}.{reader}" for reader in readers]
            stacked = np.concatenate([model.weights[name] for name in names])  # (sum of out, C)
            scale = smoothquant.scale(stacked, seen[names[0]])  # (C,)
            norm = f"layers.{layer}.{NORM_BEFORE[readers[0]]}"
            changed[norm] = model.weights[norm] / scale
            changed |= {name: model.weights[name] * scale for name in names}
    return model.with_weights(changed)


LAB = Lab(
    name="activation-outliers",
    title="int8 activations with outliers",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="%",
    tolerance="difference",
    asks_direction=lambda _: (
        "With a scale per token, and SmoothQuant before it: is the perplexity higher than with "
        "that scale alone, lower, or the same?"
    ),
    directions=DIRECTIONS,
    expected="lower",
    how=(
        "The small model computes its linear layers in int8 and predicts windows of the Python "
        "language reference; differences are paired, and below 3 standard errors are none."
    ),
    published=Published(
        "OPT-175B, perplexity in 16 bit 10.99: W8A8 93,080, LLM.int8() 11.10, SmoothQuant 11.17",
        "arXiv:2211.10438, table 3",
    ),
    reads=("3.6",),
    seconds_cpu=8,
    seconds_gpu=11,
    measure=measure,
)
