"""AWQ beats plain rounding on any model.

It scales up the weights that meet large activations; where no channel stands out, there is nothing
to protect.
"""

from __future__ import annotations

from trainer.labs.evaluation import DIRECTIONS, HOW, Evaluation, compare
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph
from trainer.questions.chance import Chance

BITS, GROUP, CHANNELS, SEQUENCES = 4, 64, 4, 16
LLAMA_SHARE = (5.73 - 5.60) / (5.73 - 5.47) * 100  # of the rise, from the figures published below


def draw(seed: int) -> int:
    """By how much the outlier channels stand out."""
    return Chance(seed).choose((5, 10, 30))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    return (
        f"Behind each norm {CHANNELS} channels are made {draw(seed)} times as large, and the "
        f"weights that read them as much smaller. int{BITS} rounding in groups of {GROUP} raises "
        "the perplexity. What share of that rise does AWQ take away?"
    )


def measure(bench: Bench) -> Measured:
    """Perplexity of rounding, AWQ and GPTQ, with outlier channels and without."""
    from trainer.labs.model.methods import by_awq, by_gptq, by_rtn, quantize_model
    from trainer.labs.model.outliers import inject

    factor = draw(bench.seed)
    exam = Evaluation(bench, steps=7)
    text = exam.calibration(SEQUENCES)
    spiky = inject(exam.model, channels=CHANNELS, factor=factor, seed=bench.seed)
    rounded = exam.of("outliers, rounded", quantize_model(spiky, by_rtn(BITS, GROUP)))
    awq = exam.of("outliers, AWQ", quantize_model(spiky, by_awq(BITS, GROUP), text))
    if not bench.quick:
        exam.of("outliers, GPTQ", quantize_model(spiky, by_gptq(BITS, GROUP), text))
    calm = exam.of("none, rounded", quantize_model(exam.model, by_rtn(BITS, GROUP)))
    calm_awq = exam.of("none, AWQ", quantize_model(exam.model, by_awq(BITS, GROUP), text))
    if not bench.quick:
        exam.of("none, GPTQ", quantize_model(exam.model, by_gptq(BITS, GROUP), text))
    figure = (rounded.rise - awq.rise) / rounded.rise * 100
    side = compare(calm, calm_awq)
    close = ", too close to tell apart" if side == "same" else ""
    says = (
        f"With outliers rounding costs {rounded.cost} and AWQ {awq.cost}; without them "
        f"{calm.cost} and {calm_awq.cost}{close}. The outliers were put in by the kind of change "
        "that AWQ's scales undo; in large models they grow by themselves. This small model has "
        f"none. In the published figures, groups of 128, AWQ takes away {LLAMA_SHARE:.0f}%."
    )
    return Measured(figure, side, exam.table(), says)


LAB = Lab(
    name="awq",
    title="AWQ with outlier channels and without",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="%",
    tolerance="ratio",
    asks_direction=lambda _: (
        "Without outlier channels: is AWQ's perplexity higher than that of plain rounding, lower, "
        "or the same?"
    ),
    directions=DIRECTIONS,
    expected="same",
    how=HOW,
    published=Published(
        "Llama-2-7B, int4 in groups of 128, 16 bit 5.47: rounding 5.73, GPTQ 5.69, AWQ 5.60",
        "arXiv:2306.00978",
    ),
    reads=("3.5",),
    seconds_cpu=12,
    seconds_gpu=14,
    measure=measure,
)
