"""The learner's log in a database: each answer one appended row, with the state it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, func, insert, select, text, update
from sqlalchemy.engine import URL

from trainer.history.record import CardState, Review
from trainer.history.replay import advance, last_answer, replay
from trainer.scheduling.queue import Due
from trainer.scheduling.sm2 import Memory
from trainer.store.engine import READ, clear_errors, describe, open_engine, sqlite_url
from trainer.store.migrate import bring_up_to_date
from trainer.store.rows import as_review, as_state, digest, review_values, state_values
from trainer.store.tables import card_states, learners, reviews

CHUNK = 500
ENROL = text("INSERT INTO learners (learner_id) VALUES (:learner) ON CONFLICT DO NOTHING")


def open_log(database: Path | str, learner: str, backups: Path | None = None) -> Log:
    """The log of a learner in an SQLite file or at a URL, with the newest schema.

    Args:
        database: A file, made if it is missing, or a database URL.
        learner: Whose log.
        backups: Where to copy an existing file before a migration changes it.

    Raises:
        StoreError: If the database cannot be opened, or is newer than the program.
    """
    url: URL | str = database if isinstance(database, str) else sqlite_url(database)
    engine = open_engine(url)
    where = describe(engine.url)
    with clear_errors(where):
        bring_up_to_date(engine, where, backups)
    return Log(engine, learner, where)


class Log:
    """One learner's log and card states; every method is one transaction.

    Raises:
        StoreError: From every method, if the database cannot be read or written.
    """

    def __init__(self, engine: Engine, learner: str, where: str) -> None:
        self._engine = engine
        self.learner = learner
        self._where = where

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # Reading

    def due(self, today: date) -> list[Due]:
        """The cards due on this day or before it, in no order."""
        columns = select(card_states.c.card, card_states.c.due, card_states.c.interval)
        query = self._mine(columns, card_states).where(card_states.c.due <= today.toordinal())
        return [
            Due(card, date.fromordinal(due), int(interval))
            for card, due, interval in self._fetch(query)
        ]

    def drills(self, today: date) -> list[str]:
        """The cards that must come back on this same day, the longest waiting first."""
        query = self._mine(select(card_states.c.card), card_states)
        query = query.where(card_states.c.drill == today.toordinal()).order_by(card_states.c.last)
        return [card for (card,) in self._fetch(query)]

    def known(self) -> set[str]:
        """The ids of all cards that have a state."""
        return {
            card for (card,) in self._fetch(self._mine(select(card_states.c.card), card_states))
        }

    def introduced_on(self, day: date) -> int:
        """How many cards were seen for the first time on this day."""
        query = self._mine(select(func.count()), card_states)
        return int(self._fetch(query.where(card_states.c.introduced == day.toordinal()))[0][0])

    def state(self, card: str) -> CardState | None:
        """The state of a card, or None if it was never reviewed."""
        with self.reading() as connection:
            return self._state(connection, card)

    def rows(self, limit: int | None = None, card: str | None = None) -> list[Review]:
        """The newest rows of the log, or all of them, oldest first."""
        with self.reading() as connection:
            return list(islice(self._newest_first(connection, card), limit))[::-1]

    def days(self) -> list[date]:
        """The learning days on which something was answered, newest first."""
        query = self._mine(select(reviews.c.day).distinct(), reviews)
        query = query.where(reviews.c.kind != "undo").order_by(reviews.c.day.desc())
        return [date.fromordinal(day) for (day,) in self._fetch(query)]

    def answered_on(self, day: date) -> int:
        """How many answers of this day still stand, same-day drill included."""
        undone = select(reviews.c.undoes).where(
            reviews.c.learner_id == self.learner, reviews.c.undoes.is_not(None)
        )
        query = self._mine(select(func.count()), reviews).where(
            reviews.c.day == day.toordinal(),
            reviews.c.kind.in_(("review", "drill")),
            reviews.c.id.not_in(undone),
        )
        return int(self._fetch(query)[0][0])

    # Writing

    def append(self, card: str, decide: Callable[[CardState | None], Review]) -> Review:
        """Append the row that `decide` makes of the card's state, and store what it leads to.

        The state is read inside the transaction that writes, so an answer given meanwhile in
        another terminal is seen, never overwritten. On return the row is on the disk.

        Returns:
            The row, with its id.
        """
        with self._writing() as connection:
            state = self._state(connection, card)
            row = self._insert(connection, decide(state))
            after = advance(state, row)
            if after is not None and after != state:
                self._put_state(connection, after)
        return row

    def undo(self, now: datetime, today: date) -> Review | None:
        """Take back the last answer by appending an undo row; None if nothing is left."""
        with self._writing() as connection:
            target = last_answer(self._newest_first(connection))
            if target is None:
                return None
            before = self._state(connection, target.card)
            rows = list(self._newest_first(connection, target.card))[::-1]
            undo = Review(
                card=target.card,
                kind="undo",
                at=now,
                day=today,
                before=before.memory if before else Memory(),
                after=Memory(),
                due=None,
                undoes=target.id,
            )
            after = replay([*rows, undo]).get(target.card)
            if after is not None:
                undo = replace(undo, after=after.memory, due=after.due)
            row = self._insert(connection, undo)
            self._put_state(connection, after) if after else self._drop_state(connection, row.card)
        return row

    # One level down

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection with one steady view of the database, which writes nothing."""
        with (
            clear_errors(self._where),
            self._engine.connect() as connection,
            connection.execution_options(**READ).begin(),
        ):
            yield connection

    def _mine(self, query: Select[Any], table: Any) -> Select[Any]:
        return query.select_from(table).where(table.c.learner_id == self.learner)

    def _fetch(self, query: Select[Any]) -> list[Any]:
        with self.reading() as connection:
            return list(connection.execute(query).all())

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that holds this learner's row: one writer at a time, ids without gaps."""
        with clear_errors(self._where), self._engine.begin() as connection:
            connection.execute(ENROL, {"learner": self.learner})
            mine = learners.c.learner_id == self.learner
            connection.execute(select(learners).where(mine).with_for_update())
            yield connection

    def _state(self, connection: Connection, card: str) -> CardState | None:
        query = self._mine(select(card_states), card_states).where(card_states.c.card == card)
        row = connection.execute(query).mappings().one_or_none()
        return as_state(dict(row)) if row else None

    def _newest_first(self, connection: Connection, card: str | None = None) -> Iterator[Review]:
        query = self._mine(select(reviews), reviews).order_by(reviews.c.id.desc())
        if card is not None:
            query = query.where(reviews.c.card == card)
        for row in connection.execution_options(yield_per=CHUNK).execute(query).mappings():
            yield as_review(dict(row))

    def _insert(self, connection: Connection, row: Review) -> Review:
        query = self._mine(select(reviews.c.id, reviews.c.digest), reviews)
        head = connection.execute(query.order_by(reviews.c.id.desc()).limit(1)).one_or_none()
        last, previous = head if head else (0, "")
        row = replace(row, id=last + 1)
        values = review_values(row)
        link = digest(previous, self.learner, values)
        connection.execute(insert(reviews).values(learner_id=self.learner, digest=link, **values))
        return row

    def _put_state(self, connection: Connection, state: CardState) -> None:
        values = state_values(state)
        mine = (card_states.c.learner_id == self.learner) & (card_states.c.card == state.card)
        if connection.execute(update(card_states).where(mine).values(**values)).rowcount == 0:
            connection.execute(insert(card_states).values(learner_id=self.learner, **values))

    def _drop_state(self, connection: Connection, card: str) -> None:
        mine = (card_states.c.learner_id == self.learner) & (card_states.c.card == card)
        connection.execute(delete(card_states).where(mine))
