"""The schema's version: checked at each start, moved forward by alembic when it is behind.

After a migration the card states are made anew from the log.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, exc, inspect, text

from trainer.errors import StoreError
from trainer.store.backup import Backups, back_up
from trainer.store.engine import RESTORE
from trainer.store.schema import HEAD, VERSIONS

NOT_ALLOWED = "42501"  # SQLSTATE of PostgreSQL: insufficient privilege
MIGRATIONS = Path(__file__).with_name("migrations")
LOCK = 0x7472_6169_6E65_72  # "trainer" in ASCII: PostgreSQL's advisory lock while migrating


def bring_up_to_date(engine: Engine, where: str, backups: Backups | None) -> None:
    """Migrate the database to `HEAD` if it is behind, after a backup of an existing file.

    Of several starts at once one does so; the others wait for it and find the new schema.

    Raises:
        StoreError: If the database is newer than this program, or is not the program's own; it
            is left untouched.
    """
    file = _file(engine)
    if file:
        version = _version_of_file(file)
    else:
        with engine.connect() as connection:
            version = _version(connection)
    if version == HEAD:
        return
    if version is not None and version not in VERSIONS:
        what = f"{where}: schema {version} is newer than this program (schema {HEAD})"
        raise StoreError(f"{what}; upgrade: pip install -U interview-trainer")
    try:
        _upgrade(engine, backups)
    except exc.ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != NOT_ALLOWED:
            raise
        what = f"{where}: schema {version or 'missing'}, and this role may not bring it to {HEAD}"
        remedy = "ask the database's owner to run `trainer store migrate`"
        raise StoreError(f"{what}; {remedy}") from None


def _file(engine: Engine) -> Path | None:
    database = engine.url.database
    return Path(database) if engine.dialect.name == "sqlite" and database else None


def _version_of_file(file: Path) -> str | None:
    """The version of an SQLite file, read without a byte of it being written."""
    if not file.exists():
        return None
    _refuse_empty(file)
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" in tables:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(found[0]) if found else "unknown"
    finally:
        connection.close()
    if tables:
        what = f"{file}: the database of another program"
        raise StoreError(f"{what}; name another in TRAINER_DATABASE_URL")
    return None


def _refuse_empty(file: Path) -> None:
    """Refuse a file of no bytes, in which a log was lost, unless another start is just making it.

    Raises:
        StoreError: If it stays empty.
    """
    for _ in range(10):
        if file.stat().st_size:
            return
        time.sleep(0.1)
    remedy = f"{RESTORE}, or remove the file to start anew"
    raise StoreError(f"{file}: the file is empty, it is no database; {remedy}")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else "unknown"


def _upgrade(engine: Engine, backups: Backups | None) -> None:
    from alembic import command  # 0.2 s, and only when a migration is due
    from alembic.config import Config

    from trainer.store.rebuild import rebuild_states  # which knows databases, which know this
    from trainer.store.stream import all_learners

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection:  # on SQLite this takes the lock
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        version, file = _version(connection), _file(engine)
        if version == HEAD:  # another start came first
            return
        if version is not None and backups is not None and file is not None:
            back_up(file, backups.folder, f"before-{HEAD}", backups.now)
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)
        for learner in all_learners(connection):
            # What a row means may have changed with the program; what means nothing, `check` names.
            with suppress(StoreError):
                rebuild_states(learner, connection)
