"""Backups of an SQLite file: made while others write, checked, thinned as they grow old."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from trainer.errors import StoreError
from trainer.store.engine import RESTORE, clear_errors
from trainer.store.patience import StuckError

DAILY = "daily"
BY_HAND = "by-hand"
STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"-(\d{8}T\d{6}Z)-([a-z0-9-]+)\.db$")

# How many are kept, and of which spans of time the newest one each.
KEPT: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
    (12, lambda at: at.date()),
    (10, lambda at: at.isocalendar()[:2]),
    (9, lambda at: (at.year, at.month)),
)


class Backups(NamedTuple):
    """Where backups go, and this moment, which names them."""

    folder: Path
    now: datetime


def back_up(database: Path, folder: Path, label: str, now: datetime) -> Path:
    """Where a new backup lies: `NAME-20261124T090000Z-LABEL.db` in this folder.

    A second later where there is one of this very second, which stays as it is.

    Raises:
        StoreError: If the database is damaged or the backup cannot be written.
    """
    stamp = now.astimezone(UTC).strftime(STAMP)
    target = folder / f"{database.stem}-{stamp}-{label}.db"
    if target.exists():
        return back_up(database, folder, label, now + timedelta(seconds=1))
    copy_database(database, target)
    return target


def back_up_daily(database: Path, folder: Path, now: datetime) -> Path | None:
    """The day's backup, if this is the first start of the day; old ones are thinned after it.

    Raises:
        StoreError: If the database is damaged or the backup cannot be written.
    """
    found = automatic_backups(folder, database.stem)
    if not database.exists() or any(at.date() == now.date() for at in found.values()):
        return None
    made = back_up(database, folder, DAILY, now)
    found = automatic_backups(folder, database.stem)
    kept = worth_keeping(found.values())
    for path, at in found.items():
        if at not in kept:
            with suppress(OSError):  # another start may thin too; the next one tries again
                path.unlink()
    return made


def automatic_backups(folder: Path, stem: str) -> dict[Path, datetime]:
    """The backups that were made without being asked for, with their moments."""
    found = {}
    for path in folder.glob(f"{stem}-*.db"):
        name = NAME.search(path.name)
        if name and name[2] != BY_HAND and path.name == f"{stem}{name[0]}":
            found[path] = datetime.strptime(name[1], STAMP).replace(tzinfo=UTC)
    return found


def worth_keeping(moments: Iterable[datetime]) -> set[datetime]:
    """The newest of each of the last 12 days, 10 weeks and 9 months that have a backup."""
    newest_first = sorted(moments, reverse=True)
    kept: set[datetime] = set()
    for count, span in KEPT:
        newest: dict[Hashable, datetime] = {}
        for at in newest_first:
            newest.setdefault(span(at), at)
        kept.update(list(newest.values())[:count])
    return kept


def copy_database(source: Path, target: Path) -> None:
    """Copy an SQLite file as it stands at one moment, while others may write to it.

    The copy is checked and on the disk before it gets its name, so a backup is whole or not
    there at all.

    Raises:
        StoreError: If the source is damaged.
        StuckError: If the target exists or cannot be written.
    """
    if target.exists():
        folder = "is a folder; name a file in it"
        what = folder if target.is_dir() else "the file exists; name another, or remove it"
        raise StuckError(f"{target}: {what}")
    scratch = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with clear_io(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            with (
                clear_errors(str(source)),
                closing(_open(source)) as original,
                closing(sqlite3.connect(scratch)) as copy,
            ):
                original.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, nothing beside it
                _refuse_damaged(copy, source)
            _settle(scratch)
            scratch.rename(target)
    finally:
        with suppress(OSError):
            scratch.unlink()


@contextmanager
def clear_io(path: Path) -> Iterator[None]:
    """Turn what the system says of a file that is written into a `StuckError` with a remedy."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StuckError(f"{path}: cannot be written ({reason}); name another place") from None


def _open(source: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)


def _refuse_damaged(copy: sqlite3.Connection, source: Path) -> None:
    said = [line for (line,) in copy.execute("PRAGMA quick_check(1)")]
    if said != ["ok"]:
        what = f"{source}: the database is damaged ({said[0]}), so no backup was made"
        raise StoreError(f"{what}; {RESTORE}")


def _settle(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
