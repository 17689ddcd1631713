"""A database that is open: its transactions, each tried again while it is locked or away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, text

from trainer.errors import StoreError
from trainer.store.backup import Backups
from trainer.store.engine import (
    BEGIN,
    clear_errors,
    describe,
    open_engine,
    refuse_moved,
    sqlite_url,
)
from trainer.store.migrate import bring_up_to_date
from trainer.store.patience import Patience, StuckError

T = TypeVar("T")
WRITES = ("answer", "change")
# How a transaction begins: `view` reads, with a steady view of all tables; `query` reads by one
# statement; `answer` appends an answer; `change` writes anything else. On SQLite a transaction
# that writes takes the lock at once, for one that read first could not keep its view. On
# PostgreSQL one statement is atomic and durable by itself: BEGIN and COMMIT would only cost time.
BEGINS = {
    "sqlite": {
        "view": "BEGIN",
        "query": "BEGIN",
        "answer": "BEGIN IMMEDIATE",
        "change": "BEGIN IMMEDIATE",
    },
    "postgresql": {
        "view": "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        "query": "",
        "answer": "",
        "change": "BEGIN",
    },
}


def open_database(
    database: Path | str, backups: Backups | None = None, patience: Patience | None = None
) -> Database:
    """A database with the newest schema.

    Args:
        database: An SQLite file, made if it is missing, or a database URL.
        backups: Where to copy an existing file before a migration changes it.
        patience: How long a call waits while the database is locked or away.

    Raises:
        StoreError: If it cannot be opened, or is newer than the program.
    """
    engine = open_engine(database if isinstance(database, str) else sqlite_url(database))
    where = describe(engine.url)
    patience = patience or Patience()

    def attempt() -> None:
        with clear_errors(where):
            bring_up_to_date(engine, where, backups)

    try:
        patience(attempt, "opening")
    except StoreError:
        engine.dispose()
        raise
    return Database(engine, where, patience)


class Database:
    """An open database.

    Attributes:
        where: Its name in messages.
        name: `sqlite` or `postgresql`.

    Raises:
        StoreError: From every method, if the database cannot be read or written.
    """

    def __init__(self, engine: Engine, where: str, patience: Patience) -> None:
        self.where = where
        self.name = engine.dialect.name
        self._engine = engine
        self._kept: Connection | None = None  # for short transactions, one after another
        self._patience = patience

    @property
    def file(self) -> Path | None:
        """The file of an SQLite database, None on a server."""
        path = self._engine.url.database
        return Path(path) if self.name == "sqlite" and path else None

    @contextmanager
    def view(self) -> Iterator[Connection]:
        """A connection with one steady view of all tables, which writes nothing."""
        self._let_go()
        with closing(self._patience(self._begin_view)) as connection, clear_errors(self.where):
            yield connection

    def _begin_view(self) -> Connection:
        """A connection that has begun to read, so that the server closes it no more."""
        with clear_errors(self.where), ExitStack() as failed:
            connection = failed.enter_context(self._engine.connect())
            self._begin(connection, "view")
            failed.pop_all()
            return connection

    def fetch(self, query: Executable) -> list[Any]:
        """All rows of one query."""
        return self.query(lambda connection: list(connection.execute(query).all()))

    def query(self, work: Callable[[Connection], T]) -> T:
        """What `work` reads by one statement; it may run more than once."""
        return self._try(work, "query")

    def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` reads, in one steady view; it may run more than once."""
        return self._try(work, "view")

    def answer(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns once its row is on the disk; it may run more than once."""
        return self._try(work, "answer")

    def change(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns once its transaction is on the disk; it may run more than once."""
        return self._try(work, "change")

    def bound_learner(self) -> str | None:
        """The learner whose rows alone this PostgreSQL role may see; None if it sees all."""
        if self.name != "postgresql":
            return None
        query = text("SELECT current_user WHERE row_security_active('reviews')")
        return next((str(role) for (role,) in self.fetch(query)), None)

    def close(self) -> None:
        """Let go of the database."""
        self._let_go()
        self._engine.dispose()

    def _try(self, work: Callable[[Connection], T], kind: str) -> T:
        def attempt() -> T:
            with clear_errors(self.where), self._transaction(kind) as connection:
                return work(connection)

        return self._patience(attempt, "writing" if kind in WRITES else "reading")

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[Connection]:
        """A transaction of this kind; one that only reads is left, never committed."""
        file = self.file
        if file is not None and not file.exists():  # SQLite would make an empty one
            raise StuckError(f"{file}: the file was moved or removed; put it back")
        connection = self._kept = self._kept or self._engine.connect()
        try:
            self._begin(connection, kind)
            yield connection
            if kind not in WRITES:
                connection.rollback()
                return
            connection.commit()
            if file is not None:
                refuse_moved(connection, file)
        except BaseException:
            self._let_go()
            raise

    def _begin(self, connection: Connection, kind: str) -> None:
        """Begin at once: the driver's own cursors, which `stream` takes, would not."""
        connection.info[BEGIN] = BEGINS[self.name][kind]
        connection.begin()

    def _let_go(self) -> None:
        """Give the connection back, rolled back; another one may be taken."""
        connection, self._kept = self._kept, None
        if connection is not None:
            connection.close()
