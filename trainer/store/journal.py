"""The journal of a learner, and the shelf: which cards the decks had when they were last read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select, text

from trainer.history.journal import Entry
from trainer.store.database import Database
from trainer.store.rows import EPOCH, MICROSECOND, chained, digest
from trainer.store.tables import journal, learners, shelves

CHAINED = chained(journal)
ENROL = text("INSERT INTO learners (learner_id) VALUES (:learner) ON CONFLICT DO NOTHING")


class Journal:
    """One learner's journal and shelf; every method is one transaction.

    Attributes:
        database: Where they lie.
        learner: Whose they are.

    Raises:
        StoreError: From every method, if the database cannot be read or written.
    """

    def __init__(self, database: Database, learner: str) -> None:
        self.database = database
        self.learner = learner

    def note(self, entry: Entry) -> Entry:
        """Append an entry; returns it with its number, once it is on the disk.

        One that is already the newest is not written again: a commit that was not confirmed may
        have written it.
        """

        def attempt(connection: Connection) -> Entry:
            last, head = self._enrol(connection)
            query = select(journal).where(self._mine(journal), journal.c.id == last)
            newest = connection.execute(query).mappings().one_or_none()
            values = _values(entry)
            if newest is not None and all(newest[name] == value for name, value in values.items()):
                return replace(entry, id=last)
            row = {"id": last + 1, **values}
            link = digest(head, self.learner, [row[name] for name in CHAINED])
            connection.execute(insert(journal).values(**row, learner_id=self.learner, digest=link))
            return replace(entry, id=last + 1)

        return self.database.change(attempt)

    def entries(self, kind: str, subject: str | None = None) -> list[Entry]:
        """The entries of a kind, and of one subject if it is named, oldest first."""
        query = select(journal).where(self._mine(journal), journal.c.kind == kind)
        if subject is not None:
            query = query.where(journal.c.subject == subject)
        return [_entry(row._mapping) for row in self.database.fetch(query.order_by(journal.c.id))]

    def shelve(self, cards: Iterable[str]) -> None:
        """Store which cards the decks have; writes only where that changed."""
        listed = sorted(cards)
        if self.shelf() == listed:
            return
        row = {"learner_id": self.learner, "cards": json.dumps(listed, ensure_ascii=False)}

        def attempt(connection: Connection) -> None:
            self._enrol(connection)
            connection.execute(delete(shelves).where(self._mine(shelves)))
            connection.execute(insert(shelves).values(**row))

        self.database.change(attempt)

    def shelf(self) -> list[str] | None:
        """The cards that the decks had when last read, sorted; None before the first time."""
        query = select(shelves.c.cards).where(self._mine(shelves))
        for (listed,) in self.database.fetch(query):
            return [str(card) for card in json.loads(listed)]
        return None

    def _mine(self, table: Table) -> ColumnElement[bool]:
        return table.c.learner_id == self.learner

    def _enrol(self, connection: Connection) -> tuple[int, str]:
        """Enrol the learner, and let one writer in at a time.

        Returns:
            The number and the digest of the newest entry.
        """
        connection.execute(ENROL, {"learner": self.learner})
        row = select(learners.c.journal_last, learners.c.journal_head)
        last, head = connection.execute(row.where(self._mine(learners)).with_for_update()).one()
        return int(last), str(head)


def _values(entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "subject": entry.subject,
        "at": (entry.at - EPOCH) // MICROSECOND,
        "day": entry.day.toordinal(),
        "body": json.dumps(dict(entry.body), allow_nan=False),
    }


def _entry(row: Any) -> Entry:
    return Entry(
        kind=row["kind"],
        subject=row["subject"],
        at=EPOCH + row["at"] * MICROSECOND,
        day=date.fromordinal(row["day"]),
        body=json.loads(row["body"]),
        id=row["id"],
    )
