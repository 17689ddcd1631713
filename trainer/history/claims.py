"""What a learner claims to know, and the evidence that each claim asks for, read from data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trainer.cards.card import FREE_TEXT, Card

TOPIC = "topic:"  # begins the id of a topic's claim: a topic may be called like a claim
ASKED = ("numeric", "cards")  # the kinds of evidence that a sitting can bring


@dataclass(frozen=True, slots=True)
class Rules:
    """What every typed proof must satisfy.

    Attributes:
        days: On so many learning days at least.
        recent_days: The newest no older than this.
        seconds: Each answer within this time.
    """

    days: int
    recent_days: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence that a claim asks for.

    Attributes:
        kind: `numeric`, `cards`, `sections`, `interview`, `labs` or `memo`.
        names: Families, cards, sections or scenarios.
        need: Right answers in a row of each family, or how many labs.
        quality: What a free text must reach.
        rank: The rank at which a scenario must be passed.
        bounds: What the numbers may be drawn from, by name; empty for all of a family.
        share: The share of the names that must hold, 1 for all.
    """

    kind: str
    names: tuple[str, ...] = ()
    need: int = 1
    quality: int = 4
    rank: str = ""
    bounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    share: float = 1.0

    @property
    def wanted(self) -> int:
        """How many of the names must hold."""
        return math.ceil(self.share * len(self.names) - 1e-9)


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a learner claims to know.

    Attributes:
        id: What commands call it.
        title: As a sentence.
        minutes: How long it takes to prove all of it; 0 where only its answers tell.
        pieces: The evidence that it needs, all of it.
        topic: The topic that it is about; empty for an item of the health check.
    """

    id: str
    title: str
    minutes: int
    pieces: tuple[Piece, ...]
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A health check: what it is of, its rules, its items, and what a topic needs."""

    title: str
    rules: Rules
    claims: tuple[Claim, ...]
    topics: Mapping[str, Any]


def read_check(document: Mapping[str, Any]) -> Check:
    """The health check that a data file, `data/health/week06.toml`, describes.

    Raises:
        KeyError: If the file lacks something; it ships with the program and is tested.
    """
    claims = tuple(
        Claim(name, body["title"], body["minutes"], tuple(map(_piece, body["evidence"])))
        for name, body in document["claims"].items()
    )
    return Check(document["title"], Rules(**document["proof"]), claims, document["topics"])


def _piece(body: Mapping[str, Any]) -> Piece:
    kind = body["kind"]
    names = {"numeric": "families", "interview": "scenarios"}.get(kind, kind)
    return Piece(
        kind=kind,
        names=tuple(body.get(names, ())),
        need=body.get("right", body.get("count", 1)),
        quality=body.get("quality", 4),
        rank=body.get("rank", ""),
        bounds={name: tuple(values) for name, values in body.get("bounds", {}).items()},
    )


def topic_claims(check: Check, titles: Mapping[str, str], cards: Iterable[Card]) -> list[Claim]:
    """A claim for each topic that has cards to prove it with.

    Args:
        check: The health check.
        titles: The topics, by name.
        cards: The cards that can be asked.
    """
    families: dict[str, list[str]] = {}
    texts: dict[str, list[str]] = {}
    for card in cards:
        if card.family:
            families.setdefault(card.topic, []).append(card.family)
        elif card.kind in FREE_TEXT:
            texts.setdefault(card.topic, []).append(card.id)
    share, need, quality = (check.topics[name] for name in ("share", "right", "quality"))
    found = []
    for topic, title in titles.items():
        pieces = []
        if topic in families:
            names = tuple(dict.fromkeys(families[topic]))
            pieces.append(Piece("numeric", names, need=need, share=share))
        if topic in texts:
            pieces.append(Piece("cards", tuple(texts[topic]), quality=quality, share=share))
        if pieces:
            found.append(Claim(TOPIC + topic, title, 0, tuple(pieces), topic))
    return found
