"""The log on SQLite and PostgreSQL: appending, states, taking back, and what guards it."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy.exc import DBAPIError

from tests.logs import START, answer, interview, on
from trainer.errors import TrainerError
from trainer.history.journal import Entry
from trainer.history.replay import replay
from trainer.scheduling.queue import Due
from trainer.scheduling.sm2 import Memory, review
from trainer.store.check import find_problems
from trainer.store.engine import open_engine
from trainer.store.log import open_log
from trainer.store.tables import metadata

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


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE reviews SET quality = 5", "append-only"),
        ("DELETE FROM reviews", "append-only"),
        ("INSERT INTO reviews SELECT {columns} FROM reviews WHERE id = 1", "no gaps|duplicate"),
        (
            "INSERT INTO card_states SELECT 'ann', 'z', 0, 250, '0', 0, 0, NULL, 0, 99",
            "(?i)foreign",
        ),
        ("DELETE FROM learners", "(?i)foreign"),
        ("INSERT INTO journal VALUES ('ann', 3, 'mark', 'a', 0, 0, '{{}}', '')", "no gaps"),
        ("INSERT INTO readings VALUES ('ann', 3, '2.3', 0)", "no gaps"),
    ],
    ids=[
        *("update", "delete", "gap", "state-without-row", "learner-with-rows"),
        *("journal-gap", "readings-gap"),
    ],
)
def test_the_database_itself_guards_the_log(log, database_url, statement, says):
    """Raw SQL changes no row, removes none, skips no number and leaves no orphan."""
    answer(log, "a", 4)
    names = (c.name for c in metadata.tables["reviews"].columns)
    columns = ", ".join("5" if name == "id" else name for name in names)
    engine = open_engine(database_url)
    with pytest.raises(DBAPIError, match=says), engine.begin() as connection:
        connection.exec_driver_sql(statement.format(columns=columns))
    engine.dispose()
    assert len(log.rows()) == 1


@pytest.mark.parametrize("table", ["reviews", "journal", "readings"])
def test_ways_around_row_triggers_are_guarded_too(log, database_url, table):
    """TRUNCATE on PostgreSQL; INSERT OR REPLACE on SQLite, which fires no trigger of a delete."""
    answer(log, "a", 4)
    log.add_reading("2.3", START)
    log.journal.note(Entry("mark", "a", *on(0)))
    engine = open_engine(database_url)
    statement = f"TRUNCATE {table} CASCADE"
    if engine.dialect.name == "sqlite":
        statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    with pytest.raises(DBAPIError, match=r"append-only|no gaps"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.mark.parametrize("table", metadata.tables.values(), ids=str)
def test_every_key_begins_with_the_learner(table):
    """Primary, foreign and unique keys and indexes; so the tables can be spread by learner."""
    constraints = [c for c in table.constraints if hasattr(c, "columns")]
    keys = [list(c.columns) for c in constraints] + [list(i.columns) for i in table.indexes]
    keys += [[each.column for each in c.elements] for c in table.foreign_key_constraints]
    assert table.primary_key in constraints
    assert {columns[0].name for columns in keys} == {"learner_id"}


def test_ids_have_no_gaps_and_digests_form_a_chain(log, database_url):
    """The digest of a row takes in the one before; the learner's row holds the newest."""
    for card in CARDS:
        answer(log, card, 4)
    engine = open_engine(database_url)
    with engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT id, digest FROM reviews ORDER BY id").all()
        end = connection.exec_driver_sql("SELECT last, head FROM learners").one()
    engine.dispose()
    assert all(b.id == a.id + 1 and a.digest != b.digest for a, b in pairwise(rows))
    assert tuple(end) == tuple(rows[-1])
