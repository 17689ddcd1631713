"""Connections: durable on SQLite, short-lived and alone on PostgreSQL; commits not confirmed."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import Connection, exc, select, text

from tests.logs import answer, on
from tests.piped import PATIENCE
from trainer.history.journal import Entry
from trainer.store import log as log_module
from trainer.store.check import find_problems
from trainer.store.database import Database
from trainer.store.engine import IDLE_MILLISECONDS, open_engine
from trainer.store.log import open_log
from trainer.store.patience import Patience
from trainer.store.stream import stream
from trainer.store.tables import reviews

pytest_plugins = ("tests.postgres",)
TRAINERS = "FROM pg_stat_activity WHERE application_name = 'trainer' AND datname = %s"


def test_each_connection_to_a_file_waits_for_the_disk(tmp_path):
    """Write-ahead log, a sync at each commit, foreign keys; so 2 is FULL (SQLite, pragmas)."""
    engine = open_engine(f"sqlite:///{tmp_path / 'trainer.db'}")
    for _ in range(2):
        with engine.connect() as connection:
            pragmas = ("journal_mode", "synchronous", "fullfsync", "foreign_keys", "busy_timeout")
            found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
            assert found == ["wal", 2, 1, 1, 5000]
            connection.invalidate()
    engine.dispose()


def test_the_settings_of_a_session_on_a_server(postgres):
    """Waits for locks end; idle sessions are closed; one connection, or two while one streams."""
    engine = open_engine(postgres)
    assert (engine.pool.size(), engine.pool._max_overflow) == (1, 1)
    assert IDLE_MILLISECONDS == 1_000  # which tests make longer
    with engine.connect() as connection:
        settings = {
            "lock_timeout": "5s",
            "idle_session_timeout": "10min",
            "idle_in_transaction_session_timeout": "1min",
            "synchronous_commit": "on",
            "application_name": "trainer",
        }
        found = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in settings}
    engine.dispose()
    assert found == settings


def test_a_view_is_steady_from_its_first_statement_on(database_url):
    """Also where that is read by the driver's own cursor: what is written meanwhile is not seen."""
    log, other = open_log(database_url, "me"), open_log(database_url, "me")
    answer(log, "a", 4)
    query = select(reviews.c.id).where(reviews.c.learner_id == "me")
    with log.database.view() as connection:
        assert list(stream(connection, query)) == [(1,)]
        answer(other, "b", 4)
        assert list(stream(connection, query)) == [(1,)]
    assert len(log.rows()) == 2
    log.close()
    other.close()


@pytest.mark.parametrize(("pooled", "kept"), [(False, 2), (True, 0)])
def test_plans_are_kept_unless_a_pooler_stands_between(postgres, monkeypatch, pooled, kept):
    """PgBouncer tells a number of its own; it may give each transaction another session."""
    if pooled:
        monkeypatch.setattr(psycopg.ConnectionInfo, "backend_pid", property(lambda _: -1))
    log = open_log(postgres, "me")
    for number in range(20):
        answer(log, f"c{number}", 4)
        log.state("c1")
    names = log.database.read(
        lambda found: found.exec_driver_sql("SELECT name FROM pg_prepared_statements").all()
    )
    assert len(names) == kept
    log.close()


def test_a_program_that_stalls_while_it_connects_is_not_cut_off(postgres, monkeypatch):
    """The time after which the server closes an idle session counts from the first answer on."""
    real, limits = psycopg.connect, []

    def slow(*arguments, **options):
        connection = real(*arguments, **options)
        limits.append(connection.execute("SHOW idle_session_timeout").fetchone())
        connection.rollback()
        return connection

    monkeypatch.setattr(psycopg, "connect", slow)
    log = open_log(postgres, "me")
    limits += log.database.fetch(text("SHOW idle_session_timeout"))
    log.close()
    assert limits == [("0",), ("10min",)]


@pytest.mark.parametrize("write", ["answer", "undo", "journal", "reading"])
def test_a_connection_that_was_cut_is_opened_again(postgres, write):
    """Nothing is said, nothing lost: an idle session that the server closed."""
    said = []
    log = open_log(postgres, "me", patience=Patience(0, said.append))
    answer(log, "a", 4)
    cut(postgres)
    write_one(log, write)
    cut(postgres)
    assert find_problems(log.database) == (2 if write in ("answer", "undo") else 1, [])
    assert said == []
    log.close()


def test_a_view_of_a_connection_that_is_cut_before_it_begins(postgres, monkeypatch):
    """As by a machine that stalls; it is opened again, and what is read is whole."""
    log = open_log(postgres, "me")
    answer(log, "a", 4)
    real, cuts = Database._begin, []

    def stalled(database, connection, kind):
        if kind == "view" and not cuts:
            cuts.append(cut(postgres))
        real(database, connection, kind)

    monkeypatch.setattr(Database, "_begin", stalled)
    assert find_problems(log.database) == (1, [])
    log.close()


def cut(url):
    """End the session of the program, as the server does with one that was idle."""
    query = f"SELECT pg_terminate_backend(pid, {1000 * PATIENCE:.0f}) {TRAINERS}"
    with psycopg.connect(url, autocommit=True) as admin:
        assert admin.execute(query, [url.rpartition("/")[2]]).fetchall() == [(True,)]


def write_one(log, write):
    """Write one row of this kind."""
    match write:
        case "answer":
            answer(log, "b", 5)
        case "undo":
            log.undo(*on(0))
        case "journal":
            log.journal.note(Entry("mark", "a", *on(0)))
        case "reading":
            log.add_reading("2.3", on(0)[0])


def unconfirmed(real):
    """The same function, whose first call does its work, and then the connection is lost."""
    lost = []

    def call(*arguments):
        found = real(*arguments)
        if not lost:
            lost.append(True)
            cause = ConnectionError("server closed the connection unexpectedly")
            raise exc.OperationalError("", None, cause, connection_invalidated=True)
        return found

    return call


@pytest.mark.parametrize("write", ["answer", "undo", "journal", "reading"])
def test_a_commit_that_was_not_confirmed_is_not_written_twice(database_url, monkeypatch, write):
    """Before it tries again, it looks whether its row is there."""
    log = open_log(database_url, "me")
    answer(log, "a", 4)
    if write == "answer":  # one statement on PostgreSQL, committed by itself
        monkeypatch.setattr(log_module, "write", unconfirmed(log_module.write))
    monkeypatch.setattr(Connection, "commit", unconfirmed(Connection.commit))
    write_one(log, write)
    assert len(log.rows()) == (2 if write in ("answer", "undo") else 1)
    assert len(log.journal.entries("mark")) == (write == "journal")
    assert len(log.readings()) == (write == "reading")
    assert find_problems(log.database)[1] == []
    log.close()


@pytest.mark.parametrize("sessions", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_short_sessions_of_many_learners_leave_nothing_behind(postgres, sessions):
    """Each opens, answers three times and closes; no answer is lost, no connection stays."""
    open_log(postgres, "me").close()

    def work(number):
        log = open_log(postgres, f"learner-{number}", patience=Patience(PATIENCE))
        for day in (0, 1, 7):
            answer(log, "a", 4, day)
        log.close()

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(work, range(sessions)))
    log = open_log(postgres, "learner-0")
    assert log.state("a").due == on(7)[1] + timedelta(days=15)
    assert find_problems(log.database) == (3 * sessions, [])
    log.close()
    ends = time.monotonic() + PATIENCE  # long before the server itself would close what is idle
    with psycopg.connect(postgres, autocommit=True) as admin:
        query = f"SELECT count(*) {TRAINERS}"
        while admin.execute(query, [postgres.rpartition("/")[2]]).fetchone() != (0,):
            assert time.monotonic() < ends
            time.sleep(0.01)
