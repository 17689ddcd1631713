"""Slips of the unit: the number is right, in another unit than the one it was read in."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from trainer.grading.answer import Reading
from trainer.grading.bands import agrees
from trainer.grading.spelling import over
from trainer.questions.question import Question
from trainer.units import TWINS, Unit, in_base, in_unit, show, unit

_POWERS = [Fraction(1000) ** power for power in (-3, -2, -1, 1, 2, 3)]
_SCALED = ("size", "time", "FLOPs", "parameters", "tokens")  # what is counted in millions
_MEANT = ("bytes", *TWINS, "s", "ms", "us", "FLOPs", "GFLOP", "TFLOP", "fraction")


class Slip(NamedTuple):
    """A unit taken for another.

    Attributes:
        id: Its id in the catalogue.
        factor: How many times the right amount the typed one is.
        ratio: The factor as a float.
        meant: The unit in which the typed number is right; empty where none has that size.
    """

    id: str
    factor: Fraction
    ratio: float
    meant: str


@lru_cache(maxsize=1024)
def slips(asked: str, typed: str | None) -> tuple[Slip, ...]:
    """The slips that an answer in this unit may hold, each factor once.

    Args:
        asked: The question's unit.
        typed: The unit of the answer; None where the question's was taken.
    """
    read = unit(asked if typed is None else typed)
    found = {
        factor: Slip(known, factor, float(factor), _of_size(read, factor))
        for known, factors in (
            ("U3", _POWERS if _above(read) in _SCALED else []),
            ("U2", _bits(read)),
            ("U1", _twins(read, unit(asked))),
            ("U4", [read.factor] if typed is None and read.factor != 1 else []),
        )
        for factor in factors
    }
    return tuple(found.values())


def meant(question: Question, reading: Reading) -> tuple[str, str] | None:
    """How an answer was read, and how it is right: `70 GiB`, `70 GB`; None if in no other unit."""
    typed = question.unit if reading.unit is None else reading.unit
    value = reading.value or 0
    for slip in slips(question.unit, reading.unit):
        right = (float(answer) * slip.ratio for answer in (question.value, *question.rounded))
        if slip.meant and any(agrees(float(value), amount, question.unit) for amount in right):
            number = in_unit(value, typed)
            return show(value, typed), show(in_base(number, slip.meant), slip.meant)
    return None


def _above(symbol: Unit) -> str:
    """What stands above the slash of its dimension."""
    return symbol.dimension.partition("/")[0]


def _bits(read: Unit) -> list[Fraction]:
    """The factors between bits and bytes."""
    return [Fraction(8), Fraction(1, 8)] if _above(read) in ("size", "bits") else []


def _twins(read: Unit, asked: Unit) -> list[Fraction]:
    """The factors between a decimal unit and its binary twin: of the read one, else the asked."""
    for above in (read.symbol.partition("/")[0], asked.symbol.partition("/")[0]):
        if above in TWINS:
            factor = unit(above).factor / unit(TWINS[above]).factor
            return [factor, 1 / factor]
    return []


def _of_size(read: Unit, factor: Fraction) -> str:
    """The unit of the same dimension that is smaller than this one by a factor."""
    above, _, below = read.symbol.partition("/")
    for symbol in _MEANT:
        other = unit(symbol)
        if other.dimension == unit(above).dimension and other.factor * factor == unit(above).factor:
            return over(symbol, below)
    return ""
