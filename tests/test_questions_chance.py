"""Chance from a seed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.questions.chance import Chance, seed_from


def test_the_stream_is_that_of_splitmix64():
    """First words for seed 1234567, as Rosetta Code lists them (task Splitmix64)."""
    chance = Chance(1234567)
    words = [chance.below(2**64) for _ in range(3)]
    assert words == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_a_word_that_would_favour_the_first_options_is_drawn_again():
    """Of 2^63 + 1 options, words from there on would come up twice: the third one is skipped."""
    options = 2**63 + 1
    stream, chance = Chance(1234567), Chance(1234567)
    words = [stream.below(2**64) for _ in range(4)]
    assert words[2] >= options > words[3]
    assert [chance.below(options) for _ in range(3)] == [words[0], words[1], words[3]]


@given(st.integers(0, 2**63), st.integers(1, 1000))
def test_a_choice_stays_in_range(seed, count):
    """below(n) is in 0 .. n - 1."""
    assert 0 <= Chance(seed).below(count) < count


def test_every_option_comes_up_about_as_often():
    """6,000 throws of a die: each face within four standard deviations (29) of 1,000."""
    chance = Chance(1)
    faces = [chance.below(6) for _ in range(6000)]
    assert all(abs(faces.count(face) - 1000) < 4 * 29 for face in range(6))


def test_nothing_to_choose_from_is_refused():
    """There is no number below zero or among none."""
    with pytest.raises(ValueError, match="choose"):
        Chance(1).below(0)


def test_seeds_depend_on_every_part_and_its_place():
    """Parts are kept apart, so ("a", "bc") and ("ab", "c") differ."""
    assert seed_from("me", "kv", 3) == seed_from("me", "kv", 3)
    assert len({seed_from("a", "bc"), seed_from("ab", "c"), seed_from("abc")}) == 3
