"""A database engine from a URL, and its errors as one clear line each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL

from trainer.errors import StoreError, StoreUnavailableError
from trainer.store.patience import AwayError, BusyError, StuckError, TryAgainError

BUSY_MILLISECONDS = 5_000
IDLE_MILLISECONDS = 1_000  # after which a server closes a session that asks nothing
FILE = "trainer_file"  # what a connection on SQLite writes to
BEGIN = "trainer_begin"  # in a connection's `info`: how its transactions begin

# A program keeps one connection, and has a second one only while a long read is open. The server
# closes it when it was idle for a second, as it is while a learner thinks, and the next answer
# opens it again: so a thousand learners at once hold some dozens. No session state is kept, and
# behind a pooler no statement is prepared, so PgBouncer may pool transactions in front of it
# (with `options` ignored).
POSTGRES = {
    "application_name": "trainer",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "tcp_user_timeout": 20_000,  # milliseconds until a silent server counts as gone
    "prepare_threshold": None,
    "options": f"-c lock_timeout={BUSY_MILLISECONDS} -c idle_in_transaction_session_timeout=60000",
}

RESTORE = "restore a backup with `trainer store restore FILE` (`trainer paths` says where they lie)"
# What a database says, and what the learner can do about it.
_REMEDIES = {
    "locked": "another program holds the database; close it or wait",
    "lock timeout": "another program holds the database; close it or wait",
    "readonly": "give yourself write permission on it, and on its -wal and -shm if they are there",
    "not a database": f"{RESTORE}, or name another file",
    "unable to open": "check that the folder exists and may be written",
    "malformed": f"the database is damaged; {RESTORE}",
    "disk i/o": "the disk is full, gone or damaged; check it, then run `trainer store check`",
    "full": "make room on the disk",
    "no space left": "make room on the server's disk",
    "too many": "the server takes no more connections for now; wait, or ask its owner",
    "connection slots": "the server takes no more connections for now; wait, or ask its owner",
    "no such table": f"the database is damaged; {RESTORE}",
    "permission denied": "ask the database's owner for `trainer store grant`",
    "row-level security": "each role may write the rows of the learner of its own name only",
    "connect": "check that the server runs and that TRAINER_DATABASE_URL is right",
    "resolve host": "check the host's name in TRAINER_DATABASE_URL",
    "append-only": "rows of the log are never changed; `trainer undo` appends what takes one back",
}
# What SQLite and PostgreSQL report, by what can be done. SQLSTATE 40 is a serialization failure
# or a deadlock, 53300 too many connections, 55P03 a lock that was not to be had, 57P03 a server
# that starts, 08 and 57P a lost connection, 53100 a full disk, 25006 a standby.
# Sources: PostgreSQL 15 manual, appendix A; SQLite, "Result and Error Codes".
_STATES: Mapping[str, type[StoreUnavailableError]] = {
    "SQLITE_BUSY": BusyError,
    "SQLITE_LOCKED": BusyError,
    "SQLITE_PROTOCOL": BusyError,
    "SQLITE_FULL": StuckError,
    "SQLITE_READONLY": StuckError,
    "SQLITE_IOERR": StuckError,
    "SQLITE_CANTOPEN": StuckError,
    "40": TryAgainError,
    "53300": BusyError,
    "55P03": BusyError,
    "57P03": BusyError,
    "53100": StuckError,
    "25006": StuckError,
    "08": AwayError,
    "57P": AwayError,
    "25P03": AwayError,
}
# Another program wrote the log's next row first.
_OVERTAKEN = ("the log has no gaps", '"pk_reviews"', 'column "digest"', "reviews.digest")
# libpq gives no SQLSTATE to a connection that was not made.
_BUSY_SERVER = ("too many", "connection slots", "starting up", "shutting down", "recovery mode")


def sqlite_url(path: Path) -> URL:
    """The URL of an SQLite file."""
    return URL.create("sqlite", database=str(path))


def describe(url: URL) -> str:
    """The database as messages name it: the file, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


def open_engine(url: str | URL) -> Engine:
    """An engine for an SQLite or PostgreSQL URL, with the durability that the log needs.

    Raises:
        StoreError: If the URL is malformed, or its driver is not installed.
    """
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        example = "postgresql://user@host/name or sqlite:///file.db"
        raise StoreError(f"TRAINER_DATABASE_URL is not a URL; write it like {example}") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(parsed)
    if backend != "postgresql":
        what = f"the store does not know {backend!r} databases"
        raise StoreError(f"{what}; name an sqlite or a postgresql URL")
    try:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            connect_args=POSTGRES,
            isolation_level="AUTOCOMMIT",  # `_begin` says when a transaction starts
            pool_size=1,
            max_overflow=1,  # a long read may be open while a short one asks
        )
    except ImportError:
        remedy = "run: pip install 'interview-trainer[postgres]'"
        raise StoreError(f"the PostgreSQL driver is not installed; {remedy}") from None
    event.listen(engine, "connect", _greet)
    event.listen(engine, "begin", partial(_begin, "BEGIN"))
    return engine


def _greet(connection: Any, _record: Any) -> None:
    """Let the server keep plans and close the session when it is idle, unless it is a pooler.

    A pooler may give each transaction another session, which knows no statement of the one before.
    The time counts from here on only: a program that stalls while it connects is not cut off.
    """
    found = connection.execute("SELECT pg_backend_pid()").fetchone()
    if found[0] == connection.info.backend_pid:  # a pooler makes up a number of its own
        connection.prepare_threshold = 5
        connection.execute(f"SET idle_session_timeout = {IDLE_MILLISECONDS}")
    connection.commit()


def _open_sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    _make_folder(path)
    if url.database and path.is_dir():
        raise StoreError(f"{path}: is a folder, no database; move it away, or name a file")
    timeout = {"timeout": BUSY_MILLISECONDS / 1000}
    engine = create_engine(url, connect_args=timeout, paramstyle="named")
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "connect", partial(_remember_file, path))
    event.listen(engine, "begin", partial(_begin, "BEGIN IMMEDIATE"))
    return engine


def _make_folder(database: Path) -> None:
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"{database}: the folder cannot be made ({str(error.strerror).lower()})"
        raise StoreError(f"{what}; name another with TRAINER_HOME") from None


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # `_begin` says when a transaction starts, not the driver
    # Each commit is on the disk before the call ends, on macOS too, where fsync alone is not.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "fullfsync=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(usual: str, connection: Connection) -> None:
    """Begin a transaction with the statement that the connection's `info` names, if any."""
    statement = connection.info.get(BEGIN, usual)
    if statement:
        connection.exec_driver_sql(statement)


def _remember_file(path: Path, _connection: Any, record: Any) -> None:
    record.info[FILE] = _identity(path)


def refuse_moved(connection: Connection, path: Path) -> None:
    """See that what was just written lies in the file of this name, not in one that was removed.

    Raises:
        TryAgainError: If it does not; the next try opens the file that is there.
    """
    if connection.info.get(FILE) != _identity(path):
        connection.invalidate()
        raise TryAgainError(f"{path}: another file was put in its place; start again")


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another that gets its name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def clear_errors(where: str) -> Iterator[None]:
    """Turn what a database driver raises into a `StoreError` that names the store and a remedy.

    It is a `StoreUnavailableError` where the same call may succeed later, and one of its kinds in
    `patience`.
    """
    try:
        yield
    except (exc.DBAPIError, sqlite3.DatabaseError) as error:
        raise _kind(error)(_explain(error, where)) from error


def _kind(error: Exception) -> type[StoreError]:
    driver = getattr(error, "orig", None) or error
    if getattr(error, "connection_invalidated", False):
        return TryAgainError
    state = getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None) or ""
    if any(words in str(driver) for words in _OVERTAKEN):
        return TryAgainError
    known = (kind for begin, kind in _STATES.items() if state.startswith(begin))
    return next(known, StoreError) if state else _kind_by_text(error, str(driver))


def _kind_by_text(error: Exception, said: str) -> type[StoreError]:
    if "locked" in said or any(words in said for words in _BUSY_SERVER):
        return BusyError
    is_server = isinstance(error, exc.OperationalError)
    return AwayError if is_server else StoreError


def _explain(error: Exception, where: str) -> str:
    said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    remedy = next((text for key, text in _REMEDIES.items() if key in said.lower()), None)
    return f"{where}: {said}; {remedy or 'run `trainer store check`'}"
