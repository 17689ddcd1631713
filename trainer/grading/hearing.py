"""A typed answer read, and each point of a rubric held against it."""

from __future__ import annotations

from collections.abc import Sequence

from trainer.cards.card import Point
from trainer.grading.evidence import claimed, evidence, quote, sought
from trainer.grading.guards import PASTED, STUFFED, bare_list, said_again
from trainer.grading.rubric import FOUND, MISSING, UNSURE, Finding
from trainer.grading.text import Text, text_of
from trainer.grading.typos import mend

PARTLY = 0.66  # share of a point's groups below which not even a part of it was said


def read(answer: str, question: str, points: Sequence[Point]) -> tuple[Text, tuple[str, ...]]:
    """The answer ready to be searched, without what says nothing, and what was left out."""
    text = text_of(answer)
    mend(text, sought(tuple(point.groups for point in points)))
    listed, repeated = bare_list(text), said_again(text, question)
    text.mask(listed | repeated)
    half = len(text.words) / 2
    notes = [note for note, spent in ((STUFFED, listed), (PASTED, repeated)) if len(spent) > half]
    return text, tuple(notes)


def findings_of(text: Text, points: Sequence[Point]) -> tuple[Finding, ...]:
    """A finding for each point; the wrong ones first, as they cast doubt on what stands by them."""
    found = {at: _heard(text, point) for at, point in enumerate(points) if point.wrong}
    return tuple(found.get(at) or _finding(text, point) for at, point in enumerate(points))


def _heard(text: Text, claim: Point) -> Finding:
    """Whether a text makes a wrong claim; no point is sure in a sentence that does."""
    hit = claimed(text, claim.groups)
    if hit is None:
        return Finding(MISSING)
    text.mask(set(range(hit.first, hit.last + 1)))
    text.doubt(hit.first)
    return Finding(FOUND, quote(text, hit.first, hit.last))


def _finding(text: Text, point: Point) -> Finding:
    if not text.words:
        return Finding(MISSING)
    if not point.groups:
        return Finding(UNSURE)
    found = evidence(text, point)
    if not found.met or found.met < PARTLY * found.groups:
        return Finding(MISSING)
    sure = found.met == found.groups and not found.weak
    return Finding(FOUND if sure else UNSURE, quote(text, found.first, found.last))
