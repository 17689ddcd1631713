"""What leads to a wrong answer: a known mistake, a slip of the unit, or two of them together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations, product
from operator import itemgetter

from trainer.grading.answer import Reading
from trainer.grading.bands import COMPOSED, COUNTS, EXACT, agrees
from trainer.grading.slips import Slip, slips
from trainer.questions.mistakes.slips import KNOWN
from trainer.questions.question import Mistake, Question

Cause = tuple[Mistake, ...]  # one mistake, or two that were made together
Turn = Mistake | Slip
Way = tuple[float, Turn]  # how many times the answer it gives, and what it is

MOST_CAUSES = 3

# The catalogue's own names of a slip, by the slip and whether it makes the answer larger. W9 and
# K21 are nothing but the other unit; W2 and K7 take a wrong turn, the width of a value in bits.
_SWAPPED = ("W9", "K21")
_OWN = {("U1", False): _SWAPPED, ("U1", True): _SWAPPED, ("U2", True): ("W2", "K7")}
SLIPS = frozenset({*(slip.id for slip in KNOWN), *_SWAPPED})


def causes(question: Question, reading: Reading) -> tuple[Cause, ...]:
    """What gives the typed value, at most three; empty where nothing known does.

    A single mistake or slip may start from the rounded figures of the question: 28 GB for 7 B
    parameters of 4 bytes. Two are tried together only where no single one fits; they give
    answer * (one / answer) * (other / answer), exact where each is a factor in the formula.
    Whole counts are never composed: a product of rounded numbers is no count.
    """
    value = float(reading.value or 0)
    if question.unit in COUNTS or not question.value:
        known = question.mistakes
        return _named(question, ((m,) for m in known if agrees(value, m.value, question.unit)))
    answer = float(question.value)
    made: list[Way] = [(float(mistake.value) / answer, mistake) for mistake in question.mistakes]
    slipped: list[Way] = [(slip.ratio, slip) for slip in slips(question.unit, reading.unit)]
    single = [
        (turn,)
        for figure in (answer, *map(float, question.rounded))
        for ratio, turn in (*made, *slipped)
        if abs(value - ratio * figure) <= EXACT * abs(ratio * figure)
    ]
    return _named(question, single or _pairs(value / answer, made, slipped))


def _pairs(target: float, made: list[Way], slipped: list[Way]) -> list[tuple[Turn, ...]]:
    """The pairs of mistakes, and of a mistake and a slip, that give the target, nearest first."""
    low, high = sorted((target / (1 + COMPOSED), target / (1 - COMPOSED)))
    found = [
        (abs(target - a * b), (one, other))
        for (a, one), (b, other) in chain(combinations(made, 2), product(made, slipped))
        if low <= a * b <= high
    ]
    return [pair for _, pair in sorted(found, key=itemgetter(0))]


def _named(question: Question, turns: Iterable[tuple[Turn, ...]]) -> tuple[Cause, ...]:
    """The first causes among these, each set of ids once."""
    found: dict[frozenset[str], Cause] = {}
    for together in turns:
        cause = tuple(
            _as_mistake(question, turn) if isinstance(turn, Slip) else turn for turn in together
        )
        ids = frozenset(mistake.id for mistake in cause)
        if len(ids) == len(cause):
            found.setdefault(ids, cause)
    return tuple(found.values())[:MOST_CAUSES]


def _as_mistake(question: Question, slip: Slip) -> Mistake:
    """The slip as a mistake at the last step, under the id that the question has for it."""
    last, listed = question.steps[-1], {mistake.id for mistake in question.mistakes}
    own = _OWN.get((slip.id, slip.factor > 1), ())
    known = next((twin for twin in own if twin in listed), slip.id)
    value = question.value * slip.factor
    return Mistake(known, value, f"({last.formula}) * {slip.factor}", last.name)
