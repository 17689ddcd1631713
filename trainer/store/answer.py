"""The statements of an answer, the path that must be fast: one to read, one or two to write.

They are compiled once into the driver's own SQL. On PostgreSQL the row of the log and the
card's state are one statement, which is atomic and durable by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Dialect, bindparam, insert, select

from trainer.history.record import CardState, Review
from trainer.store.rows import CHAINED, as_state, digest, review_values, state_values
from trainer.store.tables import card_states, learners, reviews

STATE = tuple(c.name for c in card_states.columns if c.name != "learner_id")
LEARNER: BindParameter[Any] = bindparam("learner_id")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer is appended: behind which row, and to which state of its card.

    Attributes:
        last: The number of the newest row, 0 in an empty log.
        head: Its digest.
        state: The card's state, None if it was never reviewed.
    """

    last: int
    head: str
    state: CardState | None


def find_place(connection: Connection, learner: str, card: str) -> Place | None:
    """Where the next answer to a card goes; None if the learner has no log yet."""
    query = _statements(connection.dialect).read
    row = connection.exec_driver_sql(query, {"learner_id": learner, "card": card}).one_or_none()
    if row is None:
        return None
    last, head, *columns = row
    known = columns[0] is not None
    state = as_state(dict(zip(STATE, columns, strict=True))) if known else None
    return Place(last, head, state)


def write(
    connection: Connection, learner: str, head: str, row: Review, state: CardState | None
) -> str:
    """Append a row to the log, and store the state it leads to; returns the row's digest.

    Where the log does not end with the row before, the database refuses: the row's number is
    taken or not the next, or the digest is NULL, for no learner has that head.

    Args:
        connection: In a transaction, or committing each statement where one is enough.
        learner: Whose log.
        head: The digest of the row before.
        row: The row, with its id.
        state: The card's new state, None to leave it as it is.
    """
    values = row_values(learner, head, row) | {"head": head}
    statements = _statements(connection.dialect)
    if state is None:
        connection.exec_driver_sql(statements.row, values)
        return str(values["digest"])
    values |= {f"state_{name}": value for name, value in state_values(state).items()}
    for statement in statements.row_and_state:
        connection.exec_driver_sql(statement, values)
    return str(values["digest"])


def row_values(learner: str, head: str, row: Review) -> dict[str, Any]:
    """A row of the log as column values, with learner and digest."""
    values = review_values(row)
    link = digest(head, learner, [values[name] for name in CHAINED])
    return {"learner_id": learner, **values, "digest": link}


@dataclass(frozen=True, slots=True)
class _Statements:
    read: str
    row: str
    row_and_state: Sequence[str]


@cache
def _statements(dialect: Dialect) -> _Statements:
    mine = (card_states.c.learner_id == learners.c.learner_id) & (
        card_states.c.card == bindparam("card")
    )
    read = (
        select(learners.c.last, learners.c.head, *(card_states.c[name] for name in STATE))
        .select_from(learners.outerjoin(card_states, mine))
        .where(learners.c.learner_id == LEARNER)
    )
    ends_there = (learners.c.learner_id == LEARNER) & (learners.c.head == bindparam("head"))
    link = select(bindparam("digest", type_=reviews.c.digest.type)).where(ends_there)
    given: dict[str, Any] = {c.name: bindparam(c.name) for c in reviews.columns}
    row = insert(reviews).values(given | {"digest": link.scalar_subquery()})
    new: dict[str, BindParameter[Any]] = {name: bindparam(f"state_{name}") for name in STATE}
    if dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        state = _upsert(sqlite.insert(card_states), new)
        row_and_state = [_spell(row, dialect), _spell(state, dialect)]
    else:
        from sqlalchemy.dialects import postgresql  # 20 ms that SQLite does without

        state = _upsert(postgresql.insert(card_states), new)
        row_and_state = [_spell(state.add_cte(row.cte("answer")), dialect)]
    return _Statements(_spell(read, dialect), _spell(row, dialect), row_and_state)


def _upsert(into: Any, new: dict[str, Any]) -> Any:
    into = into.values(learner_id=LEARNER, **new)
    change = {name: into.excluded[name] for name in STATE if name != "card"}
    return into.on_conflict_do_update(index_elements=["learner_id", "card"], set_=change)


def _spell(statement: Any, dialect: Dialect) -> str:
    return str(statement.compile(dialect=dialect))
