"""The schema's version: checked at each start, moved forward by alembic when it is behind."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from trainer.errors import StoreError
from trainer.store.engine import READ

HEAD = "0001"  # the newest file in `migrations/versions`; a test holds the two together
VERSIONS = ("0001",)
MIGRATIONS = Path(__file__).with_name("migrations")


def bring_up_to_date(engine: Engine, where: str, backups: Path | None) -> None:
    """Migrate the database to `HEAD` if it is behind, after a backup of an existing file.

    Raises:
        StoreError: If the database is newer than this program; it is left untouched.
    """
    with engine.connect().execution_options(**READ) as connection:
        version = _version(connection)
    if version == HEAD:
        return
    if version is not None and version not in VERSIONS:
        what = f"{where}: schema {version} is newer than this program (schema {HEAD})"
        raise StoreError(f"{what}; upgrade: pip install -U interview-trainer")
    if version is not None and backups is not None and engine.url.database:
        back_up(Path(engine.url.database), backups, f"before-{HEAD}")
    _upgrade(engine)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _upgrade(engine: Engine) -> None:
    from alembic import command  # 0.2 s, and only when a migration is due
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def back_up(database: Path, folder: Path, label: str) -> Path:
    """A consistent copy of an SQLite file, made while others may write; returns where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    target = folder / f"{database.stem}-{stamp}-{label}.db"
    with sqlite3.connect(database) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    copy.close()
    source.close()
    return target
