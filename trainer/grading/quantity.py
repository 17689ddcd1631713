"""Numbers with units, multiplied, divided and added exactly."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import prod
from typing import NamedTuple

from trainer.grading.numerals import UnclearError
from trainer.grading.spelling import measures, over
from trainer.units import COUNTED, unit

MAX_BITS = 4096  # of a power's result; the largest float has 1,024

_DIMENSIONLESS = ("share", "ratio", "number")


class Quantity(NamedTuple):
    """A number of units.

    Attributes:
        number: Exact.
        unit: A symbol of `trainer.units`; None where none was typed, empty where units cancelled.
    """

    number: int | Fraction
    unit: str | None = None


def product(left: Quantity, right: Quantity) -> Quantity:
    """The two multiplied; equal dimensions above and below the slash cancel."""
    count = left.number * right.number
    if left.unit is None or right.unit is None:
        return Quantity(count, left.unit if right.unit is None else right.unit)
    symbol, factor = _combined(left.unit, right.unit)
    return Quantity(count * factor, symbol)


def quotient(left: Quantity, right: Quantity) -> Quantity:
    """The first over the second."""
    if not right.number:
        raise UnclearError("this divides by zero.")
    above, _, below = (right.unit or "").partition("/")
    turned = None if right.unit is None else f"{below}/{above}"
    return product(left, Quantity(Fraction(1) / right.number, turned))


def total(left: Quantity, right: Quantity) -> Quantity:
    """The two added; where only one has a unit, it is the other's too."""
    if left.unit is None or right.unit is None:
        return Quantity(left.number + right.number, right.unit if left.unit is None else left.unit)
    if measures(left.unit) != measures(right.unit):
        raise UnclearError(f"{left.unit} and {right.unit} cannot be added; type one result.")
    factor = unit(right.unit).factor / unit(left.unit).factor
    return Quantity(left.number + right.number * factor, left.unit)


def power(base: Quantity, exponent: Quantity) -> Quantity:
    """The base raised to a small whole exponent, both without a unit."""
    if base.unit is not None or exponent.unit is not None:
        raise UnclearError("a power of a unit cannot be read; type one result.")
    number, times = Fraction(base.number), Fraction(exponent.number)
    if times.denominator != 1:
        raise UnclearError("a power needs a whole exponent.")
    if number == 0 and times < 0:
        raise UnclearError("this divides by zero.")
    if (number.numerator.bit_length() + number.denominator.bit_length()) * abs(times) > MAX_BITS:
        raise UnclearError("a power this large cannot be meant; check the exponent.")
    return Quantity(number ** int(times))


@lru_cache(maxsize=1024)
def _combined(left: str, right: str) -> tuple[str, Fraction]:
    """The unit of a product, and how many of it one `left` times one `right` are."""
    halves = [symbol.partition("/") for symbol in (left, right)]
    above = [top for top, _, _ in halves if top]
    below = [bottom for _, _, bottom in halves if bottom]
    factor = _factor(above) / _factor(below)
    for symbol in list(above):
        twin = next((other for other in below if measures(other) == measures(symbol)), None)
        if twin is not None:
            above.remove(symbol)
            below.remove(twin)
    above, below = _carriers(above), _with_dimension(below)
    if len(above) > 1 or len(below) > 1:
        raise UnclearError(f"{left} and {right} do not combine to one unit; type one result.")
    symbol = over("".join(above), "".join(below))
    return symbol, factor / unit(symbol).factor


def _factor(symbols: list[str]) -> Fraction:
    """The base units in one of each, multiplied."""
    return prod((unit(symbol).factor for symbol in symbols), start=Fraction(1))


def _carriers(above: list[str]) -> list[str]:
    """The units that give a product its dimension: `15% of 80 GB`, `4 GPUs * 80 GB` are sizes."""
    if len(above) > 1:
        above = _with_dimension(above)
    if len(above) > 1:
        above = [symbol for symbol in above if measures(symbol) not in COUNTED]
    return above


def _with_dimension(symbols: list[str]) -> list[str]:
    """These without shares and ratios."""
    return [symbol for symbol in symbols if measures(symbol) not in _DIMENSIONLESS]
