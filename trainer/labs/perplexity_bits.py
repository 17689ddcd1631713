"""Four bits cost hardly any quality.

How much they cost depends on how many weights share a scale, and the next bit costs far more.
"""

from __future__ import annotations

from trainer.labs.evaluation import DIRECTIONS, HOW, Evaluation, compare
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph
from trainer.questions.chance import Chance

CASES = (8, 4, 3, 2)
LLAMA = {16: 5.68, 4: 6.29, 3: 25.54}  # perplexity by bits, LLaMA-7B, a scale per row


def draw(seed: int) -> int:
    """The bits that the question is about."""
    return Chance(seed).choose((3, 4))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    bits = draw(seed)
    return (
        f"All linear layers of a small language model are rounded to int{bits}, with one scale for "
        "each whole matrix. By how many percent does its perplexity rise?"
    )


def asks_direction(seed: int) -> str:
    """The question after the direction."""
    return (
        f"With a scale for each group of 64 instead, still int{draw(seed)}: is the perplexity "
        "higher, lower, or the same?"
    )


def measure(bench: Bench) -> Measured:
    """Perplexity for each number of bits and each granularity."""
    from trainer.labs.model.methods import by_rtn, quantize_model

    asked = draw(bench.seed)
    cases = (asked,) if bench.quick else CASES
    exam = Evaluation(bench, steps=1 + 3 * len(cases))
    for bits in cases:
        for name, method in {
            "matrix": by_rtn(bits, per_tensor=True),
            "row": by_rtn(bits),
            "64": by_rtn(bits, 64),
        }.items():
            exam.of(f"int{bits}, a scale per {name}", quantize_model(exam.model, method))
    start = 1 + 3 * cases.index(asked)
    whole, row, group = exam.results[start : start + 3]
    llama = (LLAMA[asked] / LLAMA[16] - 1) * 100
    says = (
        f"int{asked} costs {whole.cost} with one scale for a matrix and {group.cost} "
        f"with one for each 64 weights: the step is the range over {2**asked - 1}, and a small "
        "group has a small range. Each bit less at least doubles the step. The published figures "
        f"are with a scale per row and on other text: LLaMA-7B rises by {llama:.0f}% at {asked} "
        f"bits, this small model by {row.cost}."
    )
    return Measured(whole.rise, compare(whole, group), exam.table(), says)


LAB = Lab(
    name="perplexity-bits",
    title="Perplexity over bits and granularity",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="%",
    tolerance="difference",
    asks_direction=asks_direction,
    directions=DIRECTIONS,
    expected="lower",
    how=HOW,
    published=Published(
        f"LLaMA-7B, rounded to nearest: 16 bit {LLAMA[16]}, 4 bit {LLAMA[4]}, 3 bit {LLAMA[3]}",
        "IST-DASLab/gptq README",
    ),
    reads=("3.3", "3.6"),
    seconds_cpu=14,
    seconds_gpu=13,
    measure=measure,
)
