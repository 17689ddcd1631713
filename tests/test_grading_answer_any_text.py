"""Typed answers, whatever is typed: always read or asked back, and what was meant exactly."""

# ruff: noqa: RUF001 - characters that look alike are what learners type

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trainer.grading.answer import LARGEST, read_answer
from trainer.grading.spelling import LETTERS, NUMBERS, SCALES, UNITS
from trainer.units import show, unit

ASKED = [
    "GB", "GiB", "bytes", "KiB/token", "parameters", "tokens", "users", "blocks", "%", "fraction",
    "s", "ms", "min", "tokens/s", "GB/s", "x", "", "bits/parameter", "TFLOP/s", "bytes/parameter",
]  # fmt: skip
PIECES = [
    *"0123456789 .,'_+-*/^()=~<>%x:", "e9", "**", "1e400", "1.000", "1,400", "half", "of", "per",
    "Gb", "b/s", "to", "²", "⁻³", "½", "–", "×", "٣", "\x00", "\u200b", "1e999999",
    *LETTERS, *SCALES, *NUMBERS, *UNITS,
]  # fmt: skip

ANY_TEXT = st.text() | st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
ANY_NUMBER = st.integers(-LARGEST, LARGEST) | st.floats(-1e300, 1e300)


def assert_answered(text: str, asked: str) -> None:
    """The text is read as a number that any unit can hold, or asked back in printable words."""
    reading = read_answer(text, asked)
    assert reading.says.isprintable()
    assert len(reading.says) < 250
    if reading.value is None:
        assert ": " in reading.says
    else:
        assert abs(reading.value) <= LARGEST
        shown = asked if reading.unit is None else reading.unit
        assert show(reading.value, "" if shown == "fraction" else shown) in reading.says


@settings(max_examples=2_000)
@given(ANY_TEXT, st.sampled_from(ASKED))
def test_any_text_is_read_or_asked_back(text: str, asked: str) -> None:
    """No text raises, and what is said can be shown."""
    assert_answered(text, asked)


@pytest.mark.slow
@settings(max_examples=100_000)
@given(ANY_TEXT, st.sampled_from(ASKED))
def test_any_text_is_read_or_asked_back_at_length(text: str, asked: str) -> None:
    """The same, fifty times as often."""
    assert_answered(text, asked)


@settings(max_examples=500)
@given(ANY_NUMBER, st.sampled_from(ASKED), st.booleans())
def test_a_number_retyped_reads_back_exactly(number: float, asked: str, with_unit: bool) -> None:
    """`repr(number)` with or without its unit gives that many units, rounded once at most."""
    exact = Fraction(repr(number)) * unit(asked).factor
    assume(abs(exact) <= LARGEST and (float(exact) or not exact))
    reading = read_answer(f"{number!r} {asked}" if with_unit else repr(number), asked)
    expected = exact.numerator if exact.denominator == 1 else float(exact)
    assert expected == reading.value, reading.says
    assert show(expected, "" if asked == "fraction" else asked) in reading.says


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(" ,'_"))
def test_groups_of_three_digits_are_one_number(head: int, tail: int, mark: str) -> None:
    """A group mark changes nothing."""
    assert 1000 * head + tail == read_answer(f"{head}{mark}{tail:03}", "tokens").value


@given(st.integers(1, 10**6), st.sampled_from(sorted(UNITS)))
def test_every_spelling_is_read_as_its_unit(number: int, spelling: str) -> None:
    """A spelling means its symbol where that symbol is asked."""
    symbol = UNITS[spelling]
    reading = read_answer(f"{number} {spelling}", symbol)
    assert number * unit(symbol).factor == Fraction(repr(reading.value))
