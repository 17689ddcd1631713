"""Checks of what a calculator is given: whole counts and positive amounts, or a clear refusal."""

from __future__ import annotations

from fractions import Fraction

from trainer.units import Number

# Beyond the bytes and FLOP/s of any machine: larger input is a typing error.
MOST = 10**21
# What stays far smaller, by its name in a refusal.
MOST_OF = {
    **dict.fromkeys(
        ("layers", "heads", "kv heads", "head size", "values", "GPUs", "rank", "ranks",
         "block size", "group size"), 10**6,
    ),
    **dict.fromkeys(("tokens", "sequences", "max length"), 10**12),
    "parameters": 10**18,
}  # fmt: skip


def count(value: Number, what: str, least: int = 1) -> int:
    """The value as a whole number; `7e9` counts as whole.

    Args:
        value: What was given.
        what: Its name in the refusal, "tokens".
        least: The smallest count that makes sense.

    Raises:
        ValueError: If it is no number, not whole, below `least`, or absurdly large.
    """
    number = _finite(value, what)
    if number.denominator != 1:
        raise ValueError(f"{what} must be a whole number, not {value}")
    if number < least:
        raise ValueError(f"{what} must be at least {least}, not {value}")
    return number.numerator


def positive(value: Number, what: str) -> Fraction:
    """The value, exact; a float stands for the decimal that it prints as, 0.92 for 92/100.

    Raises:
        ValueError: If it is no number, not above zero, or absurdly large.
    """
    number = _finite(value, what)
    if number <= 0:
        raise ValueError(f"{what} must be above 0, not {value}")
    return number


def exact(value: Number) -> Fraction:
    """The number as a fraction; a float stands for the decimal that it prints as."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)


def _finite(value: Number, what: str) -> Fraction:
    """The value as a fraction, whatever its sign."""
    if isinstance(value, bool) or not isinstance(value, Number):
        raise ValueError(f"{what} must be a number, not {value!r}")
    if isinstance(value, float) and not abs(value) < float("inf"):
        raise ValueError(f"{what} must be finite, not {value}")
    number = exact(value)
    if abs(number) > (most := MOST_OF.get(what, MOST)):
        raise ValueError(f"{what} must be at most {most:,}")
    return number
