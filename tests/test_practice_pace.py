"""How long a sitting takes."""

import pytest

from trainer.practice.pace import counted, minutes_left


@pytest.mark.parametrize(
    ("cards", "spent", "answered", "minutes", "why"),
    [
        (0, 0, 0, 0, "nothing to go"),
        (20, 0, 0, 15, "20 cards at the usual 45 s"),
        (1, 0, 0, 1, "never less than a minute while there is a card"),
        (20, 15 * 20, 15, 9, "(225 + 300) / 20 = 26.25 s a card"),
        (20, 5 * 135, 5, 30, "(225 + 675) / 10 = 90 s a card"),
    ],
)
def test_minutes_left_follow_the_pace_of_the_sitting(cards, spent, answered, minutes, why):
    """The usual pace counts as five answers, worked out by hand."""
    assert minutes_left(cards, spent, answered) == minutes, why


def test_a_pause_is_no_pace():
    """An hour over one card counts as twice its budget."""
    assert (counted(40, 90), counted(3600, 90)) == (40, 180)
