"""Answers for tests of the store, and raw access to a database behind its back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url

from trainer.history.record import CardState, Review
from trainer.scheduling import sm2
from trainer.store.log import Log

DATA = Path(__file__).parent / "data"
START = datetime(2026, 11, 23, 9, tzinfo=UTC)


def on(days: int) -> tuple[datetime, date]:
    """A moment and its learning day, so many days after `START`."""
    moment = START + timedelta(days=days)
    return moment, moment.date()


def answer(log: Log, card: str, quality: int, days: int = 0, **more: object) -> Review:
    """Append an answer as a sitting does; a card that is not due is practice."""
    now, day = on(days)

    def decide(state: CardState | None) -> Review:
        memory = state.memory if state else sm2.Memory()
        due = state.due if state else None
        row = replace(Review(card, "drill", now, day, memory, memory, due, quality), **more)
        if due is not None and due > day:
            return row
        after = sm2.review(memory, quality)
        return replace(row, kind="review", after=after, due=day + timedelta(days=after.interval))

    return log.append(card, decide)


def interview(log: Log, cards: str, days: int, sitting: str) -> list[Review]:
    """Append an interview that asks these cards and wants each to come back the next day."""
    now, day = on(days)

    def decide(card: str, state: CardState | None) -> Review:
        memory = state.memory if state else sm2.Memory()
        due = day + timedelta(days=1)
        return Review(card, "interview", now, day, memory, memory, due, 2, sitting=sitting)

    return [log.append(card, lambda state, card=card: decide(card, state)) for card in cards]


@contextmanager
def tampering(url: str) -> Iterator[Connection]:
    """A connection to change a database by hand, with its guards out of the way meanwhile."""
    parsed = make_url(url)
    on_file = parsed.get_backend_name() == "sqlite"
    engine = create_engine(parsed if on_file else parsed.set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        guards = []
        if on_file:
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            guards = connection.exec_driver_sql(query).all()
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
        for name, _ in guards:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection
        for _, statement in guards:
            connection.exec_driver_sql(statement)
    engine.dispose()


def load(url: str, schema: str) -> None:
    """Fill a database with the stored one of a schema."""
    kind = "sqlite" if url.startswith("sqlite") else "postgresql"
    script = (DATA / f"store-{schema}.{kind}.sql").read_text(encoding="utf-8")
    if kind == "sqlite":
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.executescript(script)
    else:
        import psycopg

        connection = psycopg.connect(url, autocommit=True)
        connection.execute(script)
    connection.close()
