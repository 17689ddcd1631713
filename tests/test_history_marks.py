"""What marks on cards mean: put away, put off, brought back, flagged."""

from datetime import UTC, date, datetime, timedelta

import pytest

from trainer.history.marks import Marks, mark, marks_on

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = date(2026, 11, 23)


def marks_after(*given: str, day: date = DAY) -> Marks:
    """How cards stand on a day after marks `NAME card` or `flag card note`, all put on `DAY`."""
    entries = []
    for text in given:
        name, card, *note = text.split(" ", 2)
        entries.append(mark(name, card, NOON, DAY, *note))
    return marks_on(entries, day)


@pytest.mark.parametrize(
    ("given", "later", "hidden"),
    [
        ((), 0, set()),
        (("suspend a",), 0, {"a"}),
        (("suspend a",), 400, {"a"}),
        (("suspend a", "resume a"), 0, set()),
        (("suspend a", "resume a", "suspend a"), 0, {"a"}),
        (("bury a",), 0, {"a"}),
        (("bury a",), 1, set()),
        (("bury a", "resume a"), 0, set()),
        (("bury a", "suspend b"), 1, {"b"}),
        (("flag a why",), 0, set()),
        (("resume a", "suspend a"), 0, {"a"}),
    ],
)
def test_what_is_put_away_is_hidden(given, later, hidden):
    """Suspended until it is resumed, buried until the next learning day, flagged never."""
    assert marks_after(*given, day=DAY + timedelta(days=later)).hidden == hidden


def test_flags_keep_their_notes_until_they_are_settled():
    """Notes in the order they were made; `unflag` takes all of a card."""
    flags = ("flag a the 4 is a 5", "flag b unclear", "flag a source?")
    assert marks_after(*flags).flags == {"a": ("the 4 is a 5", "source?"), "b": ("unclear",)}
    assert marks_after(*flags, "unflag a").flags == {"b": ("unclear",)}
    assert marks_after("unflag a", "suspend a").suspended == {"a"}


def test_a_mark_that_does_not_exist_is_a_slip_of_the_programmer():
    """No entry is made of it."""
    with pytest.raises(ValueError, match="suspend, bury, resume, flag, unflag"):
        mark("star", "a", NOON, DAY)


def test_an_entry_of_a_later_version_is_read_over():
    """A body without a known mark changes nothing."""
    entry = mark("suspend", "a", NOON, DAY)
    entry.body["mark"] = "star"
    assert marks_on([entry], DAY) == Marks()
