"""The columns of a log made of its rows, as `store.answers` lets the database make them."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from trainer.history.answers import (
    CONFIDENCE,
    CONFIDENCES,
    DAY,
    EASE,
    HINTS,
    LONGEST,
    MOST_EASE,
    MOST_HINTS,
    NONE,
    PROPOSED,
    QUALITY,
    TYPED,
    Answers,
)  # fmt: skip
from trainer.history.record import KINDS, Review
from trainer.history.replay import taken_back


def when_of(row: Review) -> int:
    """The day of a row, and the days until its card was due again, packed."""
    gap = (row.due - row.day).days if row.due else 0
    return (row.day.toordinal() << DAY) + min(max(gap, 0), LONGEST)


def traits_of(row: Review) -> int:
    """The traits of a row, packed."""
    parts = (
        KINDS.index(row.kind),
        (NONE if row.quality is None else row.quality) << QUALITY,
        min(row.hints, MOST_HINTS) << HINTS,
        (NONE if row.proposed is None else row.proposed) << PROPOSED,
        CONFIDENCES.index(row.confidence) << CONFIDENCE,
        bool(row.answer) << TYPED,
        min(row.before.ease, MOST_EASE) << EASE,
    )
    return sum(parts)


def answers_of(rows: Sequence[Review]) -> Answers:
    """The columns of a log that is at hand as rows, oldest first."""
    cards: dict[str, list[int]] = {}
    for row in rows:
        cards.setdefault(row.card, []).append(row.id)
    names = sorted(cards)
    undos = [(row.id, row.undoes) for row in reversed(rows) if row.undoes is not None]
    return Answers(
        cards=names,
        counts=array("i", [len(cards[name]) for name in names]),
        by_card=array("i", [row for name in names for row in cards[name]]),
        when=array("q", map(when_of, rows)),
        traits=array("i", map(traits_of, rows)),
        seconds=array("d", [row.seconds for row in rows]),
        mistakes={row.id: row.mistakes for row in rows if row.mistakes},
        taken=taken_back(undos),
    )
