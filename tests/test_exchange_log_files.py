"""The log as a file: what is written is read back as the same rows; faulty lines are named."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.exchange.log_files import from_csv, from_json_lines, to_csv, to_json_lines
from trainer.exchange.plain import row_values
from trainer.history.record import KINDS, Review
from trainer.scheduling.sm2 import Memory

FORMS = {"jsonl": (to_json_lines, from_json_lines), "csv": (to_csv, from_csv)}
WHOLE = st.integers(0, 2**62)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAMES = st.from_regex(r"[a-z0-9_.-]{1,20}", fullmatch=True)
MEMORY = st.builds(Memory, st.integers(0, 99), st.integers(130, 999), st.integers(0, 10**30))
DAYS = st.dates()
QUALITY = st.none() | st.integers(0, 5)
REVIEWS = st.builds(
    Review,
    card=NAMES,
    kind=st.sampled_from(KINDS),
    at=st.datetimes(timezones=st.just(UTC)),
    day=DAYS,
    before=MEMORY,
    after=MEMORY,
    due=st.none() | DAYS,
    quality=QUALITY,
    answer=TEXT,
    family=TEXT,
    seed=st.none() | WHOLE,
    mistakes=st.lists(NAMES, max_size=3).map(tuple),
    seconds=st.floats(0, 1e8),
    hints=st.integers(0, 3),
    proposed=QUALITY,
    points=st.text("ynp", max_size=5),
    confidence=st.sampled_from(["", "guess", "likely", "certain"]),
    content=TEXT,
    sitting=TEXT,
    undoes=st.none() | st.integers(1, 10**6),
    id=st.integers(1, 10**6),
)
ROW = Review(
    card="kv",
    kind="review",
    at=datetime(2026, 11, 23, 9, tzinfo=UTC),
    day=date(2026, 11, 23),
    before=Memory(),
    after=Memory(),
    due=None,
    quality=4,
    id=1,
)


@pytest.mark.parametrize("form", FORMS)
@given(rows=st.lists(REVIEWS, max_size=4))
def test_any_log_is_read_back_exactly(form, rows):
    """Whatever was typed, line ends and quotes too, to the microsecond."""
    write, read = FORMS[form]
    assert read("".join(write(rows))) == (rows, [])


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("card", "", "card is ''"),
        ("kind", "guess", "kind is 'guess'"),
        ("at", "2026-11-23T09:00:00", "at is '2026-11-23T09:00:00'"),  # no zone
        ("day", "23.11.2026", "day is '23.11.2026'"),
        ("quality", "6", "quality is '6'"),
        ("quality", "-1", "quality is '-1'"),
        ("id", "0", "id is '0'"),
        ("seconds", "nan", "seconds is 'nan'"),
        ("seconds", "-1", "seconds is '-1'"),
        ("ease_before", "2.5", "ease_before is '2.5'"),
        ("hints", str(2**63), f"hints is '{2**63}'"),
    ],
)
def test_a_faulty_column_is_named_with_its_line(name, value, says):
    """Every other line is read, and the faulty one is said, in both forms."""
    values = row_values(ROW)
    lines = [json.dumps(values), json.dumps({**values, name: value}), json.dumps(values)]
    rows, problems = from_json_lines("\n".join(lines))
    assert (len(rows), problems) == (2, [(2, f"{says}, which it cannot be")])
    text = io.StringIO()
    table = csv.DictWriter(text, values)
    table.writeheader()
    table.writerows([values, {**values, name: value}])
    rows, problems = from_csv(text.getvalue())
    assert (len(rows), problems) == (1, [(3, f"{says}, which it cannot be")])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "the line is no JSON"),
        ("[1]", "the line is no JSON object"),
        ("[" * 100_000, "the line is no JSON"),
        ("{}", "card is missing"),
        ("\x00\x01", "the line is no JSON"),
    ],
)
def test_what_is_no_json_object_is_named(line, says):
    """Deep nesting and binary too; nothing raises."""
    assert from_json_lines(f"\n{line}\n") == ([], [(2, says)])


def test_a_csv_of_something_else_is_refused_by_its_header():
    """The columns that are missing are named."""
    rows, problems = from_csv("a,b\n1,2\n")
    assert rows == []
    assert problems[0][0] == 1
    assert "the header lacks id, card" in problems[0][1]
