"""A learner's whole log as columns, and single rows of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, case, cast, func, select

from trainer.errors import StoreError
from trainer.history import answers
from trainer.history.answers import CONFIDENCES, MOST_HINTS, NONE, Answers
from trainer.history.record import KINDS, Review
from trainer.store.database import Database
from trainer.store.rows import as_review
from trainer.store.stream import chunks, taken_back_rows
from trainer.store.tables import reviews

AT_ONCE = 500  # values of one IN


def read_answers(database: Database, learner: str) -> Answers:
    """All rows of the learner's log as columns, in one steady view of it.

    Raises:
        StoreError: If the database cannot be read.
    """
    return database.read(lambda connection: _read(connection, learner))


def read_rows(database: Database, learner: str, ids: Iterable[int]) -> dict[int, Review]:
    """The rows of these numbers, by number.

    Raises:
        StoreError: If the database cannot be read.
    """
    wanted, found = list(ids), {}
    for start in range(0, len(wanted), AT_ONCE):
        query = _mine(learner, reviews).where(reviews.c.id.in_(wanted[start : start + AT_ONCE]))
        for row in database.fetch(query):
            review = as_review(row._mapping)
            found[review.id] = review
    return found


def _mine(learner: str, *columns: Any) -> Select[Any]:
    return select(*columns).where(reviews.c.learner_id == learner)


def _read(connection: Connection, learner: str) -> Answers:
    c = reviews.c
    read = Answers(taken=taken_back_rows(connection, learner))
    counted = _mine(learner, c.card, func.count()).group_by(c.card).order_by(c.card)
    for chunk in chunks(connection, counted):
        cards, counts = zip(*chunk, strict=True)
        read.cards.extend(cards)
        read.counts.extend(counts)
    # The index on cards has the rows of each card in order, so that nobody sorts a million.
    for chunk in chunks(connection, _mine(learner, c.id).order_by(c.card, c.id)):
        read.by_card.extend([row for (row,) in chunk])
    made: dict[int, tuple[str, ...]] = {}
    columns = _mine(learner, _when(), _traits(), c.seconds, c.mistakes).order_by(c.id)
    for chunk in chunks(connection, columns):
        begins = len(read.when) + 1
        read.when.extend([row[0] for row in chunk])
        read.traits.extend([row[1] for row in chunk])
        read.seconds.extend([row[2] for row in chunk])
        for row, mistakes in [(n, row[3]) for n, row in enumerate(chunk, begins) if row[3]]:
            made[row] = tuple(mistakes.split(","))
    read.mistakes = made
    if max(read.by_card, default=0) != len(read.when):
        raise StoreError("rows of the log are missing; run `trainer store check`")
    return read


def _when() -> ColumnElement[int]:
    """`when`, as `history.answers` says it is packed."""
    c = reviews.c
    gap = case(
        (c.due - c.day > answers.LONGEST, answers.LONGEST), (c.due > c.day, c.due - c.day), else_=0
    )
    when: ColumnElement[int] = cast(c.day, BigInteger) * 2**answers.DAY + gap
    return when


def _traits() -> ColumnElement[int]:
    """`traits`, as `history.answers` says they are packed."""
    c = reviews.c
    parts = (
        case(
            {kind: place for place, kind in enumerate(KINDS)},
            value=c.kind,
            else_=KINDS.index("undo"),
        ),
        func.coalesce(c.quality, NONE) * 2**answers.QUALITY,
        case((c.hints < MOST_HINTS, c.hints), else_=MOST_HINTS) * 2**answers.HINTS,
        func.coalesce(c.proposed, NONE) * 2**answers.PROPOSED,
        case({said: place for place, said in enumerate(CONFIDENCES)}, value=c.confidence, else_=0)
        * 2**answers.CONFIDENCE,
        case((c.answer != "", 1), else_=0) * 2**answers.TYPED,
        case((c.ease_before < answers.MOST_EASE, c.ease_before), else_=answers.MOST_EASE)
        * 2**answers.EASE,
    )
    total: ColumnElement[int] = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
