"""A typed answer cut into numbers, units, scales and signs."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from trainer.grading.numerals import NUMERAL, UnclearError, quoted, read_numeral
from trainer.grading.spelling import (
    BOUNDS,
    FRACTIONS,
    LETTERS,
    NUMBERS,
    RANGES,
    SCALES,
    spelled_unit,
)

RANGE = "a range is no answer; type one number."
BOUND = "a bound is no answer; type one number."

_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>{NUMERAL})
    | (?P<word>%|per\s?cent\b|[^\W\d_]+(?:(?:\s*/\s*|\s+per\s+)[^\W\d_]+)*
        |(?:/|per\s)\s*[^\W\d_]+)
    | (?P<mark>\*\*|\.\.+|\S)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_MARKS = {mark: mark for mark in ("**", *"+-*/^()")}
_REFUSED = {**dict.fromkeys("<>≤≥", BOUND), "±": RANGE, "..": RANGE}


class Token(NamedTuple):
    """A piece of an answer.

    Attributes:
        kind: `number`, `scale` (billion), `letter` (B), `unit`, `mark` or `end`.
        text: The unit's symbol, the letter or the mark.
        number: Of a number, a scale or a letter.
    """

    kind: str
    text: str = ""
    number: int | Fraction = 0


END = Token("end")
TIMES = Token("times", "x")


def tokens_of(text: str) -> list[Token]:
    """The pieces of a plain text, and `END`.

    Raises:
        UnclearError: If a piece has no meaning, or says that the answer is a bound or a range.
    """
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "number":
            found.append(Token("number", "", read_numeral(match["number"])))
        elif match.lastgroup == "word":
            found.extend(_word(match["word"]))
        else:
            found.append(_mark(match["mark"]))
    found.append(END)
    return _with_times(found) if TIMES in found else found


def _with_times(found: list[Token]) -> list[Token]:
    """The tokens with each x made a sign where a number follows, else a unit: `4 x 80`, `4x`."""
    return [
        token
        if token is not TIMES
        else Token("mark", "*")
        if follower.kind in ("number", "scale") or follower.text == "("
        else Token("unit", "x")
        for token, follower in zip(found, [*found[1:], END], strict=True)
    ]


def _mark(mark: str) -> Token:
    """The sign, if it is one of arithmetic."""
    if mark in _MARKS:
        return Token("mark", _MARKS[mark])
    raise UnclearError(
        _REFUSED.get(mark[:2], f"cannot read {quoted(mark)}; type a number and a unit.")
    )


@lru_cache(maxsize=1024)
def _word(word: str) -> tuple[Token, ...]:
    """The pieces that a word stands for: `half` is three, an article none."""
    lower = word.lower()
    if word in LETTERS:
        return (Token("letter", word, LETTERS[word]),)
    if lower in ("x", "times"):
        return (TIMES,)
    if lower in FRACTIONS:
        return Token("number", "", 1), Token("mark", "/"), Token("number", "", FRACTIONS[lower])
    symbol = spelled_unit(word)
    if symbol is not None:
        return (Token("unit", symbol),)
    return _plain_word(lower)


def _plain_word(lower: str) -> tuple[Token, ...]:
    """The pieces of a word that is no unit."""
    if lower in ("a", "an"):
        return ()
    if lower == "of":
        return (Token("mark", "*"),)
    for kind, words in (("scale", SCALES), ("number", NUMBERS)):
        if lower in words:
            return (Token(kind, "", words[lower]),)
    if lower in BOUNDS:
        raise UnclearError(BOUND)
    if lower in RANGES:
        raise UnclearError(RANGE)
    raise UnclearError(f"cannot read the word {quoted(lower)}; type a number and a unit.")
