"""Typed text to plain characters, and typed numerals to exact numbers.

How marks inside a numeral are read:

| typed | read as | because |
|---|---|---|
| `1,400`  `1 400`  `1'400`  `1_400` | 1400 | groups of three digits |
| `1,4`  `1,40`  `0,125`  `1234,5` | 1.4, 1.4, 0.125, 1234.5 | the comma cannot group: decimal |
| `1,400.5`  `1.400,5`  `1.400.000` | 1400.5, 1400.5, 1400000 | two marks tell each other apart |
| `1.234`  `13.476831232` | 1.234, 13.476831232 | a point is decimal |
| `1.000`  `13.480` | asks back | three decimals ending in 0 may be thousands |
| `1,400e9` | asks back | a mantissa is rarely grouped |
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

QUOTE = 40  # characters of an answer that are shown again
MAX_POWER = 400  # of ten; past it lies no float, and no answer

NUMERAL = (
    r"(?!0x[0-9a-f])(?:[0-9]{1,3}(?P<group>[ ,.'_])[0-9]{3}(?:(?P=group)[0-9]{3})*(?![0-9])"
    r"(?:(?!(?P=group))[.,][0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
)

_RAISED = re.compile("[⁺⁻⁰¹²³⁴-⁹]+")
_FRACTION = re.compile("[¼-¾⅐-⅞]")
_PLAIN = {
    ord(char): plain
    for plain, chars in {
        "-": "\u2212\u2010\u2011\u2012\u2013\u2014",
        "*": "\u00d7\u2715\u2716\u22c5\u2219\u00b7",
        "/": "\u00f7\u2215\u2044",
        "~": "\u2248\u2243",
        "'": "\u2019\u02bc",
        ".": "\u066b",
        ",": "\u066c",
        "u": "\u03bc",
    }.items()
    for char in chars
}


class UnclearError(Exception):
    """A typed answer that must be asked back; its text says why and what to type."""


def plain_text(text: str) -> str:
    """The text in plain digits, signs and spaces; what has no plain form stays.

    Raised digits become a power (`10⁹` is `10^9`), digits of any script become 0 to 9, and
    characters without a shape (zero width, direction marks) go.
    """
    if text.isascii():
        return text
    text = _RAISED.sub(lambda run: "^" + run[0], text)
    text = _FRACTION.sub(r" \g<0>", text)  # one and a half must not become eleven halves
    text = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    return "".join(
        str(unicodedata.decimal(char, char)) for char in text if unicodedata.category(char) != "Cf"
    )


def quoted(text: str) -> str:
    """The text in quotation marks, cut short; a question mark for what cannot be printed."""
    start = " ".join(text[: 4 * QUOTE].split())
    shown = "".join(char if char.isprintable() else "?" for char in start)
    return f'"{shown if len(shown) <= QUOTE else shown[: QUOTE - 3] + "..."}"'


def read_numeral(numeral: str) -> int | Fraction:
    """The exact number that a text matching `NUMERAL` means.

    Raises:
        UnclearError: If its marks can be read in two ways, or its exponent is beyond any answer.
    """
    if numeral.isdigit():
        return int(numeral)
    mantissa, _, exponent = numeral.lower().partition("e")
    whole, _, decimals = _with_point(mantissa, scientific=bool(exponent)).partition(".")
    power = int(exponent or 0) - len(decimals)
    if abs(power) > MAX_POWER:
        raise UnclearError("a number this large or small cannot be meant; check the exponent.")
    digits = int(whole + decimals)
    return digits * 10**power if power >= 0 else Fraction(digits, 10**-power)


def _with_point(mantissa: str, *, scientific: bool) -> str:
    """The mantissa without group marks, its decimal mark a point."""
    marks = [char for char in mantissa if not char.isdigit()]
    if not marks:
        return mantissa
    last = marks[-1]
    bare = "".join(char for char in mantissa if char.isdigit())
    if last not in ".," or marks.count(last) > 1:
        return bare
    head, _, tail = mantissa.rpartition(last)
    pointed = f"{bare[: len(bare) - len(tail)]}.{tail}"
    groups = len(marks) == 1 and len(tail) == 3 and 0 < len(head) <= 3 and head[0] != "0"
    if not groups or (last == "." and (scientific or tail[-1] != "0")):
        return pointed
    if last == "." or scientific:
        raise UnclearError(
            f"{mantissa} can be read as {pointed.rstrip('0').rstrip('.')} or {bare}; type one."
        )
    return bare
