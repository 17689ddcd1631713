"""Two terminals on one deck: nothing is lost, doubled or reordered; locks are waited for."""

import sqlite3
from contextlib import contextmanager

import pexpect
import pytest
from sqlalchemy import create_engine, make_url

from tests.logs import answer
from tests.piped import PATIENCE, Piped, deck_of, program
from trainer.history.replay import replay
from trainer.store.check import find_problems
from trainer.store.log import open_log

pytest_plugins = ("tests.postgres",)


@pytest.fixture
def review(tmp_path, monkeypatch, database_url):
    """Start a review of thirty new cards on either database, as often as it is called."""
    monkeypatch.setenv("TRAINER_DATABASE_URL", database_url)
    deck = deck_of(tmp_path / "plain.md", 30)
    open_log(database_url, "me").close()
    started = []

    def start(waits=60.0, busy=50):
        arguments = ("review", "--plain", "--new", "30", "--deck", str(deck))
        started.append(Piped(tmp_path, program(*arguments, waits=waits, busy=busy)))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        each.process.stdin.close()


def log_of(url):
    """The whole log, whose states must follow from it."""
    log = open_log(url, "me")
    rows = log.rows()
    assert find_problems(log.database) == (len(rows), [])
    assert {card: log.state(card) for card in log.known()} == replay(rows)
    log.close()
    return rows


def test_the_second_sees_the_first_s_answers_at_its_next_card(review, database_url):
    """A card answered in one terminal is not asked in the other, unless it lay on the table."""
    first, second = review(), review()
    for each in (first, second):
        each.until(lambda each=each: len(each.asked) == 1)
    assert first.asked == second.asked == ["c00"]
    first.answer(3)
    second.answer()
    second.until(lambda: len(second.asked) == 2)
    assert second.asked[1] == "c03"
    rows = log_of(database_url)
    assert [(row.id, row.card, row.kind) for row in rows] == [
        (1, "c00", "review"),
        (2, "c01", "review"),
        (3, "c02", "review"),
        (4, "c00", "drill"),  # already scheduled by the first: kept as practice, not counted twice
    ]
    assert (first.end(), second.end()) == (0, 0)


def test_two_that_answer_as_fast_as_they_can_lose_nothing(review, database_url):
    """Each acknowledged answer is one row; each terminal's rows stand in its own order."""
    both = [review(busy=5000), review(busy=5000)]
    for number, each in enumerate(both):
        each.type(*(line for n in range(30) for line in (f"{number}-{n}", "4")))
    for each in both:
        assert each.end() == 0
        assert each.err == ""
    rows = log_of(database_url)
    assert [row.id for row in rows] == sorted(both[0].saved + both[1].saved)
    assert len({row.answer for row in rows}) == len(rows)
    for number, each in enumerate(both):
        mine = [row for row in rows if row.answer.startswith(f"{number}-")]
        assert [row.id for row in mine] == each.saved
        assert [row.card for row in mine] == each.asked[: len(mine)]
        assert [row.answer for row in mine] == [f"{number}-{n}" for n in range(len(mine))]
    scheduled = [row.card for row in rows if row.kind == "review"]
    assert sorted(scheduled) == [f"c{n:02}" for n in range(30)]


@contextmanager
def locked(url):
    """Another program that holds the learner's log for as long as this lasts."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        connection = sqlite3.connect(parsed.database, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.rollback()
        connection.close()
    else:
        engine = create_engine(parsed.set(drivername="postgresql+psycopg"))
        with engine.begin() as held:
            held.exec_driver_sql("SELECT 1 FROM learners FOR UPDATE")
            yield
        engine.dispose()


def test_a_locked_database_is_waited_for(review, database_url):
    """It says so once, keeps the answer, and writes it as soon as it can."""
    piped = review()
    piped.answer()
    with locked(database_url):
        piped.type("kept", "5")
        piped.until("your answer is kept, trying again")
        assert piped.saved == [1]
    piped.until(lambda: piped.saved == [1, 2])
    assert piped.end() == 0
    (line,) = piped.err.splitlines()
    assert line.startswith("trainer: ")
    assert "another program holds the database; close it or wait" in line
    assert [(row.answer, row.quality) for row in log_of(database_url)] == [("x", 4), ("kept", 5)]


def test_a_pipe_gives_up_after_its_time(review, database_url):
    """Exit code 4; what was acknowledged before is in the log."""
    piped = review(waits=0.2)
    piped.answer(2)
    with locked(database_url):
        piped.type("x", "4")
        assert piped.process.wait(timeout=PATIENCE) == 4
    piped.process.stdin.close()
    assert piped.saved == [1, 2]
    assert piped.err.splitlines()[-1].startswith("trainer: ")
    assert "another program holds the database" in piped.err.splitlines()[-1]
    assert len(log_of(database_url)) == 2


@pytest.mark.slow
def test_a_start_waits_for_a_locked_file(tmp_path):
    """A review that starts while another program holds an SQLite file begins when it lets go."""
    path = tmp_path / "trainer.db"
    open_log(path, "me").close()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    deck = str(deck_of(tmp_path / "plain.md", 1))
    command = program("review", "--plain", "--deck", deck)
    piped = Piped(tmp_path, command, TRAINER_DATABASE_URL=f"sqlite:///{path}")
    piped.until("locked")
    assert "answer is kept" not in piped.err  # nothing was answered yet
    holder.close()
    piped.answer()
    assert piped.end() == 0


@pytest.mark.slow
@pytest.mark.usefixtures("welcomed")
def test_a_learner_at_a_terminal_sees_why_nothing_happens(tmp_path, monkeypatch, database_url):
    """The answer stays on the screen, below it stands what is waited for, then it is saved."""
    monkeypatch.setenv("TRAINER_DATABASE_URL", database_url)
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")
    log = open_log(database_url, "me")
    answer(log, "enrolled", 5)
    log.close()
    deck = str(deck_of(tmp_path / "plain.md", 2))
    path, *arguments = program("review", "--deck", deck, waits=0)
    screen = pexpect.spawn(
        path, arguments, encoding="utf-8", timeout=PATIENCE, dimensions=(40, 100)
    )
    screen.expect("What is c00")
    screen.expect("q leave")
    screen.send(" ")
    screen.expect("grade 0-5")
    with locked(database_url):
        screen.send("4")
        screen.expect(r"your\s+answer\s+is\s+kept,\s+trying\s+again")
        assert len(log_of(database_url)) == 1
    screen.expect("due again tomorrow")
    screen.expect("What is c01")
    assert [(row.card, row.quality) for row in log_of(database_url)][1:] == [("c00", 4)]
    screen.sendcontrol("c")
    screen.expect(pexpect.EOF)
    screen.close()
    assert screen.exitstatus == 130
