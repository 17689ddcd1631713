"""From a typed answer to a verdict: exact, rounded, a slip of the unit, a known mistake, wrong."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from trainer.grading.answer import Reading, read_answer
from trainer.questions.question import Mistake, Question
from trainer.units import GIB, Number

EXACT = 0.005  # 13.5 GB for 13.476831232 GB is 0.2% off
ROUNDED = 0.02  # what interview rounding may add to the rounded figure
COUNTS = {"blocks", "slots", "sequences", "users", "requests", "layers", "heads", "GPUs"}

# Factors that a unit read wrongly brings in, and what happened then.
SLIPS: tuple[tuple[Fraction, str], ...] = (
    (Fraction(10**9, GIB), "GB and GiB are swapped: 1 GiB is 1.0737 GB"),
    (Fraction(GIB, 10**9), "GB and GiB are swapped: 1 GiB is 1.0737 GB"),
    (Fraction(8), "bits are taken for bytes: divide by 8"),
    (Fraction(1, 8), "bytes are taken for bits"),
    (Fraction(1000), "the unit is off by a factor of 1000"),
    (Fraction(1, 1000), "the unit is off by a factor of 1000"),
)


@dataclass(frozen=True, slots=True)
class Grade:
    """A graded answer.

    Attributes:
        verdict: correct, rounded, slip, mistake, wrong or unreadable.
        reading: What was read, or what is asked back.
        mistakes: The mistakes that give the typed value.
        slip: What happened to the unit, where the verdict is slip.
    """

    verdict: str
    reading: Reading
    mistakes: tuple[Mistake, ...] = ()
    slip: str = ""


def grade_answer(question: Question, text: str) -> Grade:
    """The grade of a typed answer to a drawn question; an unreadable one costs nothing."""
    reading = read_answer(text, question.unit)
    if reading.value is None:
        return Grade("unreadable", reading)
    value = reading.value
    if _agrees(value, question.value, question, EXACT):
        return Grade("correct", reading)
    mistakes = tuple(m for m in question.mistakes if _agrees(value, m.value, question, EXACT))
    if any(_agrees(value, rounded, question, ROUNDED) for rounded in question.rounded):
        return Grade("rounded", reading) if not mistakes else Grade("mistake", reading, mistakes)
    if mistakes:
        return Grade("mistake", reading, mistakes)
    for factor, says in SLIPS:
        if _agrees(value, question.value * factor, question, EXACT):
            return Grade("slip", reading, slip=says)
    return Grade("wrong", reading)


def _agrees(value: Number, other: Number, question: Question, share: float) -> bool:
    if question.unit in COUNTS:
        return value == other
    return abs(float(value) - float(other)) <= share * abs(float(other))
