"""Reading a log from end to end in bounded memory: the driver's own rows, no object for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Select, select

from trainer.history.replay import Event, taken_back
from trainer.store.tables import metadata, reviews

CHUNK = 2_000


def stream(connection: Connection, query: Select[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query as the driver gives them, read as they are asked for.

    Args:
        connection: In a transaction, which PostgreSQL's cursors need.
        query: Compares columns with single values only.
    """
    for chunk in chunks(connection, query):
        yield from chunk


def chunks(connection: Connection, query: Select[Any]) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of a query as `stream` gives them, many at a time."""
    compiled = query.compile(dialect=connection.dialect)
    on_server = () if connection.dialect.name == "sqlite" else ("stream",)
    with closing(connection.connection.cursor(*on_server)) as cursor:
        cursor.execute(str(compiled), compiled.params)
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk


def all_learners(connection: Connection) -> list[str]:
    """Everyone of whom some table has a row, enrolled or not, in order of their names."""
    queries = (select(table.c.learner_id).distinct() for table in metadata.tables.values())
    return sorted({learner for query in queries for (learner,) in connection.execute(query)})


def taken_back_rows(connection: Connection, learner: str) -> set[int]:
    """The ids of the rows that an undo took back."""
    columns = select(reviews.c.id, reviews.c.undoes).where(reviews.c.learner_id == learner)
    query = columns.where(reviews.c.undoes.is_not(None))  # sorted here: SQLite would read all rows
    return taken_back(sorted(stream(connection, query), reverse=True))


def standing_events(connection: Connection, learner: str) -> Iterable[Event]:
    """What replaying needs of the learner's rows that stand, oldest first."""
    taken = taken_back_rows(connection, learner)
    c = reviews.c
    columns = select(c.id, c.card, c.kind, c.day, c.quality, c.due).where(c.learner_id == learner)
    events: Iterator[Any] = stream(connection, columns.where(c.undoes.is_(None)).order_by(c.id))
    return (event for event in events if event[0] not in taken) if taken else events
