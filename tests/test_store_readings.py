"""What was read is kept: appended, by learner, also in a database of the schema before it."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import exc, text

from tests.logs import load
from trainer.history.record import Reading
from trainer.store.backup import Backups
from trainer.store.engine import open_engine, sqlite_url
from trainer.store.log import open_log

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def path(tmp_path):
    """Where the database of a test lies."""
    return tmp_path / "trainer.db"


def test_readings_come_back_in_order_and_by_learner(path):
    """Section and moment exactly as they were given, oldest first, each learner's own."""
    for learner, sections in (("ada", ("2.3", "1.1", "2.3")), ("bob", ("6.7",))):
        log = open_log(path, learner)
        assert log.readings() == []
        for hour, section in enumerate(sections):
            log.add_reading(section, NOON + timedelta(hours=hour))
        expected = [Reading(s, NOON + timedelta(hours=hour)) for hour, s in enumerate(sections)]
        assert log.readings() == expected
        log.close()


def test_a_reading_that_is_tried_again_is_one_reading(path):
    """The same section at the same moment, as after a commit that was not confirmed."""
    log = open_log(path, "ada")
    for section in ("2.3", "2.3", "2.4"):
        log.add_reading(section, NOON)
    assert log.readings() == [Reading("2.3", NOON), Reading("2.4", NOON)]
    log.close()


@pytest.mark.parametrize("change", ["UPDATE readings SET section = '9.9'", "DELETE FROM readings"])
def test_readings_are_append_only(path, change):
    """The database itself refuses to change or remove what was read."""
    log = open_log(path, "ada")
    log.add_reading("2.3", NOON)
    log.close()
    engine = open_engine(sqlite_url(path))
    with pytest.raises(exc.IntegrityError, match="append-only"), engine.begin() as connection:
        connection.execute(text(change))
    engine.dispose()


def test_a_database_of_schema_0001_gains_the_table_after_a_backup(path, tmp_path):
    """The migration adds `readings` to a database that was made without it."""
    load(f"sqlite:///{path}", "0001")
    assert "readings" not in _tables(path)
    log = open_log(path, "me", Backups(tmp_path / "backups", NOON))
    log.add_reading("2.3", NOON)
    log.close()
    assert "readings" in _tables(path)
    (backup,) = (tmp_path / "backups").iterdir()
    assert "readings" not in _tables(backup)


def _tables(path):
    connection = sqlite3.connect(path)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    return names
