"""Whether a text says a point: all its groups close together, and the words that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from trainer.cards.card import Point
from trainer.grading.phrases import Hit, Names, belong, claim_of, hits, phrase_of
from trainer.grading.rivals import named
from trainer.grading.text import Text
from trainer.grading.typos import Vocabulary, vocabulary

FURTHEST = 40  # words between two groups of a point in one sentence
BESIDE = 20  # and in two that stand beside each other
LONGEST_QUOTE = 160  # characters; a longer one shows the evidence alone


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many groups of a point a text meets, and where.

    Attributes:
        met: Groups that are met, within two neighbouring sentences.
        groups: Groups that the point has.
        weak: Groups met only by what the text denies something of.
        first: The first word that shows it.
        last: The last word that shows it.
    """

    met: int
    groups: int
    weak: int = 0
    first: int = -1
    last: int = -1


def evidence(text: Text, point: Point) -> Evidence:
    """The best evidence for a point."""
    names = _spoken_of(point.groups)
    found = [_group(text, group, names) for group in point.groups]
    anchors = min((each for each in found if each), key=len, default=[])
    best = Evidence(0, len(found))
    for anchor in anchors:
        chosen = [_beside(text, anchor, each) for each in found]
        met = [hit for hit in chosen if hit]
        denial = any(hit.denied for hit in met)
        weak = sum(hit.doubtful or (hit.weak and not denial) for hit in met)
        first, last = min(hit.first for hit in met), max(hit.last for hit in met)
        better = Evidence(len(met), len(found), weak, first, last)
        best = max(best, better, key=_rank)
    return best


def _rank(found: Evidence) -> tuple[int, int, int]:
    return (found.met, -found.weak, found.first - found.last)


@lru_cache(1_000)
def sought(points: tuple[tuple[tuple[str, ...], ...], ...]) -> Vocabulary:
    """All words that the groups of these points look for."""
    return vocabulary(each for groups in points for group in groups for each in group)


@lru_cache(4_000)
def _spoken_of(groups: tuple[tuple[str, ...], ...]) -> Names:
    """The names of `grading.rivals` that a point is about: those that a group asks for."""
    keys = [
        phrase.elements[0].keys[0]
        for phrase in (phrase_of(alternative) for group in groups for alternative in group)
        if phrase
        and not phrase.denied
        and len(phrase.elements) == 1
        and len(phrase.elements[0].keys) == 1
    ]
    return tuple((index, frozenset(places)) for index, places in named(keys).items())


def _group(text: Text, group: Sequence[str], names: Names) -> list[Hit]:
    """Where the text says one of these alternatives; weak where it says it of another name."""
    found: list[Hit] = []
    for alternative in group:
        phrase = phrase_of(alternative)
        for hit in hits(text, phrase) if phrase else ():
            doubtful = text.sentence[hit.first] in text.doubted
            doubtful = doubtful or not belong(text, (hit.first, hit.last), names)
            found.append(replace(hit, weak=True, doubtful=True) if doubtful else hit)
    return found


def _beside(text: Text, anchor: Hit, found: Sequence[Hit]) -> Hit | None:
    """The hit nearest to the anchor, in its sentence or one beside it."""
    near = [hit for hit in found if _is_near(text, anchor.first, hit.first)]
    return min(near, key=lambda hit: (hit.weak, abs(hit.first - anchor.first)), default=None)


def _is_near(text: Text, one: int, other: int) -> bool:
    sentences = abs(text.sentence[one] - text.sentence[other])
    return abs(one - other) <= (FURTHEST, BESIDE)[sentences] if sentences <= 1 else False


def claimed(text: Text, groups: Sequence[Sequence[str]]) -> Hit | None:
    """Where the text makes a wrong claim: one alternative of each group, or None."""
    first: Hit | None = None
    for group in groups:
        phrases = (claim_of(alternative) for alternative in group)
        met = next((hit for phrase in phrases if phrase for hit in hits(text, phrase)), None)
        if met is None or met.weak:
            return None
        first = first or met
    return first


def quote(text: Text, first: int, last: int) -> str:
    """The clauses that hold these words, letter by letter; the words alone if that is long."""
    start, end = first, last
    while start and text.clause[start - 1] == text.clause[first]:
        start -= 1
    while end + 1 < len(text.words) and text.clause[end + 1] == text.clause[last]:
        end += 1
    whole = text.quote(start, end)
    return whole if len(whole) <= LONGEST_QUOTE else text.quote(first, last)
