"""Schemas: every released one is brought forward, a newer one is left untouched."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import DBAPIError

from tests.logs import START, answer, load, on, tampering
from tests.piped import PATIENCE
from trainer.errors import StoreError
from trainer.store import migrate
from trainer.store.backup import Backups
from trainer.store.check import find_problems
from trainer.store.engine import open_engine
from trainer.store.grants import RIGHTS, learner_grants
from trainer.store.log import open_log
from trainer.store.tables import metadata

pytest_plugins = ("tests.postgres",)
LATER = f"{int(migrate.HEAD) + 1:04}"  # a schema of the future
NEXT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision = "{later}", "{head}"
def upgrade():
    op.add_column("learners", sa.Column("note", sa.Text))
    {then}
"""


@pytest.mark.parametrize("schema", migrate.VERSIONS)
def test_every_released_schema_is_brought_forward(database_url, schema):
    """The stored log is whole afterwards, and goes on."""
    load(database_url, schema)
    log = open_log(database_url, "me")
    assert find_problems(log.database) == (11, [])
    assert [row.kind for row in log.rows()] == ["review"] * 5 + ["undo"] * 3 + ["interview"] * 2
    assert log.rows()[1].mistakes == ("K2", "K5")
    answer(log, "kv-bytes", 4, 20)
    log.undo(*on(20))
    assert find_problems(log.database) == (13, [])
    log.close()


def test_a_migration_makes_the_states_anew(database_url):
    """As this program reads the log; one that means nothing is left for `store check` to name."""
    load(database_url, "0001")
    with tampering(database_url) as connection:
        connection.exec_driver_sql("UPDATE card_states SET ease = 130")
        connection.exec_driver_sql("UPDATE reviews SET quality = 7 WHERE learner_id = 'bob'")
    log = open_log(database_url, "me")
    rows, problems = find_problems(log.database)
    assert (rows, len(problems)) == (11, 1)
    assert problems[0].startswith("log row 1 (fp16-max) was changed")
    log.close()


def test_a_migration_gives_learners_their_rights_to_what_is_new(postgres):
    """Roles that were let in under 0002 may use the tables of later schemas, as if let in anew."""
    import psycopg

    held = """
SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges
WHERE grantee = 'trainer_learner'
  AND (table_name IN ('journal', 'shelves') OR column_name LIKE 'journal%')
UNION SELECT table_name, '', privilege_type FROM information_schema.table_privileges
WHERE grantee = 'trainer_learner' AND table_name IN ('journal', 'shelves')
"""
    load(postgres, "0002")
    with psycopg.connect(postgres, autocommit=True) as admin:
        admin.execute(learner_grants("ann")[0])
        open_log(postgres, "me").close()
        migrated = set(admin.execute(held))
        for right in RIGHTS:
            admin.execute(right)
        assert ("shelves", "", "DELETE") in migrated
        assert {row for row in admin.execute(held) if row[0] != "learners"} <= migrated
        assert ("learners", "journal_head", "UPDATE") in migrated


def test_the_newest_migration_is_the_one_the_program_knows():
    """`HEAD` and `VERSIONS` name the files in `migrations/versions`."""
    files = sorted(path.name[:4] for path in (migrate.MIGRATIONS / "versions").glob("*.py"))
    assert list(migrate.VERSIONS) == files
    assert files[-1] == migrate.HEAD


def test_migrations_lead_to_the_tables_of_the_program(database_url):
    """Alembic finds no difference between the migrated schema and `tables`."""
    open_log(database_url, "me").close()
    engine = open_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_sqlite_knows_how_a_large_log_looks(tmp_path):
    """The rows of a day are found by their index, not by reading the learner's whole log."""
    path = tmp_path / "trainer.db"
    open_log(path, "me").close()
    questions = {
        "SELECT id FROM reviews WHERE learner_id = 'me' AND day = 1": "ix_reviews_day",
        "SELECT * FROM reviews WHERE learner_id = 'me' AND card = 'a'": "ix_reviews_card",
        "SELECT * FROM reviews WHERE learner_id = 'me' AND id < 9": "PRIMARY KEY",
        "SELECT id FROM reviews WHERE learner_id = 'me' AND undoes > 0": "ix_reviews_undoes",
        "SELECT card FROM card_states WHERE learner_id = 'me' AND due < 9": "ix_card_states_due",
        "SELECT * FROM journal WHERE learner_id = 'me' AND kind = 'mark'": "ix_journal_subject",
    }
    connection = sqlite3.connect(path)
    plans = {
        query: connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()[0][3]
        for query in questions
    }
    connection.close()
    assert [query for query, index in questions.items() if index not in plans[query]] == []


def test_a_newer_schema_is_refused_and_not_touched(run, database_url):
    """Exit code 4; an SQLite file stays the same byte for byte."""
    open_log(database_url, "me").close()
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    path = Path(database_url.removeprefix("sqlite:///"))
    before = path.read_bytes() if path.exists() else b""
    for command in (("review",), ("history",), ("undo",), ("store", "check"), ("store", "rebuild")):
        shown = run(*command, TRAINER_DATABASE_URL=database_url)
        assert (shown.returncode, shown.stdout) == (4, "")
        assert "schema 9999 is newer than this program" in shown.stderr
        assert "upgrade" in shown.stderr
    assert (path.read_bytes() if path.exists() else b"") == before


def test_a_newer_file_with_a_write_ahead_log_beside_it_is_not_touched(run, tmp_path):
    """What a newer program that was killed left behind is its own to take up."""
    path = tmp_path / "trainer.db"
    log = open_log(path, "me")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    for ending in ("", "-wal"):
        shutil.copy(f"{path}{ending}", tmp_path / f"left.db{ending}")
    connection.close()
    log.close()
    left = [tmp_path / "left.db", tmp_path / "left.db-wal"]
    before = [each.read_bytes() for each in left]
    shown = run("status", TRAINER_DATABASE_URL=f"sqlite:///{left[0]}")
    assert (shown.returncode, "9999" in shown.stderr) == (4, True)
    assert [each.read_bytes() for each in left] == before


def test_the_database_of_another_program_is_refused(run, tmp_path):
    """A wrong path never adds our tables to somebody else's file."""
    path = tmp_path / "collection.anki2"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY)")
    connection.close()
    before = path.read_bytes()
    shown = run("status", TRAINER_DATABASE_URL=f"sqlite:///{path}")
    assert (shown.returncode, "another program" in shown.stderr) == (4, True)
    assert path.read_bytes() == before


@pytest.fixture
def next_schema(tmp_path, monkeypatch):
    """Pretend that there is one more schema, whose migration ends with these statements."""

    def pretend(then: str = "pass") -> None:
        folder = tmp_path / "migrations"
        shutil.copytree(migrate.MIGRATIONS, folder)
        later = NEXT.format(later=LATER, head=migrate.HEAD, then=then)
        (folder / "versions" / f"{LATER}_note.py").write_text(later)
        monkeypatch.setattr(migrate, "MIGRATIONS", folder)
        monkeypatch.setattr(migrate, "VERSIONS", (*migrate.VERSIONS, LATER))
        monkeypatch.setattr(migrate, "HEAD", LATER)

    return pretend


def test_an_older_file_is_copied_before_it_is_migrated(tmp_path, next_schema):
    """The backup has the old schema and the whole log."""
    path, backups = tmp_path / "trainer.db", tmp_path / "backups"
    log = open_log(path, "me", Backups(backups, START))
    answer(log, "a", 4)
    log.close()
    assert not backups.exists()
    head = migrate.HEAD
    next_schema()
    log = open_log(path, "me", Backups(backups, START))
    assert [row.card for row in log.rows()] == ["a"]
    log.close()
    (backup,) = backups.iterdir()
    assert backup.name == f"trainer-20261123T090000Z-before-{LATER}.db"
    with sqlite3.connect(backup) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (head,)
        assert connection.execute("SELECT count(*) FROM reviews").fetchone() == (1,)
    connection.close()


def test_a_migration_that_fails_changes_nothing(database_url, next_schema):
    """It is one transaction on both databases."""
    log = open_log(database_url, "me")
    answer(log, "a", 4)
    next_schema("op.execute('nonsense')")
    with pytest.raises(StoreError, match="syntax error"):
        open_log(database_url, "me")
    engine = open_engine(database_url)
    with pytest.raises(DBAPIError), engine.begin() as connection:
        connection.exec_driver_sql("SELECT note FROM learners")
    engine.dispose()
    answer(log, "b", 4)
    log.close()


def test_two_first_starts_at_once_make_one_schema(database_url):
    """Both wait for one another, and both answer."""
    program = (
        "import sys; from tests.logs import answer; from trainer.store.log import open_log\n"
        "log = open_log(sys.argv[1], sys.argv[2]); answer(log, 'a', 4); log.close()"
    )
    started = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", program, database_url, learner])
        for learner in ("ann", "bob", "cal")
    ]
    assert [process.wait(timeout=PATIENCE) for process in started] == [0, 0, 0]
    log = open_log(database_url, "me")
    assert find_problems(log.database) == (3, [])
    log.close()


def test_four_starts_at_once_migrate_an_old_file_once(home):
    """All of them answer; one copied the file before, named by TRAINER_NOW."""
    home.mkdir()
    path = home / "trainer.db"
    load(f"sqlite:///{path}", "0002")
    command = [sys.executable, "-W", "error", "-m", "trainer", "history"]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(4)
    ]
    shown = [process.communicate(timeout=PATIENCE) for process in started]
    assert [
        (process.returncode, err) for process, (_, err) in zip(started, shown, strict=True)
    ] == [(0, b"")] * 4
    assert len({out for out, _ in shown}) == 1
    made = {file.name: version_of(file) for file in (home / "backups").iterdir()}
    assert made == {f"trainer-20261123T090000Z-before-{migrate.HEAD}.db": "0002"}


def version_of(file):
    """The schema of an SQLite file."""
    connection = sqlite3.connect(file)
    (found,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    return found


def test_a_backup_of_this_very_second_stops_no_migration(tmp_path):
    """It stays as it is; the new one is named a second later."""
    path, backups = tmp_path / "trainer.db", tmp_path / "backups"
    backups.mkdir()
    there = backups / f"trainer-20261123T090000Z-before-{migrate.HEAD}.db"
    there.write_text("kept")
    load(f"sqlite:///{path}", "0002")
    open_log(path, "me", Backups(backups, START)).close()
    assert there.read_text() == "kept"
    assert version_of(backups / f"trainer-20261123T090001Z-before-{migrate.HEAD}.db") == "0002"
