"""The short way of `trainer status` says what the long way says, and touches nothing."""

import json
import random
import sqlite3
from contextlib import suppress

import pytest

from tests.logs import answer, interview, on
from trainer.cli import status
from trainer.errors import TrainerError
from trainer.history import statistics
from trainer.history.marks import mark
from trainer.history.record import Review
from trainer.history.study_days import calendar
from trainer.scheduling.sm2 import Memory
from trainer.store.answers import read_answers
from trainer.store.glance import Today, glance
from trainer.store.log import open_log

CARDS = [f"card-{number}" for number in range(12)]


@pytest.fixture
def log(tmp_path):
    """An open log in a file, with a shelf."""
    log = open_log(tmp_path / "trainer.db", "me")
    log.journal.shelve(CARDS)
    yield log
    log.close()


def counted(log, today, *limits):
    """The counts by way of the log, as the long way counts them, of the cards on the shelf."""
    return Today(**status.count(log, set(log.journal.shelf()), today, *limits))


def tried(log, card, days):
    """Append a try of a card that nobody graded."""
    now, day = on(days)

    def decide(state):
        memory, due = (state.memory, state.due) if state else (Memory(), None)
        return Review(card, "drill", now, day, memory, memory, due)

    log.append(card, decide)


def live(log, chance, day):
    """Something that a learner may do."""
    match chance.randrange(10):
        case 0:
            log.undo(*on(day))
        case 9:
            tried(log, chance.choice(CARDS), day)
        case 8:
            with suppress(TrainerError):  # what cannot be taken back, or was already
                log.undo(*on(day), chance.randrange(len(log.rows())) + 1)
        case 1:
            interview(log, [chance.choice(CARDS)], day, f"sitting {day}")
        case 2 | 3:
            name = chance.choice(("suspend", "resume", "bury", "flag"))
            log.journal.note(mark(name, chance.choice(CARDS), *on(day)))
        case _:
            answer(log, chance.choice([*CARDS, "of no deck"]), chance.randrange(6), day)


def in_health(log, today):
    """The days in a row as the health report has them."""
    table = statistics.table(read_answers(log.database, "me"), today.toordinal())
    return calendar(statistics.by_day(table), today).streak


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 8))]
)
def test_it_counts_what_the_log_counts(log, tmp_path, seed):
    """After random answers, undos, interviews and marks, on days with and without gaps."""
    chance = random.Random(seed)
    day = 0
    for _ in range(30):
        day += chance.choice((0, 0, 0, 1, 1, 2))
        live(log, chance, day)
        for later in (0, 1, 3):
            _, today = on(day + later)
            assert counted(log, today, 5, 40).streak_days == in_health(log, today)
            for limits in ((5, 40), (5, 2)):
                expected = counted(log, today, *limits)
                assert glance(tmp_path / "trainer.db", "me", today.toordinal(), *limits) == expected


def test_an_answer_that_is_taken_back_twice_is_one_answer(log, tmp_path):
    """Brought back in between; the day's other answer stands."""
    for card in CARDS[:2]:
        answer(log, card, 4)
    for row in (1, 3, 1):
        log.undo(*on(0), row)
    _, today = on(0)
    assert log.days() == [today]
    assert in_health(log, today) == 1
    assert glance(tmp_path / "trainer.db", "me", today.toordinal(), 5, 40).streak_days == 1


def test_each_learner_has_counts_of_their_own(log, tmp_path):
    """Somebody without a shelf is left to the long way."""
    answer(log, "card-1", 4)
    _, today = on(1)
    assert glance(tmp_path / "trainer.db", "me", today.toordinal(), 5, 40) == Today(1, 5, 0, 1)
    assert glance(tmp_path / "trainer.db", "bob", today.toordinal(), 5, 40) is None


def test_what_it_cannot_tell_is_left_to_the_long_way(log, tmp_path):
    """No file, no database, another schema: None, and never an error."""
    (tmp_path / "text.db").write_text("no database, but longer than the header of one" * 3)
    for name in ("missing.db", "text.db"):
        assert glance(tmp_path / name, "me", 1, 5, 40) is None
    assert not (tmp_path / "missing.db").exists()
    with sqlite3.connect(tmp_path / "trainer.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert glance(tmp_path / "trainer.db", "me", 1, 5, 40) is None


def test_it_opens_a_file_of_any_name(tmp_path):
    """Signs that mean something in a URI are a name's own."""
    path = tmp_path / "a?b#c%20d é.db"
    log = open_log(path, "me")
    log.journal.shelve(CARDS)
    log.close()
    assert glance(path, "me", 1, 5, 40) == Today(0, 5, 0, 0)


def test_status_goes_the_short_way_after_a_review(run, monkeypatch):
    """It parses no deck, and says the same."""
    run("review", "--plain", stdin="140 GB\n")
    said = json.loads(run("status", "--json").stdout)  # shelves the decks if need be
    with monkeypatch.context() as patch:
        patch.setattr(status, "_count", lambda settings: pytest.fail("the long way"))
        assert json.loads(run("status", "--json").stdout) == said
    assert said["reviewed_today"] == 1


def test_a_day_whose_only_answer_was_taken_back_is_none(run):
    """`status` and `health` say the same, by the short way and by the long one."""
    run("review", "--plain", "--limit", "1", stdin="140 GB\n")
    assert run("status").stdout.endswith("1 done today, 1 day in a row\n")
    run("undo")
    assert run("status").stdout.endswith("0 done today, 0 days in a row\n")
    assert json.loads(run("health", "--json").stdout)["calendar"]["streak"] == 0
