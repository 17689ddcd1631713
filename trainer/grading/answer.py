"""A typed answer as an amount: `140 GB`, `1,4 TB`, `70B * 2 bytes`, `1h30m`, `half`.

What can be read in two ways is asked back, never guessed: a range, a bound, `1.000 GB`,
`140 Gb`, a unit of another dimension. Without a unit, the question's unit holds. `B` and its
kin are a scale where things are counted or a size stands beside them, a size where a size is
asked. `trainer.grading.numerals` says how marks inside a number are read.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from trainer.grading.expression import read_expression
from trainer.grading.numerals import UnclearError, plain_text, quoted
from trainer.grading.quantity import Quantity
from trainer.grading.spelling import measures, over
from trainer.units import COUNTED, in_base, show, show_bytes
from trainer.units import unit as unit_of

MAX_LENGTH = 400  # LARGEST, with all its digits, and a unit
LARGEST = 10**300  # a float still holds it in the smallest unit

_ABOUT = re.compile(
    r"(?:[\s~=]|(?:about|around|approx(?:imately)?|roughly|circa|ca|nearly|almost|exactly)\b\.?)*",
    re.IGNORECASE,
)
_PLAIN = ("number", "ratio")


@dataclass(frozen=True, slots=True)
class Reading:
    """How a typed answer was read.

    Attributes:
        value: In the base unit of the question (bytes, seconds, a fraction for `%`), an int where
            it is whole; None where the answer must be asked back.
        unit: The symbol of the typed unit, completed by the question (`128 KiB` where `KiB/token`
            is asked is in `KiB/token`); None where the question's unit was taken.
        asked: The question's unit.
        problem: What is asked back; empty where the answer was read.
    """

    value: int | float | None
    unit: str | None
    asked: str
    problem: str = ""

    @property
    def says(self) -> str:
        """What was read, `140 GB = 1.40e11 B = 130.4 GiB`, or what is asked back."""
        if self.value is None:
            return self.problem
        return _echo(self.value, self.asked if self.unit is None else self.unit, self.asked)


def read_answer(text: str, unit: str) -> Reading:
    """What a typed answer means where `unit` is the unit of the question.

    Any text is read or asked back; none raises, and none takes long.

    Args:
        text: As typed.
        unit: A symbol of `trainer.units`, empty for a plain number.

    Raises:
        ValueError: If the question's unit is unknown.
    """
    asked = unit_of(unit)
    try:
        quantity = _fit(read_expression(_core(text), asked), asked.symbol)
        return Reading(_value(quantity, unit), quantity.unit, unit)
    except UnclearError as problem:
        return Reading(None, None, unit, f"{quoted(text)}: {problem}")


def _core(text: str) -> str:
    """The text in plain characters without `about` before it and a full stop behind it."""
    if len(text) > MAX_LENGTH:
        raise UnclearError(f"longer than {MAX_LENGTH} characters; type a number and a unit.")
    plain = plain_text(text).rstrip(" .!?\t\r\n")
    about = _ABOUT.match(plain)
    return plain[about.end() :] if about else plain


def _fit(quantity: Quantity, asked: str) -> Quantity:
    """The quantity with its unit completed by the question's: `128 KiB` where `KiB/token` is asked.

    Raises:
        UnclearError: If it measures something else.
    """
    typed = quantity.unit
    if typed is None or measures(typed) == measures(asked):
        return quantity
    above, _, below = asked.partition("/")
    if below and measures(typed) == measures(above):
        return quantity._replace(unit=over(typed, below))
    if below and measures(typed) == measures(f"/{below}"):
        return quantity._replace(unit=over(above, typed[1:]))
    if measures(typed) in _PLAIN and measures(asked) in _PLAIN:
        return quantity
    if typed == "" and (measures(asked) == "share" or asked in COUNTED):  # 16 GB / 80 GB
        return quantity._replace(unit="fraction" if asked == "%" else None)
    raise UnclearError(
        f"this is in {typed or 'no unit'}, the question asks {asked or 'a plain number'}; "
        "type it in that."
    )


def _value(quantity: Quantity, asked: str) -> int | float:
    """The amount in base units."""
    try:
        value = in_base(quantity.number, asked if quantity.unit is None else quantity.unit)
    except OverflowError:
        value = math.inf
    if abs(value) > LARGEST or (quantity.number and not value):
        raise UnclearError("a number this large or small cannot be meant; check the exponent.")
    return value


def _echo(value: int | float, typed: str, asked: str) -> str:
    """The amount in the typed unit, then in others that tell a slip of units apart."""
    return " = ".join(dict.fromkeys([show(value, typed), *_others(value, typed, asked)]))


def _others(value: int | float, typed: str, asked: str) -> list[str]:
    """A size in bytes and in the fitting decimal and binary unit; else the unit of the question."""
    above, slash, below = typed.partition("/")
    if unit_of(above).dimension != "size" or unit_of(below).factor != 1:
        return [show(value, asked)]
    sizes = show_bytes(value).split(" = ")
    if above != "bytes" and abs(value) >= 1000:
        sizes.insert(0, f"{_scientific(value)} B")
    return [f"{size}{slash}{below}" for size in sizes]


def _scientific(value: int | float) -> str:
    """Three digits and a power of ten, `1.40e11`."""
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    return f"{mantissa}e{int(exponent)}"
