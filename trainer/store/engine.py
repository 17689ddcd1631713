"""A database engine from a URL, and its errors as one clear line each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import URL

from trainer.errors import StoreError

BUSY_MILLISECONDS = 5_000
READ = {"trainer_read": True}  # marks a transaction that only reads

# What SQLite says, and what the learner can do about it.
_REMEDIES = {
    "locked": "another program holds the database; close it or wait, then start again",
    "readonly": "the database cannot be written; give yourself write permission on it",
    "not a database": "this is no database; move it away, or name another in TRAINER_DATABASE_URL",
    "unable to open": "check that the folder exists and may be written",
    "malformed": "the database is damaged; restore a backup (`trainer paths` says where they are)",
    "disk i/o": "the disk or the database is damaged; check the disk, then restore a backup",
    "full": "the disk is full; make room, then start again",
    "no such table": "the database is damaged; restore a backup (`trainer paths` names the folder)",
    "could not connect": "check that the server runs and that TRAINER_DATABASE_URL is right",
    "connection failed": "check that the server runs and that TRAINER_DATABASE_URL is right",
}


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
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    except ImportError:
        remedy = "run: pip install 'interview-trainer[postgres]'"
        raise StoreError(f"the PostgreSQL driver is not installed; {remedy}") from None


def _open_sqlite(url: URL) -> Engine:
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"{url.database}: the folder cannot be made ({str(error.strerror).lower()})"
        raise StoreError(f"{what}; name another with TRAINER_HOME") from None
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # `_begin` says when a transaction starts, not the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Take the write lock at once: a transaction that only reads first could not keep its view."""
    reads = connection.get_execution_options().get("trainer_read")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextmanager
def clear_errors(where: str) -> Iterator[None]:
    """Turn what a database driver raises into a `StoreError` that names the store and a remedy."""
    try:
        yield
    except (exc.DBAPIError, sqlite3.DatabaseError) as error:
        raise StoreError(_explain(error, where)) from error


def _explain(error: Exception, where: str) -> str:
    said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
    remedy = next((text for key, text in _REMEDIES.items() if key in said.lower()), None)
    return f"{where}: {said}; {remedy or 'run `trainer store check`'}"
