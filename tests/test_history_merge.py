"""Joining rows from elsewhere to a log: known rows stay out, new ones follow from what is there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from trainer.history.merge import Rating, merge, rows_of
from trainer.history.record import Review
from trainer.history.replay import advance, replay
from trainer.history.undo import take_back
from trainer.scheduling import sm2
from trainer.scheduling.days import Calendar
from trainer.scheduling.queue import due_on

START = datetime(2026, 11, 23, 9, tzinfo=UTC)


def written(log, card, quality, days, **more):
    """The log with one more review, decided as a sitting does."""
    state = replay(log).get(card)
    before = state.memory if state else sm2.Memory()
    after = sm2.review(before, quality)
    at = START + timedelta(days=days)
    row = Review(card, "review", at, at.date(), before, after, due_on(at.date(), after.interval))
    return [*log, replace(row, quality=quality, id=len(log) + 1, **more)]


def undone(log, target, days):
    """The log with an undo of one of its rows."""
    at = START + timedelta(days=days)
    rows = [row for row in log if row.card == target.card]
    undo, _ = take_back(rows, target, at, at.date())
    return [*log, replace(undo, id=len(log) + 1)]


@pytest.fixture
def log():
    """Four answers to two cards, the third taken back."""
    rows = []
    for card, quality, days in (("kv", 4, 0), ("lora", 2, 0), ("kv", 5, 1)):
        rows = written(rows, card, quality, days)
    rows = undone(rows, rows[2], 1)
    return written(rows, "kv", 3, 2)


def test_a_whole_log_joins_an_empty_one_unchanged(log):
    """Row by row the same, numbers and undo rows included."""
    merged = merge([], log)
    assert (merged.rows, merged.known, merged.left) == (log, 0, [])


def test_what_is_known_is_left_out(log):
    """The same log again, or the part of it that was there already."""
    assert merge(log, log).rows == []
    assert merge(log, log).known == 5
    merged = merge(log[:2], log)
    assert (merged.known, merged.rows) == (2, log[2:])


def test_two_logs_that_went_apart_are_joined_in_either_order(log):
    """Rows of both are there once, and memories follow from all of them."""
    here, there = written(log, "kv", 4, 9), written(log, "kv", 5, 20)
    for first, second in ((here, there), (there, here)):
        merged = merge(first, second)
        assert [row.id for row in merged.rows] == [6 + 1]
        assert merged.known == 5
        (row,) = merged.rows
        assert row.before == first[-1].after
        assert row.after == sm2.review(first[-1].after, second[-1].quality)
        assert row.due == due_on(row.day, row.after.interval)
        assert merge([*first, row], second).rows == []


def test_an_undo_follows_its_row_to_its_new_number(log):
    """An undo of the other machine takes back the row that came with it."""
    here = written(log, "lora", 4, 3)
    there = written(log, "kv", 4, 9)
    there = undone(there, there[-1], 9)
    merged = merge(here, there)
    assert [(row.id, row.undoes) for row in merged.rows] == [(7, None), (8, 7)]
    assert replay([*here, *merged.rows])["kv"] == replay(log)["kv"]


def test_an_undo_that_cannot_be_is_left_out_and_named(log):
    """The card was answered here after the row that was taken back there."""
    here = written(log, "kv", 4, 9)
    there = undone(log, log[-1], 3)
    merged = merge(here, there)
    assert merged.rows == []
    assert len(merged.left) == 1
    assert "row 6" in merged.left[0]
    assert "answered again" in merged.left[0]
    orphan = replace(there[-1], undoes=99)
    assert "row 99" in merge(here, [orphan]).left[0]


def test_equal_rows_at_one_moment_are_two_rows():
    """A stopped clock gives rows that differ in their number only; none is lost or doubled."""
    log = written(written([], "kv", 2, 0), "kv", 2, 0)
    assert merge([], log).rows == log
    assert merge(log[:1], log).rows == log[1:]


def test_states_after_joining_are_those_of_a_replay(log):
    """What `advance` gives row by row is what the joined log replays to."""
    merged = merge(log, written(log, "lora", 5, 30)).rows
    states = {}
    for row in (row for row in [*log, *merged] if row.card == "lora"):
        states["lora"] = advance(states.get("lora"), row)
    assert states["lora"] == replay([*log, *merged])["lora"]


def test_ratings_become_imports_and_practice_of_the_same_day():
    """The first answer of a learning day moves the memory, as SM-2 has it; later ones do not."""
    answers = ((0, 1), (2, 4), (30, 5))  # hours after the start, quality
    ratings = [Rating("kv", START + timedelta(hours=hours), q) for hours, q in answers]
    rows = merge([], rows_of(reversed(ratings), Calendar(UTC), "csv")).rows
    assert [row.kind for row in rows] == ["import", "drill", "import"]
    assert [row.sitting for row in rows] == ["import csv"] * 3
    assert rows[0].after == sm2.review(sm2.Memory(), 1)
    assert rows[1].before == rows[1].after == rows[0].after
    assert rows[2].after == sm2.review(rows[0].after, 5)
    state = replay(rows)["kv"]
    assert (state.memory, state.due) == (rows[2].after, due_on(rows[2].day, 1))


def test_ratings_taken_in_twice_are_there_once():
    """A later export of the other program holds the old answers and the new ones."""
    ratings = [Rating("kv", START + timedelta(days=day), 4) for day in range(3)]
    first = merge([], rows_of(ratings[:2], Calendar(UTC), "anki")).rows
    merged = merge(first, rows_of(ratings, Calendar(UTC), "anki"))
    assert (merged.known, len(merged.rows)) == (2, 1)
    earlier = [Rating("kv", START - timedelta(hours=1), 2), *ratings]
    merged = merge(first, rows_of(earlier, Calendar(UTC), "anki"))
    assert (merged.known, len(merged.rows)) == (2, 2)
