"""What a calculator accepts as a count or an amount."""

from fractions import Fraction

import pytest

from trainer.calc.checks import MOST, count, exact, positive


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (0, "at least 1"),
        (-3, "at least 1"),
        (1.5, "whole"),
        (float("nan"), "finite"),
        (float("inf"), "finite"),
        (1e30, "at most 1,000,000,000,000$"),
        pytest.param(10**5000, "at most 1,000,000,000,000$", id="huge"),
        (True, "must be a number"),
        ("7", "must be a number"),
        (None, "must be a number"),
    ],
)
def test_refused_counts_say_why(value, says):
    """A bad count is refused with its name and the reason."""
    with pytest.raises(ValueError, match=f"tokens .*{says}"):
        count(value, "tokens")


@pytest.mark.parametrize(
    ("what", "most"),
    [
        ("layers", 10**6),
        ("rank", 10**6),
        ("tokens", 10**12),
        ("parameters", 10**18),
        ("bytes", MOST),
    ],
)
def test_each_count_has_its_own_largest(what, most):
    """A million layers or a trillion tokens are a slip, as many bytes are not."""
    assert count(most, what) == most
    with pytest.raises(ValueError, match=f"{what} must be at most {most:,}$"):
        count(most + 1, what)


def test_count_takes_whole_floats_and_its_own_least():
    """7e9 is a whole number, and 0 is fine where it makes sense."""
    assert count(7e9, "parameters") == 7_000_000_000
    assert isinstance(count(7e9, "parameters"), int)
    assert count(0, "cache", least=0) == 0


@pytest.mark.parametrize("value", [0, -0.5, float("nan"), float("-inf"), "0.9"])
def test_amounts_must_be_above_zero(value):
    """Shares, bits and bandwidths are above zero."""
    with pytest.raises(ValueError, match="utilization must be"):
        positive(value, "utilization")


def test_a_float_is_the_decimal_that_it_prints():
    """0.92 means 92/100, not the nearest binary fraction."""
    assert positive(0.92, "share") == Fraction(92, 100)
    assert exact(0.1) == Fraction(1, 10)
    assert exact(1e-3) == Fraction(1, 1000)
