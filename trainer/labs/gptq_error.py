"""GPTQ is always better than plain rounding.

It moves each rounding error onto weights that can still make up for it, as far as its calibration
text shows which can.
"""

from __future__ import annotations

from trainer.labs.evaluation import CALIBRATION, DIRECTIONS, HOW, LENGTH, Evaluation, compare
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph
from trainer.questions.chance import Chance

BITS, TOO_FEW = 3, 2
LLAMA = (5.68, 25.54, 8.07)  # perplexity of LLaMA-7B: 16 bit, 3 bits rounded, 3 bits by GPTQ


def draw(seed: int) -> int | None:
    """Weights that share a scale, None for a whole row."""
    return Chance(seed).choose((None, 64, 32))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    group = draw(seed)
    shared = f"groups of {group}" if group else "a scale per row"
    return (
        f"Plain rounding to int{BITS}, {shared}, raises the model's perplexity. What share of that "
        f"rise does GPTQ take away, calibrated on {CALIBRATION} sequences of {LENGTH} tokens?"
    )


def measure(bench: Bench) -> Measured:
    """Perplexity after rounding, after GPTQ, and after GPTQ on too little text."""
    from trainer.labs.model.methods import by_gptq, by_rtn, quantize_model

    group = draw(bench.seed)
    exam = Evaluation(bench, steps=5)
    plain = exam.of("rounded", quantize_model(exam.model, by_rtn(BITS, group)))
    method = by_gptq(BITS, group)

    def gptq(sequences: int, name: str = "") -> str:
        calibration = exam.calibration(sequences)
        label = name or f"GPTQ, {sequences} sequences"
        return exam.of(label, quantize_model(exam.model, method, calibration)).name

    gptq(CALIBRATION)
    gptq(TOO_FEW)
    if not bench.quick:
        ordered = quantize_model(
            exam.model, by_gptq(BITS, group, act_order=True), exam.calibration()
        )
        exam.of(f"GPTQ, {CALIBRATION}, act-order", ordered)
    good, starved = exam.results[2], exam.results[3]
    figure = _taken_away(0, plain.rise, good.rise)
    says = (
        f"Rounding costs {plain.cost}, GPTQ {good.cost}. With {TOO_FEW} sequences, "
        f"{TOO_FEW * LENGTH} tokens, it costs {starved.cost}: the second moments of so few "
        "inputs are mostly chance, and errors are moved where they do harm. The paper took 128 "
        "sequences of 2,048 tokens. In the published figures, a scale per row and columns "
        f"reordered, GPTQ takes away {_taken_away(*LLAMA):.0f}% of a far larger rise."
    )
    return Measured(figure, compare(plain, starved), exam.table(), says)


def _taken_away(base: float, rounded: float, repaired: float) -> float:
    """What percent of the rise that rounding causes is gone."""
    return (rounded - repaired) / (rounded - base) * 100


LAB = Lab(
    name="gptq",
    title="GPTQ, and GPTQ on too little text",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="%",
    tolerance="ratio",
    asks_direction=lambda _: (
        f"With {TOO_FEW} calibration sequences instead of {CALIBRATION}: is GPTQ's perplexity "
        "higher than that of plain rounding, lower, or the same?"
    ),
    directions=DIRECTIONS,
    expected="higher",
    how=HOW,
    published=Published(
        "LLaMA-7B, 16 bit {}; 3 bits: rounding {}, GPTQ {}".format(*LLAMA),
        "IST-DASLab/gptq README",
    ),
    reads=("3.4",),
    seconds_cpu=10,
    seconds_gpu=11,
    measure=measure,
)
