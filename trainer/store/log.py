"""The learner's log in a database: each answer one appended row, with the state it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select

from trainer.errors import StoreError, TrainerError
from trainer.history.record import CardState, Reading, Review
from trainer.history.replay import advance, last_answer, taken_back
from trainer.history.undo import answer_behind, take_back, whole_interview
from trainer.scheduling.queue import Due
from trainer.store.answer import Place, find_place, write
from trainer.store.backup import Backups
from trainer.store.database import Database, open_database
from trainer.store.journal import ENROL, Journal
from trainer.store.patience import Patience
from trainer.store.readings import add_reading, find_readings
from trainer.store.rows import as_review, review_values
from trainer.store.seen import Seen
from trainer.store.studied import studied_days
from trainer.store.tables import card_states, reviews

CHUNK = 100
INTERVIEW = ("interview", "undo")  # the kinds of an interview's rows


def open_log(
    database: Path | str,
    learner: str,
    backups: Backups | None = None,
    patience: Patience | None = None,
) -> Log:
    """The log of a learner in an SQLite file or at a URL, with the newest schema.

    Args:
        database: A file, made if it is missing, or a database URL.
        learner: Whose log; a PostgreSQL role that may see its own rows only has its own.
        backups: Where to copy an existing file before a migration changes it.
        patience: How long a call waits while the database is locked or away.

    Raises:
        StoreError: If the database cannot be opened, or is newer than the program.
    """
    opened = open_database(database, backups, patience)
    return Log(opened, opened.bound_learner() or learner)


class Log:
    """One learner's log and card states; every method is one transaction.

    Attributes:
        database: Where it lies.
        learner: Whose it is.
        journal: What the learner did beside answering.

    Raises:
        StoreError: From every method, if the database cannot be read or written.
    """

    def __init__(self, database: Database, learner: str) -> None:
        self.database = database
        self.learner = learner
        self.journal = Journal(database, learner)
        self._seen = Seen()

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()

    # Reading

    def due(self, today: date) -> list[Due]:
        """The cards due on this day or before it, in no order."""
        columns = select(card_states.c.card, card_states.c.due, card_states.c.interval)
        query = self._mine(columns, card_states).where(card_states.c.due <= today.toordinal())
        return [
            Due(card, date.fromordinal(due), int(interval))
            for card, due, interval in self.database.fetch(query)
        ]

    def coming(self, after: date, until: date) -> dict[date, int]:
        """How many cards fall due on each day after a day, until another one, where any do."""
        due = card_states.c.due
        query = self._mine(select(due, func.count()), card_states).group_by(due)
        query = query.where(due > after.toordinal(), due <= until.toordinal())
        return {date.fromordinal(day): count for day, count in self.database.fetch(query)}

    def drills(self, today: date) -> list[str]:
        """The cards that must come back on this same day, the longest waiting first."""
        query = self._mine(select(card_states.c.card), card_states)
        query = query.where(card_states.c.drill == today.toordinal()).order_by(card_states.c.last)
        return [card for (card,) in self.database.fetch(query)]

    def known(self) -> set[str]:
        """The ids of all cards that have a state."""
        # As one text, which takes a quarter of the time of a row for each.
        query = self._mine(select(func.aggregate_strings(card_states.c.card, "\n")), card_states)
        (listed,) = self.database.fetch(query)[0]
        return set(listed.split("\n")) if listed else set()

    def introduced_on(self, day: date) -> int:
        """How many cards were seen for the first time on this day."""
        query = self._mine(select(func.count()), card_states)
        query = query.where(card_states.c.introduced == day.toordinal())
        return int(self.database.fetch(query)[0][0])

    def state(self, card: str) -> CardState | None:
        """The state of a card, or None if it was never reviewed."""
        place = self.database.query(lambda found: find_place(found, self.learner, card))
        if place is None:
            return None
        self._seen.note(card, place)
        return place.state

    def rows(self, limit: int | None = None, card: str | None = None) -> list[Review]:
        """The newest rows of the log, or all of them, oldest first."""
        query = self._newest(card=card).limit(limit)
        return [as_review(row._mapping) for row in self.database.fetch(query)][::-1]

    def days(self) -> list[date]:
        """The learning days with an answer that was graded and stands, newest first."""
        return self.database.read(lambda connection: studied_days(connection, self.learner))

    def reviewed_on(self, day: date) -> int:
        """How many due cards were answered on this day; new ones and practice do not count."""
        return max(0, self.answered_on(day, ("review", "lab")) - self.introduced_on(day))

    def answered_on(self, day: date, kinds: Sequence[str] = ("review", "drill", "lab")) -> int:
        """How many answers of this day still stand, those of these kinds."""
        undos = self._mine(select(reviews.c.id, reviews.c.undoes), reviews)
        undos = undos.where(
            reviews.c.undoes.is_not(None)
        )  # sorted here: SQLite would read all rows
        today = self._mine(select(reviews.c.id), reviews).where(
            reviews.c.day == day.toordinal(), reviews.c.kind.in_(kinds)
        )
        taken = taken_back(sorted(map(tuple, self.database.fetch(undos)), reverse=True))
        return sum(row not in taken for (row,) in self.database.fetch(today))

    def readings(self) -> list[Reading]:
        """Every time that a section of the explainer was read, oldest first."""
        return self.database.read(lambda connection: find_readings(connection, self.learner))

    # Writing

    def append(self, card: str, decide: Callable[[CardState | None], Review]) -> Review:
        """Append the row that `decide` makes of the card's state, and store what it leads to.

        The state is read together with the end of the log, now or before. An answer given
        meanwhile in another terminal is seen, never overwritten: the row that does not continue
        the log is refused, and decided anew. On return the row is on the disk.

        Returns:
            The row, with its id.
        """
        written: Review | None = None  # by a try whose commit was not confirmed
        leads_to: Place | None = None
        guess = self._seen.place(card)

        def attempt(connection: Connection) -> Review:
            nonlocal written, leads_to, guess
            if written is None or not self._holds(connection, written):
                place, guess = guess or self._place(connection, card), None
                row = written = replace(decide(place.state), id=place.last + 1)
                after = advance(place.state, row)
                state = None if after == place.state else after
                head = write(connection, self.learner, place.head, row, state)
                leads_to = Place(row.id, head, after)
            return written

        row = self.database.answer(attempt)
        if leads_to is not None:
            self._seen.append(card, leads_to)
        return row

    def undo(self, now: datetime, today: date, row_id: int | None = None) -> Review | None:
        """Take back an answer, or a whole interview, by appending undo rows.

        Args:
            now: This moment.
            today: The learning day of this moment.
            row_id: The row to take back, an undo row to bring its answer back; without it,
                the last answer that stands.

        Returns:
            The last row that was appended; None if no answer stands.

        Raises:
            TrainerError: If there is no such row, or it cannot be taken back.
        """
        written: Review | None = None

        def attempt(connection: Connection) -> Review | None:
            nonlocal written
            if written is None or not self._holds(connection, written):
                written = None
                for target in self._targets(connection, row_id):
                    written = self._take_back(connection, target, now, today)
            return written

        self._seen.forget()
        return self.database.change(attempt)

    def add_reading(self, section: str, now: datetime) -> None:
        """Append that a section of the explainer was read at this moment."""

        def attempt(connection: Connection) -> None:
            connection.execute(ENROL, {"learner": self.learner})
            add_reading(connection, self.learner, Reading(section, now))

        self.database.change(attempt)

    # One level down

    def _mine(self, query: Select[Any], table: Any) -> Select[Any]:
        return query.select_from(table).where(table.c.learner_id == self.learner)

    def _newest(self, **equal: object) -> Select[Any]:
        """The rows whose columns equal these values, where they are given, newest first."""
        query = self._mine(select(reviews), reviews).order_by(reviews.c.id.desc())
        given = [reviews.c[name] == value for name, value in equal.items() if value is not None]
        return query.where(*given)

    def _rows(self, connection: Connection, **equal: object) -> list[Review]:
        """The rows whose columns equal these values, oldest first."""
        found = connection.execute(self._newest(**equal)).mappings()
        return [as_review(row) for row in found][::-1]

    def _backwards(self, connection: Connection) -> Iterator[Review]:
        """The rows of the log, newest first, read no further than they are asked for."""
        query = self._newest().limit(CHUNK)
        page = connection.execute(query).mappings().all()
        while page:
            yield from map(as_review, page)
            older = query.where(reviews.c.id < page[-1]["id"])
            page = connection.execute(older).mappings().all()

    def _holds(self, connection: Connection, row: Review) -> bool:
        """Whether the log has this very row."""
        found = self._rows(connection, id=row.id)
        return [review_values(each) for each in found] == [review_values(row)]

    def _place(self, connection: Connection, card: str) -> Place:
        place = find_place(connection, self.learner, card)
        if place is None:
            connection.execute(ENROL, {"learner": self.learner})
            place = find_place(connection, self.learner, card)
        if place is None:
            raise StoreError(f"{self.database.where}: {self.learner} cannot be enrolled")
        return place

    def _targets(self, connection: Connection, row_id: int | None) -> list[Review]:
        """The rows that one undo takes back: none, one, or those of a whole interview."""
        if row_id is None:
            row = last_answer(self._backwards(connection))
        else:
            row = next(iter(self._rows(connection, id=row_id)), None)
            if row is None:
                raise TrainerError(f"the log has no row {row_id}; see `trainer history`")
        if row is None:
            return []
        if answer_behind(row, self._rows(connection, card=row.card)).kind != "interview":
            return [row]
        interview = self._rows(connection, sitting=row.sitting)
        return whole_interview(row, [each for each in interview if each.kind in INTERVIEW])

    def _take_back(
        self, connection: Connection, target: Review, now: datetime, today: date
    ) -> Review:
        rows = self._rows(connection, card=target.card)
        undo, after = take_back(rows, target, now, today)
        place = self._place(connection, target.card)
        undo = replace(undo, id=place.last + 1)
        write(connection, self.learner, place.head, undo, after)
        if after is None:
            mine = (card_states.c.learner_id == self.learner) & (card_states.c.card == undo.card)
            connection.execute(delete(card_states).where(mine))
        return undo
