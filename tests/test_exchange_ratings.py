"""Other programs' answers as CSV: card, rating, time."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from trainer.exchange.log_files import from_json_lines, to_json_lines
from trainer.exchange.ratings import BUTTONS, Ratings, is_ratings, read_choice, read_ratings
from trainer.exchange.table import LARGEST_FIELD, header_of
from trainer.history.merge import Rating, rows_of
from trainer.scheduling.days import Calendar

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def read(text, **more):
    """The ratings of a text, with the card q1 chosen."""
    return read_ratings(text, {"q1": "kv"}, **{"buttons": False, "zone": UTC, **more})


@pytest.mark.parametrize(
    ("time", "zone"),
    [
        ("2026-01-01T12:00:00+00:00", UTC),
        ("2026-01-01 12:00", UTC),
        ("2026-01-01T13:00", ZoneInfo("Europe/Berlin")),
        (str(int(NOON.timestamp())), UTC),
        (str(int(NOON.timestamp() * 1000)), UTC),
    ],
)
def test_a_time_is_read_in_each_form(time, zone):
    """ISO 8601 with a zone or in the learner's, seconds or milliseconds since 1970."""
    found = read(f"card_id,rating,time\nq1,4,{time}\n", zone=zone)
    assert found == Ratings([Rating("kv", NOON, 4)])


@pytest.mark.parametrize(
    ("rating", "buttons", "quality"),
    [("0", False, 0), ("5", False, 5), ("Again", False, 1), ("easy", True, 5)]
    + [(str(button), True, quality) for button, quality in BUTTONS.items()],
)
def test_a_rating_is_a_quality_a_button_or_a_word(rating, buttons, quality):
    """0 to 5 as SM-2 has them, or 1 to 4 as four buttons are counted."""
    found = read(f"card_id,rating,time\nq1,{rating},2026-01-01T12:00Z\n", buttons=buttons)
    assert found.taken == [Rating("kv", NOON, quality)]


def test_columns_come_in_any_order_and_more_are_passed_over():
    """Seconds are read where they are given."""
    found = read(" Time , note, RATING,card_id,seconds\n2026-01-01T12:00Z,x,3,q1,7.5\n")
    assert found.taken == [Rating("kv", NOON, 3, 7.5)]


def test_cards_that_nobody_chose_are_counted():
    """They are no problem, and none of them is taken."""
    found = read("card_id,rating,time\n" + "q2,3,2026-01-01T12:00Z\n" * 3)
    assert (found.taken, found.left, found.problems) == ([], {"q2": 3}, [])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("q1,6,2026-01-01", "rating is '6'; give 0 to 5"),
        ("q1,\u0663,2026-01-01", "rating is '\u0663'"),
        ("q1,3,yesterday", "time is 'yesterday'"),
        ("q1,3,1e999", "time is '1e999'"),
        ("q1,3", "time is ''"),
        ("q1,3,9999-12-31", "time is '9999-12-31'"),
        ("q1,3,2026-01-01,inf", "seconds is 'inf'; give a number from 0"),
        ("q1,3,2026-01-01,-1", "seconds is '-1'"),
        ("q1,3,2026-01-01,abc", "seconds is 'abc'"),
    ],
)
def test_a_faulty_line_is_named(line, says):
    """With its number; other lines are read."""
    found = read(f"card_id,rating,time,seconds\n{line}\nq1,3,2026-01-01\n")
    assert len(found.taken) == 1
    assert found.problems[0][0] == 2
    assert says in found.problems[0][1]


def test_a_field_without_end_is_named():
    """In a file of ratings, in its header, in a choice; a long one that ends is read."""
    long, endless = "x" * 200_000, "x" * (LARGEST_FIELD + 1)
    assert read(f"card_id,rating,time,note\nq1,3,2026-01-01,{long}\n").problems == []
    for place, text in ((2, f"card_id,rating,time\nq1,3,{endless}\n"), (1, f"card_id,{endless}\n")):
        ((line, says),) = read(text).problems
        assert (line, "no CSV" in says) == (place, True)
    ((line, says),) = read_choice(f"a,kv\n{endless},kv\n")[1]
    assert (line, "no CSV" in says) == (2, True)
    assert header_of(f"{endless},card_id") == []


def test_what_was_taken_in_can_be_exported_and_read_back():
    """The longest time that is taken is one that a file of a log can hold."""
    (rating,) = read("card_id,rating,time,seconds\nq1,3,2026-01-01,999999999\n").taken
    rows = [replace(row, id=1) for row in rows_of([rating], Calendar(UTC), "csv")]
    assert from_json_lines("".join(to_json_lines(rows))) == (rows, [])


def test_a_header_tells_a_file_of_ratings():
    """All three columns are needed."""
    assert is_ratings(["time", " Card_ID", "rating ", "x"])
    assert not is_ratings(["card", "rating", "time"])
    assert read("a,b\n").problems == [(1, "the header lacks one of card_id, rating, time")]


def test_a_choice_is_read_line_by_line():
    """Two ids a line; blank lines count not, others are named."""
    assert read_choice("a,kv\n\n b , lora\n") == ({"a": "kv", "b": "lora"}, [])
    assert read_choice("a\nb,\n")[1] == [(n, "a line holds two ids, `theirs,ours`") for n in (1, 2)]
