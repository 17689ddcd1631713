"""A glance at the day: the counts of `trainer status`, read without SQLAlchemy and without decks.

A shell prompt asks for them all day, so this path loads `sqlite3` and nothing else, and writes
nothing. It knows the cards from the shelf, where a review puts what the decks have.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Set
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.scheduling.queue import share
from trainer.store.schema import HEAD

SCHEMA = "SELECT version_num FROM alembic_version"
SHELF = "SELECT cards FROM shelves WHERE learner_id = ?"
DUE = "SELECT card FROM card_states WHERE learner_id = ? AND due <= ?"
INTRODUCED = "SELECT count(*) FROM card_states WHERE learner_id = ? AND introduced = ?"
UNSEEN = """
SELECT value FROM shelves, json_each(shelves.cards) WHERE shelves.learner_id = ?1 AND NOT EXISTS
  (SELECT 1 FROM card_states WHERE learner_id = ?1 AND card = value)
"""
UNDOS = (
    "SELECT id, undoes FROM reviews WHERE learner_id = ? AND undoes IS NOT NULL ORDER BY id DESC"
)
ANSWERS = """
SELECT id, kind FROM reviews WHERE learner_id = ? AND day = ? AND kind IN ('review', 'lab', 'drill')
"""
MARKS = """
SELECT subject, json_extract(body, '$.mark'), day FROM journal
WHERE learner_id = ? AND kind = 'mark' ORDER BY id
"""
STUDIED = """
SELECT id FROM reviews WHERE learner_id = ? AND day = ? AND kind NOT IN ('undo', 'interview')
  AND quality IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Today:
    """A learner's day in numbers.

    Attributes:
        due: Due cards that the day asks.
        new: New cards that may still be introduced.
        reviewed_today: Answers of today that stand.
        streak_days: Learning days in a row with a graded answer that stands, up to today or
            yesterday.
    """

    due: int
    new: int
    reviewed_today: int
    streak_days: int


def glance(
    file: Path, learner: str, today: int, new_per_day: int, reviews_per_day: int
) -> Today | None:
    """The counts of a day from an SQLite file; None where only the long way can tell.

    That is where there is no file, another schema, no deck was ever read, or the file cannot be
    read: the long way makes, migrates or explains it.

    Args:
        file: The database.
        learner: Whose day.
        today: The learning day, as an ordinal.
        new_per_day: New cards a day.
        reviews_per_day: Due cards a day, where more are due.
    """
    if not file.exists():
        return None
    try:
        uri = f"file:{_quoted(file)}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.execute("BEGIN")  # one view of all tables
            if connection.execute(SCHEMA).fetchone() != (HEAD,):
                return None
            return _Glance(connection, learner, today).counts(new_per_day, reviews_per_day)
    except sqlite3.Error:
        return None


@dataclass(frozen=True, slots=True)
class _Glance:
    connection: sqlite3.Connection
    learner: str
    today: int

    def counts(self, new_per_day: int, reviews_per_day: int) -> Today | None:
        shelf = self.connection.execute(SHELF, (self.learner,)).fetchone()
        if shelf is None:
            return None
        asked = set(json.loads(shelf[0])) - self._hidden()
        unseen = {card for (card,) in self.connection.execute(UNSEEN, (self.learner,))}
        introduced = self._rows(INTRODUCED, self.today)[0][0]
        taken = self._taken_back()
        kinds = [kind for row, kind in self._rows(ANSWERS, self.today) if row not in taken]
        waiting = sum(card in asked for (card,) in self._rows(DUE, self.today))
        done = max(0, kinds.count("review") + kinds.count("lab") - introduced)
        due = share(waiting, done, reviews_per_day)
        room = max(0, new_per_day - introduced) if due == waiting else 0
        return Today(
            due=due,
            new=min(room, len(unseen & asked)),
            reviewed_today=len(kinds),
            streak_days=self._streak(taken),
        )

    def _rows(self, query: str, day: int) -> list[tuple[Any, ...]]:
        return self.connection.execute(query, (self.learner, day)).fetchall()

    def _hidden(self) -> set[str]:
        """The cards that are suspended or buried today."""
        marks = self.connection.execute(MARKS, (self.learner,)).fetchall()
        if not marks:
            return set()
        from trainer.history.marks import put_away  # only where a card was marked

        return set().union(*put_away(marks, self.today))

    def _taken_back(self) -> set[int]:
        """The rows that do not stand."""
        undos = self.connection.execute(UNDOS, (self.learner,)).fetchall()
        if not undos:
            return set()
        from trainer.history.replay import taken_back  # only where something was taken back

        return taken_back(undos)

    def _streak(self, taken: Set[int]) -> int:
        def studied(day: int) -> bool:
            rows = self.connection.execute(STUDIED, (self.learner, day))
            return any(row not in taken for (row,) in rows)  # reads no further than the first

        day = self.today if studied(self.today) else self.today - 1
        first = day
        while studied(day):
            day -= 1
        return first - day


def _quoted(file: Path) -> str:
    """A path as a URI has it."""
    return str(file.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
