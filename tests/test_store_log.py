"""The log on SQLite and PostgreSQL: appending, states, taking back, and what guards it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.logs import START, answer, interview, on
from trainer.errors import TrainerError
from trainer.history.replay import replay
from trainer.scheduling.queue import Due
from trainer.scheduling.sm2 import Memory, review
from trainer.store.check import find_problems
from trainer.store.log import open_log

pytest_plugins = ("tests.postgres",)
CARDS = "abcde"


@pytest.fixture
def log(database_url):
    """An empty log."""
    opened = open_log(database_url, "ann")
    yield opened
    assert find_problems(opened.database)[1] == []
    opened.close()


def states(log):
    """The stored states of `CARDS`, without those that are new."""
    return {card: state for card in CARDS if (state := log.state(card)) is not None}


def test_an_answer_is_a_row_and_the_state_it_leads_to(log):
    """Every field comes back as it was given; ids count from 1."""
    more = {
        "answer": "1,4 TB \N{SNOWMAN}\n",
        "family": "weights-raw",
        "seed": 2**62,
        "mistakes": ("W1", "W2"),
        "seconds": 12.345,
        "hints": 2,
        "proposed": 3,
        "points": "ynp",
        "confidence": "likely",
        "content": "0123456789abcdef",
        "sitting": "20261123T090000000000",
    }
    row = answer(log, "a", 4, **more)
    assert log.rows() == [row]
    assert (row.id, row.at, row.day) == (1, START, START.date())
    assert all(getattr(row, name) == value for name, value in more.items())
    assert log.state("a").memory == review(Memory(), 4)


def test_states_are_the_replay_of_the_log(log):
    """After sixty answers over five cards every state equals its replay."""
    for number in range(60):
        answer(log, CARDS[number % 5], number * 7 % 6, number // 5)
    assert states(log) == replay(log.rows())
    assert [row.id for row in log.rows()] == list(range(1, 61))
    assert [row.id for row in log.rows(limit=2)] == [59, 60]
    assert {row.card for row in log.rows(card="b")} == {"b"}


def test_the_queue_is_read_by_day(log):
    """Due, drill, known, introduced and answered are those of their day."""
    answer(log, "a", 5, 0)
    answer(log, "b", 2, 0)
    answer(log, "c", 5, 1)
    _, today = on(1)
    yesterday = today - timedelta(days=1)
    assert sorted(log.due(today), key=lambda due: due.card_id) == [
        Due("a", today, 1),
        Due("b", today, 1),
    ]
    assert log.due(yesterday) == []
    assert log.coming(yesterday, today) == {today: 2}
    assert log.coming(today, today + timedelta(days=90)) == {today + timedelta(days=1): 1}
    assert (log.drills(yesterday), log.drills(today)) == (["b"], [])
    assert log.known() == {"a", "b", "c"}
    assert (log.introduced_on(yesterday), log.introduced_on(today)) == (2, 1)
    assert (log.answered_on(yesterday), log.answered_on(today)) == (2, 1)
    assert log.days() == [today, yesterday]


def test_an_interval_of_more_than_64_bits_is_kept(log):
    """SM-2 intervals have no limit: 60 successes in a row pass 2**64 days."""
    memory, (now, day) = Memory(60, 250, 2**80 + 1), on(0)

    def decide(state):
        from trainer.history.record import Review

        return Review("a", "drill", now, day, memory, memory, None)

    assert log.append("a", decide).after == log.rows()[0].after == memory


def test_undo_goes_back_over_several_cards(log):
    """Each undo takes back the newest answer that stands; the states pass in reverse."""
    answers = (("a", 4), ("b", 2), ("c", 5))
    steps = [(card, quality, day) for day in range(3) for card, quality in answers]
    before = []
    for card, quality, day in steps:
        before.append(states(log))
        answer(log, card, quality, day * 7)
    for expected in reversed(before):
        assert log.undo(*on(30)) is not None
        assert states(log) == expected
    assert log.undo(*on(30)) is None
    assert len(log.rows()) == 2 * len(steps)


def test_an_answer_is_decided_anew_where_another_came_first(log, database_url):
    """What was seen before is a guess; the row is made of the state that is there."""
    answer(log, "a", 4)
    assert log.state("b") is None
    other = open_log(database_url, "ann")
    answer(other, "b", 5)
    answer(other, "c", 5)
    known, seen = other.state("b"), []

    def decide(state):
        from trainer.history.record import Review

        seen.append(state)
        memory = state.memory if state else Memory()
        return Review("b", "drill", *on(0), memory, memory, None, 2)

    row = log.append("b", decide)
    assert seen == [None, known]
    assert (row.id, row.before) == (4, review(Memory(), 5))
    assert answer(other, "c", 5, 1).id == 5
    other.close()


def test_undo_finds_the_last_answer_behind_much_practice(log):
    """However long ago it was given; nothing of free practice is taken back."""
    row = answer(log, "a", 4)
    for _ in range(120):
        answer(log, "family:weights-raw", 5, kind="drill", due=None)
    assert log.undo(*on(1)).undoes == row.id
    assert log.undo(*on(1)) is None


def test_an_undo_of_an_undo_brings_the_answer_back(log):
    """By its id in the history; the answer may then be taken back anew."""
    answer(log, "a", 4)
    first = answer(log, "b", 3)
    known = states(log)
    undo = log.undo(*on(1))
    assert log.state("b") is None
    redo = log.undo(*on(1), undo.id)
    assert (redo.kind, redo.undoes, redo.due) == ("undo", undo.id, first.due)
    assert states(log) == known
    again = log.undo(*on(1))
    assert again.undoes == first.id
    assert [row.kind for row in log.rows()] == ["review", "review", "undo", "undo", "undo"]


@pytest.mark.parametrize(
    ("row_id", "says"),
    [
        (9, "no row 9"),
        (1, "answered again in row 2"),
        (3, "taken back already"),
        (5, "stays"),
        (4, "before row 3 is taken back"),
    ],
    ids=["missing", "built-upon", "twice", "import", "gap"],
)
def test_what_cannot_be_taken_back_says_why(log, row_id, says):
    """Only the newest answer of a card can go or come."""
    answer(log, "a", 4, 0)
    answer(log, "a", 4, 1)
    answer(log, "a", 4, 7)
    log.undo(*on(8))
    if row_id == 5:
        imported = replace(log.rows()[0], kind="import", card="b")
        log.append("b", lambda _: imported)
    if row_id == 4:
        log.undo(*on(8))
    before = log.rows()
    with pytest.raises(TrainerError, match=says):
        log.undo(*on(9), row_id)
    assert log.rows() == before


def test_an_interview_is_taken_back_and_brought_back_as_a_whole(log):
    """One undo appends a row for each of its answers; one undo of it brings all back."""
    for card in "abc":
        answer(log, card, 5, 0)
        answer(log, card, 5, 1)
    known = states(log)
    interview(log, "abca", 2, "interview-1")
    after = states(log)
    assert {state.due for state in after.values()} == {on(3)[1]}
    undo = log.undo(*on(2))
    assert [row.undoes for row in log.rows(limit=4)] == [10, 9, 8, 7]
    assert states(log) == known
    log.undo(*on(2), undo.id)
    assert states(log) == after
    log.undo(*on(2))
    assert states(log) == known


def test_learners_do_not_meet(log, database_url):
    """Two learners in one database have rows, ids and states of their own."""
    other = open_log(database_url, "bob")
    answer(log, "a", 4)
    answer(other, "a", 2)
    answer(other, "b", 2)
    assert [row.id for row in log.rows()] == [1]
    assert [row.id for row in other.rows()] == [1, 2]
    assert (log.known(), other.known()) == ({"a"}, {"a", "b"})
    other.undo(*on(0))
    assert other.known() == {"a"}
    other.close()
