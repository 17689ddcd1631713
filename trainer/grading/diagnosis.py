"""What leads to a wrong answer: a known mistake, a slip of the unit, or two of them together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from trainer.grading.answer import Reading
from trainer.grading.bands import COMPOSED, COUNTS, agrees
from trainer.grading.slips import Slip, slips
from trainer.questions.question import Mistake, Question

Cause = tuple[Mistake, ...]  # one mistake, or two that were made together

MOST_CAUSES = 3

# Mistakes of the catalogue that are a slip, by the slip and whether it makes the answer larger.
_OWN = {("U1", False): ("W9", "K21"), ("U1", True): ("W9", "K21"), ("U2", True): ("W2", "K7")}


def causes(question: Question, reading: Reading) -> tuple[Cause, ...]:
    """What gives the typed value, at most three; empty where nothing known does.

    A single one may start from the rounded figures of the question. Two mistakes are tried
    together only where no single one fits. Together they give
    answer * (one / answer) * (other / answer), exact where each is a factor in the formula.
    Whole counts are never composed: a product of rounded numbers is no count.
    """
    value = float(reading.value or 0)
    possible = slips(question.unit, reading.unit)
    single: dict[str, Cause] = {}
    for figure in (value, *_unrounded(question, value)):
        for mistake in (*question.mistakes, *_slipped(question, figure, possible)):
            if agrees(figure, mistake.value, question.unit):
                single.setdefault(mistake.id, (mistake,))
    if single or question.unit in COUNTS or not question.value:
        return tuple(single.values())[:MOST_CAUSES]
    return _pairs(question, value, possible)


def _unrounded(question: Question, value: float) -> Iterator[float]:
    """What was typed without its interview rounding: 28 GB for 7 B is 26.95 GB for 6.74 B."""
    for rounded in question.rounded:
        yield value * float(question.value) / float(rounded)


def _slipped(question: Question, value: float, possible: tuple[Slip, ...]) -> Iterator[Mistake]:
    """The slips that give the value."""
    answer = float(question.value)
    for slip in possible:
        if agrees(value, answer * slip.ratio, question.unit):
            yield _as_mistake(question, slip)


def _as_mistake(question: Question, slip: Slip) -> Mistake:
    """The slip as a mistake at the last step, under the id that the question has for it."""
    last, listed = question.steps[-1], {mistake.id for mistake in question.mistakes}
    own = _OWN.get((slip.id, slip.factor > 1), ())
    known = next((twin for twin in own if twin in listed), slip.id)
    value = question.value * slip.factor
    return Mistake(known, value, f"({last.formula}) * {slip.factor}", last.name)


def _pairs(question: Question, value: float, possible: tuple[Slip, ...]) -> tuple[Cause, ...]:
    """The pairs of mistakes, and of a mistake and a slip, that give the value, nearest first."""
    answer = float(question.value)
    target = value / answer
    ways = [(float(mistake.value) / answer, mistake) for mistake in question.mistakes]
    found: dict[frozenset[str], tuple[float, Cause]] = {}

    def keep(together: float, one: Mistake, other: Mistake) -> None:
        if one.id != other.id:
            off = abs(target / together - 1)
            found.setdefault(frozenset((one.id, other.id)), (off, (one, other)))

    for (a, one), (b, other) in combinations(ways, 2):
        if abs(target - a * b) <= COMPOSED * abs(a * b):
            keep(a * b, one, other)
    for (a, one), slip in product(ways, possible):
        together = a * slip.ratio
        if abs(target - together) <= COMPOSED * abs(together):
            keep(together, one, _as_mistake(question, slip))
    nearest = sorted(found.values(), key=lambda pair: pair[0])
    return tuple(cause for _, cause in nearest[:MOST_CAUSES])
