"""What of a rubric an answer says: a proposal, point by point, never a decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.cards.card import Card, Point

# From the share of points that were said to an SM-2 quality.
FULL, MOST, HALF, SOME, NONE = 5, 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the grader found.

    Attributes:
        quality: The SM-2 quality that it suggests.
        said: For each point of the card, whether its words are in the answer; None where the
            card gives no words to look for.
        claimed: The card's wrong claims that the answer seems to make.
    """

    quality: int
    said: tuple[bool | None, ...]
    claimed: tuple[Point, ...] = ()


def said_aloud(card: Card) -> Proposal:
    """The proposal for an answer that nobody wrote down: 3, and each point to be judged."""
    return Proposal(HALF, tuple(None for _ in card.points))


def propose(card: Card, answer: str) -> Proposal:
    """The quality that an answer to this card suggests, and what it was found to say.

    All points give 5, all but one 4, half of them 3, some 2, none 1, and an empty answer 0.
    A wrong claim caps the proposal at 2. Where no point lists words, only an empty answer
    can be told, and the proposal for any other is 3: right, by the learner's own judgement.
    """
    words = _normal(answer)
    if not words.strip():
        return Proposal(0, tuple(None for _ in card.points))
    said = tuple(_says(point, words) if point.groups else None for point in card.points)
    claimed = tuple(claim for claim in card.wrong_claims if claim.groups and _says(claim, words))
    quality = _quality([found for found in said if found is not None])
    return Proposal(min(quality, SOME) if claimed else quality, said, claimed)


def _quality(found: Sequence[bool]) -> int:
    if not found:
        return HALF
    missing = len(found) - sum(found)
    if missing == 0:
        return FULL
    if missing == len(found):
        return NONE
    if missing == 1 and len(found) > 2:
        return MOST
    return HALF if missing * 2 <= len(found) else SOME


def _says(point: Point, words: str) -> bool:
    return all(any(_normal(word) in words for word in group) for group in point.groups)


def _normal(text: str) -> str:
    """Lower-case words with single blanks around each, so that only whole words match."""
    words = re.findall(r"[a-z0-9]+(?:\.[0-9]+)?", text.lower().replace(",", ""))
    return f" {' '.join(words)} "
