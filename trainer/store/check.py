"""Whether a log is whole and the card states agree with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from trainer.history.record import CardState, Review
from trainer.history.replay import replay
from trainer.store.log import Log
from trainer.store.rows import as_review, as_state, digest
from trainer.store.tables import card_states, reviews


def find_problems(log: Log) -> tuple[int, list[str]]:
    """How many rows the learner's log has, and everything wrong with it, a sentence each.

    Raises:
        StoreError: If the database cannot be read.
    """
    with log.reading() as connection:
        problems = list(_integrity(connection))
        query = select(reviews).where(reviews.c.learner_id == log.learner).order_by(reviews.c.id)
        rows = [dict(row) for row in connection.execute(query).mappings()]
        mine = select(card_states).where(card_states.c.learner_id == log.learner)
        states = [as_state(dict(row)) for row in connection.execute(mine).mappings()]
    problems += _chain(log.learner, rows)
    problems += _states([as_review(row) for row in rows], states)
    return len(rows), problems


def _integrity(connection: Connection) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        for (said,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if said != "ok":
                yield f"the database file is damaged: {said}; restore a backup"
        for table, row, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield f"row {row} of {table} points to a row that is missing; restore a backup"


def _chain(learner: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    previous = ""
    for expected, row in enumerate(rows, start=1):
        if row["id"] != expected:
            yield f"log row {expected} is missing; restore a backup"
            return
        if digest(previous, learner, row) != row["digest"]:
            yield f"log row {row['id']} ({row['card']}) was changed; restore a backup"
            return
        previous = row["digest"]


def _states(rows: Sequence[Review], states: Sequence[CardState]) -> Iterator[str]:
    replayed = replay(rows)
    stored = {state.card: state for state in states}
    for card in sorted(replayed.keys() | stored.keys()):
        if replayed.get(card) != stored.get(card):
            yield f"the state of {card} does not follow from the log"
