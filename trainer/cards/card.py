"""Cards: what is asked, what a good answer holds, and where in which deck it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

LEVELS = ("green", "yellow", "red")
FREE_TEXT = ("recall", "trap", "model", "decide", "compare")
KINDS = (*FREE_TEXT, "numeric", "lab")


@dataclass(frozen=True, slots=True)
class Point:
    """One thing an answer says, and the words that show it was said.

    Attributes:
        text: The point as a sentence.
        groups: Groups of alternative words; every group must be met.
        wrong: It is a wrong claim, and said only in these very words.
    """

    text: str
    groups: tuple[tuple[str, ...], ...] = ()
    wrong: bool = field(default=False, repr=False)  # no part of `Card.content_hash`


@dataclass(frozen=True, slots=True)
class Trap:
    """A wrong belief with a name, which cards, follow-ups and reports can point to."""

    name: str
    claim: str
    truth: str
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a deck.

    Attributes:
        id: What progress hangs on; explicit in the deck, never derived from text.
        deck: The deck's name.
        kind: One of `KINDS`.
        level: One of `LEVELS`.
        topic: One of the deck's topics.
        question: Markdown; empty for a numeric card and a lab card, whose family or lab asks.
        answer: The model answer, Markdown.
        points: What the answer must contain.
        hints: From a nudge to a giveaway.
        follow_up: What an interviewer asks next, or empty.
        wrong_claims: Statements that would be wrong here.
        traps: Names of the deck's traps that the card guards against.
        reads: Sections of the explainer.
        sources: Papers, documents or code.
        family: The question family of a numeric card, or empty.
        bounds: What the family may draw from.
        lab: The lab of a lab card, or empty.
        draft: Not shown in a review yet.
        path: The deck file.
        line: The line of the card's heading, from 1.
    """

    id: str
    deck: str
    kind: str
    level: str
    topic: str
    question: str = ""
    answer: str = ""
    points: tuple[Point, ...] = ()
    hints: tuple[str, ...] = ()
    follow_up: str = ""
    wrong_claims: tuple[Point, ...] = ()
    traps: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    family: str = ""
    bounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lab: str = ""
    draft: bool = False
    path: str = ""
    line: int = 0

    def content_hash(self) -> str:
        """A digest of what the learner sees; it changes when the text does, the id does not."""
        text = (self.question, self.answer, self.points, self.lab or self.family, self.bounds)
        return hashlib.sha256(repr((self.kind, *text)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck file: its name and title, topics, traps and cards in the order of the file."""

    name: str
    title: str
    path: str
    topics: Mapping[str, str]
    traps: Mapping[str, Trap]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a deck: where, what, and what to do about it."""

    path: str
    line: int
    what: str
    remedy: str
    warning: bool = False

    def __str__(self) -> str:
        """`decks/kv.md:12: question has no answer; add ...`, as it is printed."""
        return f"{self.path}:{self.line}: {self.what}; {self.remedy}"
