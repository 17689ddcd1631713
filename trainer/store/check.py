"""Whether logs are whole and the card states agree with them, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, exc, select, text

from trainer.history.replay import fold
from trainer.store.database import Database
from trainer.store.rows import CHAINED, as_state, digest
from trainer.store.stream import all_learners, standing_events, stream
from trainer.store.tables import card_states, learners, reviews

GUARDS = {
    "sqlite": (
        {"reviews_no_update", "reviews_no_delete", "reviews_in_order", "reviews_head"},
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'reviews'",
    ),
    "postgresql": (
        {"reviews_append_only", "reviews_head"},
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'reviews'::regclass AND tgenabled <> 'D'",
    ),
}


def find_problems(database: Database) -> tuple[int, list[str]]:
    """How many rows the logs have that may be read, and everything wrong, a sentence each.

    Raises:
        StoreError: If the database cannot be read.
    """
    with database.view() as connection:
        problems = list(_integrity(connection))
        if problems:  # what cannot be read rightly cannot be replayed
            return 0, problems
        problems += _guards(connection)
        rows = 0
        for learner in all_learners(connection):
            counted, found = _check_learner(connection, learner)
            rows += counted
            problems += found
    return rows, problems


def _integrity(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    try:
        found = [said for (said,) in connection.exec_driver_sql("PRAGMA integrity_check")]
    except exc.DatabaseError as error:
        found = [str(error.orig)]
    for said in found:
        if said != "ok":
            yield f"the database file is damaged: {said}; restore a backup"


def _guards(connection: Connection) -> Iterator[str]:
    wanted, query = GUARDS[connection.dialect.name]
    there = {name for (name,) in connection.execute(text(query))}
    for name in sorted(wanted - there):
        yield f"the trigger {name} that guards the log is gone; restore a backup"


def _check_learner(connection: Connection, learner: str) -> tuple[int, list[str]]:
    chain = _Chain(learner)
    query = select(*(reviews.c[name] for name in (*CHAINED, "digest")))
    query = query.where(reviews.c.learner_id == learner).order_by(reviews.c.id)
    problems = [p for row in stream(connection, query) for p in chain.follow(row)]
    mine = select(learners.c.last, learners.c.head).where(learners.c.learner_id == learner)
    problems += chain.end(connection.execute(mine).one_or_none())
    if not problems:  # a log that was changed leads to other states anyway
        problems += _states(connection, learner)
    return chain.rows, [f"{problem} (learner {learner})" for problem in problems]


class _Chain:
    """Follows the rows of a log and names each that does not continue the row before it."""

    def __init__(self, learner: str) -> None:
        self.learner = learner
        self.rows = 0
        self._last = 0
        self._head: str | None = ""  # None where the row before is missing

    def follow(self, row: tuple[Any, ...]) -> Iterator[str]:
        """What is wrong with the next row: values in the order of `CHAINED`, then the digest."""
        *values, said = row
        number, card = values[0], values[1]
        self.rows += 1
        if number != self._last + 1:
            yield from self._gap(number)
        if self._head is not None and digest(self._head, self.learner, values) != said:
            yield f"log row {number} ({card}) was changed or does not belong here"
        self._last, self._head = number, said

    def _gap(self, number: int) -> Iterator[str]:
        first, last = self._last + 1, number - 1
        rows = f"log row {first} is" if first == last else f"log rows {first} to {last} are"
        yield f"{rows} missing"
        self._head = None

    def end(self, enrolled: Any) -> Iterator[str]:
        """What is wrong after the last row, given what the learner's own row says of it."""
        if enrolled is None:
            yield "there are rows of somebody who is not enrolled"
        elif enrolled.last > self._last:
            yield from self._gap(enrolled.last + 1)
        elif (enrolled.last, enrolled.head) != (self._last, self._head or ""):
            yield f"the log does not end with row {enrolled.last} as it was written"


def _states(connection: Connection, learner: str) -> Iterator[str]:
    replayed = {
        card: progress.state(card)
        for card, progress in fold(standing_events(connection, learner)).items()
    }
    query = select(card_states).where(card_states.c.learner_id == learner)
    for row in connection.execute(query).mappings():
        state = as_state(row)
        if replayed.pop(state.card, None) != state:
            yield f"the state of {state.card} does not follow from the log; `trainer store rebuild`"
    for card, missing in replayed.items():
        if missing is not None:
            yield f"the state of {card} is missing; run `trainer store rebuild`"
