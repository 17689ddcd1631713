"""From a typed answer to a verdict.

| verdict    | the typed amount is                                                          |
|------------|------------------------------------------------------------------------------|
| correct    | the answer, within 0.5%                                                      |
| rounded    | a figure that interview rounding gives, within 2%, and no known mistake      |
| slip       | the answer in a wrong unit, within 0.5%: GB/GiB, bits/bytes, a power of 1000 |
| mistake    | what a known mistake gives, within 0.5%; or two, or one and a slip, in 0.1%  |
| wrong      | anything else                                                                |
| unreadable | not clear; asked back                                                        |

Whole counts (blocks, users, GPUs) must be equal. Eight times the answer is a mistake where the
question lists one that takes bits for bytes (W2, K7), else a slip; an eighth of it is a slip.
"""

from __future__ import annotations

from dataclasses import dataclass

from trainer.grading.answer import Reading, read_answer
from trainer.grading.bands import ROUNDED, agrees
from trainer.grading.diagnosis import SLIPS, Cause, causes
from trainer.questions.question import Mistake, Question


@dataclass(frozen=True, slots=True)
class Grade:
    """A graded answer.

    Attributes:
        verdict: correct, rounded, slip, mistake, wrong or unreadable.
        reading: What was read, or what is asked back.
        causes: What gives the typed value, at most three, each one mistake or two together.
    """

    verdict: str
    reading: Reading
    causes: tuple[Cause, ...] = ()

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes and slips of all causes, each once."""
        return tuple({made.id: made for cause in self.causes for made in cause}.values())


def grade_answer(question: Question, text: str) -> Grade:
    """The grade of a typed answer to a drawn question; an unreadable one costs nothing."""
    reading = read_answer(text, question.unit)
    if reading.value is None:
        return Grade("unreadable", reading)
    value, unit = float(reading.value), question.unit
    if agrees(value, question.value, unit):
        return Grade("correct", reading)
    if any(agrees(value, rounded, unit, ROUNDED) for rounded in question.rounded) and not any(
        agrees(value, mistake.value, unit) for mistake in question.mistakes
    ):
        return Grade("rounded", reading)
    found = causes(question, reading)
    if not found:
        return Grade("wrong", reading)
    slip = all(made.id in SLIPS for cause in found for made in cause)
    return Grade("slip" if slip else "mistake", reading, found)
