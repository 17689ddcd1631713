"""Quantities: what a unit means, and how an amount is shown.

An amount is kept in the base unit of its dimension (bytes, bits, seconds, FLOPs,
parameters, tokens, ...) and meets another unit only here. A compound unit such as
`GB/s` or `KiB/token` is one unit over another.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

Number = int | float | Fraction

KIB, MIB, GIB, TIB = 2**10, 2**20, 2**30, 2**40


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its symbol, what it measures, and how many base units it holds.

    Attributes:
        symbol: As shown after a number, `GB`.
        dimension: What it measures, `size`; a compound has `size/time`.
        factor: Base units in one of this unit, exact.
    """

    symbol: str
    dimension: str
    factor: Fraction


_SIMPLE: dict[str, tuple[str, Fraction]] = {
    **{s: ("size", Fraction(f)) for s, f in {
        "bytes": 1, "byte": 1, "B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9,
        "TB": 10**12, "KiB": KIB, "MiB": MIB, "GiB": GIB, "TiB": TIB,
    }.items()},
    **{s: ("bits", Fraction(1)) for s in ("bits", "bit")},
    **{s: ("time", f) for s, f in {
        "s": Fraction(1), "seconds": Fraction(1), "ms": Fraction(1, 10**3),
        "us": Fraction(1, 10**6), "min": Fraction(60), "h": Fraction(3600),
    }.items()},
    **{s: ("FLOPs", Fraction(f)) for s, f in {
        "FLOPs": 1, "FLOP": 1, "GFLOP": 10**9, "TFLOP": 10**12,
    }.items()},
    **{s: ("share", f) for s, f in {"%": Fraction(1, 100), "fraction": Fraction(1)}.items()},
    **{s: ("ratio", Fraction(1)) for s in ("x", "times")},
    "": ("number", Fraction(1)),
}  # fmt: skip

# Things that are counted: the plural is the unit, the singular may stand below a slash.
MOST_IN_FULL = 10**15  # of what is counted; more digits than that tell a learner nothing
COUNTED = (
    "parameters", "tokens", "blocks", "slots", "sequences", "users", "requests", "layers",
    "heads", "GPUs", "steps", "values", "experts", "weights", "groups", "ranks",
)  # fmt: skip
for _noun in COUNTED:
    _SIMPLE[_noun] = _SIMPLE[_noun.removesuffix("s")] = (_noun, Fraction(1))


TWINS = {"kB": "KiB", "MB": "MiB", "GB": "GiB", "TB": "TiB"}
TWINS |= {binary: decimal for decimal, binary in TWINS.items()}


@cache
def unit(symbol: str) -> Unit:
    """The unit with this symbol, `GB`, `KiB/token` or `parameters`.

    Raises:
        ValueError: If the symbol is unknown.
    """
    above, slash, below = symbol.partition("/")
    if slash:
        top, bottom = unit(above), unit(below)
        return Unit(symbol, f"{top.dimension}/{bottom.dimension}", top.factor / bottom.factor)
    if symbol not in _SIMPLE:
        raise ValueError(f"unknown unit {symbol!r}")
    dimension, factor = _SIMPLE[symbol]
    return Unit(symbol, dimension, factor)


def in_unit(amount: Number, symbol: str) -> int | float:
    """The amount, given in base units, as a count of this unit; an int where it is whole."""
    top, bottom = amount.as_integer_ratio()
    many, per = unit(symbol).factor.as_integer_ratio()
    return _quotient(top * per, bottom * many)


def in_base(count: Number, symbol: str) -> int | float:
    """The count of this unit as an amount in base units; an int where it is whole."""
    top, bottom = count.as_integer_ratio()
    many, per = unit(symbol).factor.as_integer_ratio()
    return _quotient(top * many, bottom * per)


def _quotient(above: int, below: int) -> int | float:
    """One over the other: an int where it is whole, else the nearest float."""
    whole, rest = divmod(above, below)
    return above / below if rest else whole


def show_number(number: Number, digits: int = 4) -> str:
    """A number for people: whole below a million with commas, else `digits` significant digits."""
    value = float(number)
    if value == int(value) and abs(value) < 10**6:
        return f"{int(value):,}"
    if 1e-3 <= abs(value) < 10**6:
        return f"{float(f'{value:.{digits}g}'):,}".removesuffix(".0")
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}e{int(exponent)}"


def show(amount: Number, symbol: str, digits: int = 4) -> str:
    """An amount in base units as text in this unit: `140 GB`, `15%`, `128 KiB/token`.

    Whole counts of things are shown in full, `4,194,304 parameters`; a fraction as a number.
    """
    count = in_unit(amount, symbol)
    if symbol in COUNTED and isinstance(count, int) and abs(count) < MOST_IN_FULL:
        return f"{count:,} {symbol.removesuffix('s') if count == 1 else symbol}"
    shown = show_number(count, digits)
    if symbol in ("", "fraction"):
        return shown
    return f"{shown}{symbol}" if symbol in ("%", "x") else f"{shown} {symbol}"


def show_both(amount: Number, symbol: str, digits: int = 4) -> str:
    """An amount in this unit, a size also in the twin: `1 GiB = 1.074 GB`."""
    symbols = (symbol, TWINS[symbol]) if symbol in TWINS else (symbol,)
    return " = ".join(show(amount, one, digits) for one in symbols)


def show_bytes(amount: Number, digits: int = 4) -> str:
    """Bytes in the fitting decimal and binary unit: `140 GB = 130.4 GiB`."""
    size = abs(float(amount))
    for decimal, binary in (("TB", "TiB"), ("GB", "GiB"), ("MB", "MiB"), ("kB", "KiB")):
        if size >= unit(decimal).factor:
            return f"{show(amount, decimal, digits)} = {show(amount, binary, digits)}"
    return show(amount, "bytes", digits)
