"""Whether logs and journals are whole and the card states agree with them, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, exc, select, text

from trainer.history.replay import fold
from trainer.store.database import Database
from trainer.store.rows import as_state, chained, digest
from trainer.store.stream import all_learners, standing_events, stream
from trainer.store.tables import card_states, journal, learners, metadata, readings, reviews

# What guards the tables: who must be there, and how to ask for who is.
APPENDED = ("reviews", "readings", "journal")
GUARDS = {
    "sqlite": (
        {f"trigger {table}_no_update" for table in APPENDED}
        | {f"trigger {table}_no_delete" for table in APPENDED}
        | {f"trigger {table}_in_order" for table in APPENDED}
        | {"trigger reviews_head", "trigger journal_head"},
        "SELECT 'trigger ' || name FROM sqlite_master WHERE type = 'trigger'",
    ),
    "postgresql": (
        {f"trigger {table}_append_only" for table in APPENDED}
        | {"trigger reviews_head", "trigger journal_head", "trigger readings_in_order"}
        | {f"policy own_rows of {table}" for table in metadata.tables},
        """
SELECT 'trigger ' || tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
WHERE tgenabled IN ('O', 'A') AND pg_table_is_visible(c.oid)
UNION ALL SELECT 'policy ' || polname || ' of ' || relname
FROM pg_policy JOIN pg_class c ON c.oid = polrelid
WHERE relrowsecurity AND pg_table_is_visible(c.oid)
""",
    ),
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """An append-only table, whose rows are numbered from 1 for each learner.

    Attributes:
        table: The table; its rows form a chain where it has digests.
        name: Its name in messages.
        row: The name of a row.
        rows: The name of several.
        subject: The column that says what a row is about.
        last: The column of `learners` that holds the newest row's number, empty if none does.
        head: The one that holds its digest.
    """

    table: Table
    name: str
    row: str
    rows: str
    subject: str
    last: str = ""
    head: str = ""


LEDGERS = (
    Ledger(reviews, "log", "log row", "log rows", "card", "last", "head"),
    Ledger(
        table=journal,
        name="journal",
        row="journal entry",
        rows="journal entries",
        subject="subject",
        last="journal_last",
        head="journal_head",
    ),
    Ledger(readings, "list of what was read", "reading", "readings", "section"),
)


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
        yield f"the {name}, a guard of the store, is gone; restore a backup"


def _check_learner(connection: Connection, learner: str) -> tuple[int, list[str]]:
    mine = select(learners).where(learners.c.learner_id == learner)
    enrolled = connection.execute(mine).mappings().one_or_none()
    log, *others = (_Chain(ledger, learner) for ledger in LEDGERS)
    problems = log.check(connection, enrolled)
    if not problems:  # a log that was changed leads to other states anyway
        problems += _states(connection, learner)
    for other in others:
        problems += other.check(connection, enrolled)
    if enrolled is None:
        problems.append("there are rows of somebody who is not enrolled")
    return log.rows, [f"{problem} (learner {learner})" for problem in problems]


class _Chain:
    """Follows the rows of a ledger and names each that does not continue the row before it."""

    def __init__(self, ledger: Ledger, learner: str) -> None:
        self.ledger = ledger
        self.learner = learner
        self.rows = 0
        self._columns = chained(ledger.table)
        self._subject = self._columns.index(ledger.subject)
        self._last = 0
        self._head: str | None = ""  # None where the row before is missing

    def check(self, connection: Connection, enrolled: Mapping[Any, Any] | None) -> list[str]:
        """Everything wrong with the learner's rows, given the learner's own row if there is one."""
        table = self.ledger.table
        digests = ("digest",) if self.ledger.head else ()
        query = select(*(table.c[name] for name in (*self._columns, *digests)))
        query = query.where(table.c.learner_id == self.learner).order_by(table.c.id)
        problems = [each for row in stream(connection, query) for each in self._follow(row)]
        if self.ledger.last and enrolled is not None:
            problems += self._end(enrolled[self.ledger.last], enrolled[self.ledger.head])
        return problems

    def _follow(self, row: tuple[Any, ...]) -> Iterator[str]:
        number = row[0]
        self.rows += 1
        if number != self._last + 1:
            yield from self._gap(number)
        self._last = number
        if not self.ledger.head:
            return
        *values, said = row
        if self._head is not None and digest(self._head, self.learner, values) != said:
            what = f"{self.ledger.row} {number} ({row[self._subject]})"
            yield f"{what} was changed or does not belong here"
        self._head = said

    def _gap(self, number: int) -> Iterator[str]:
        first, last = self._last + 1, number - 1
        if first == last:
            yield f"{self.ledger.row} {first} is missing"
        else:
            yield f"{self.ledger.rows} {first} to {last} are missing"
        self._head = None

    def _end(self, last: int, head: str) -> Iterator[str]:
        if last > self._last:
            yield from self._gap(last + 1)
        elif (last, head) != (self._last, self._head or ""):
            yield f"the {self.ledger.name} does not end with row {last} as it was written"


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
