"""Putting a backup in the place of the database, without losing what was there."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from trainer.errors import StoreError, StoreUnavailableError
from trainer.store.backup import STAMP, back_up, clear_io, copy_database
from trainer.store.check import find_problems
from trainer.store.database import open_database
from trainer.store.engine import BUSY_MILLISECONDS, clear_errors


class Restored(NamedTuple):
    """How many rows of the log were restored, and where what was there before is kept."""

    rows: int
    kept: Path | None


def restore(
    backup: Path, database: Path, backups: Path, now: datetime, *, force: bool = False
) -> Restored:
    """Check a backup, then put it in the place of the database.

    Programs that have the database open see the restored one at their next transaction. What
    was there becomes a backup itself, or is moved aside where it is damaged.

    Args:
        backup: The backup, of this schema or an older one.
        database: The file to write.
        backups: Where what was there is kept.
        now: This moment, for that backup's name.
        force: Whether a database that is there may be replaced.

    Raises:
        StoreError: If the backup is missing, damaged or newer than the program, if there is a
            database and no force, or if a file cannot be written.
    """
    if not backup.is_file():
        what = "no file but a folder" if backup.is_dir() else "no such file"
        raise StoreError(f"{backup}: {what}; backups lie in {backups}")
    if database.exists() and not force:
        what = f"{database}: there is a database already, which a restore would replace"
        raise StoreError(f"{what}; add --force, it is kept among the backups")
    with clear_io(database), tempfile.TemporaryDirectory(prefix="trainer-restore-") as folder:
        checked = Path(folder) / "checked.db"
        copy_database(backup, checked)
        rows = _check(checked, backup)
        kept = _set_aside(database, backups, now) if database.exists() else None
        _write_into(database, checked)
    return Restored(rows, kept)


def _check(copy: Path, backup: Path) -> int:
    """The number of rows in a copy of the backup, which is brought to the newest schema."""
    opened = open_database(copy)
    try:
        rows, problems = find_problems(opened)
    finally:
        opened.close()
    if problems:
        raise StoreError(f"{backup}: {problems[0]}; name another backup")
    return rows


def _set_aside(database: Path, backups: Path, now: datetime) -> Path:
    """Where a copy of the database is kept; one that cannot be read is moved away."""
    try:
        return back_up(database, backups, "before-restore", now)
    except StoreUnavailableError:
        raise
    except StoreError:
        stamp = now.astimezone(UTC).strftime(STAMP)
        kept = database.with_name(f"{database.name}.damaged-{stamp}")
        for ending in ("-wal", "-shm", ""):  # the file last: it names what lies beside it
            part = database.with_name(database.name + ending)
            if part.exists():
                part.rename(kept.with_name(kept.name + ending))
        return kept


def _write_into(database: Path, source: Path) -> None:
    database.parent.mkdir(parents=True, exist_ok=True)
    with (
        clear_errors(str(database)),
        closing(sqlite3.connect(source)) as checked,
        closing(sqlite3.connect(database, timeout=BUSY_MILLISECONDS / 1000)) as target,
    ):
        target.execute("PRAGMA synchronous=FULL").close()
        checked.backup(target, progress=_refuse_lock)


def _refuse_lock(status: int, _left: int, _pages: int) -> None:
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")
