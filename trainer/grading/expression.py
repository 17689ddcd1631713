"""Small arithmetic with units: `2*70e9 bytes`, `4 x 80 GB`, `70B params * 2 bytes`, `1h30m`.

Grammar, as precedence goes: sum of products of measured numbers, a number being a numeral, a
power of one, or a sum in parentheses. Nothing is evaluated but this.
"""

from __future__ import annotations

from fractions import Fraction

from trainer.grading.numerals import UnclearError, quoted
from trainer.grading.quantity import Quantity, power, product, quotient, total
from trainer.grading.spelling import measures
from trainer.grading.tokens import BOUND, END, RANGE, Token, tokens_of
from trainer.units import Unit, unit

MAX_DEPTH = 20  # of parentheses

_SIZES = {"B": "bytes", "K": "kB", "M": "MB", "G": "GB", "T": "TB"}
_SEVERAL = "several numbers; type one, or the sign between them."


def read_expression(text: str, asked: Unit) -> Quantity:
    """The quantity that a plain text means where `asked` is the unit of the question.

    Raises:
        UnclearError: If it means none, or more than one.
    """
    return _Parser(tokens_of(text), asked).answer()


class _Parser:
    """Reads tokens from left to right; each method returns what it read and moves past it."""

    def __init__(self, tokens: list[Token], asked: Unit) -> None:
        self.tokens = tokens
        self.asked = asked
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        """The token to be read now."""
        return self.tokens[self.at]

    @property
    def after(self) -> Token:
        """The token behind the next."""
        return self.tokens[self.at + 1] if self.next is not END else END

    def take(self, *marks: str) -> str:
        """The next mark if it is one of these, read; else an empty text."""
        kind, text, _ = self.tokens[self.at]
        if kind != "mark" or text not in marks:
            return ""
        self.at += 1
        return text

    def answer(self) -> Quantity:
        """The whole; a plain quotient up to one is a share where a share is asked: `1/4`."""
        whole = self.sum()
        if self.next is not END:
            raise UnclearError(self.leftover())
        if self.asked.dimension == "share" and -1 <= whole.number <= 1 and self.is_quotient():
            return whole._replace(unit="fraction")
        return whole

    def is_quotient(self) -> bool:
        """Whether the answer is one plain number over another."""
        return [token.text for token in self.tokens] == ["", "/", "", ""]

    def leftover(self) -> str:
        """Why what stands behind the answer cannot be read."""
        if self.next.kind in ("number", "scale"):
            return _SEVERAL
        return f"cannot read {quoted(self.next.text)} where it stands; type a number and a unit."

    def sum(self) -> Quantity:
        """Products added and subtracted."""
        start = self.at
        left = self.product()
        while sign := self.take("+", "-"):
            if self.next is END:
                raise UnclearError(BOUND)
            bare = self.at - start == 2 and not self.depth  # (80 - 14) is a difference
            right = self.product()
            if sign == "+":
                left = total(left, right)
                continue
            left = total(left, right._replace(number=-right.number))
            if bare or left.number < 0:  # 130-140, 130 GB - 140 GB
                raise UnclearError(RANGE)
        return left

    def product(self) -> Quantity:
        """Measured numbers multiplied and divided."""
        left = self.signed()
        while sign := self.take("*", "/"):
            if sign == "*":
                left = product(left, self.signed())
            elif left.unit is None and self.next.kind == "number":
                left = self.measured(quotient(left, self.power()))  # 1/4 GB is a quarter of one
            else:
                left = quotient(left, self.signed())
        return left

    def signed(self) -> Quantity:
        """A number with its unit, times in several units added: `-3 GB`, `1h30m`."""
        sign = self.take("+", "-")
        whole = last = self.measured(self.power())
        while (longer := _seconds(last)) and self.next.kind == "number":
            last = self.measured(self.power())
            if not 0 < _seconds(last) < longer:
                raise UnclearError(_SEVERAL)
            whole = total(whole, last)
        return whole._replace(number=-whole.number) if sign == "-" else whole

    def measured(self, number: Quantity) -> Quantity:
        """The number with the scales and the unit that follow it."""
        while self.next.kind in ("scale", "letter") and number.unit is None:
            meaning = self.scale_or_unit()
            self.at += 1
            if isinstance(meaning, str):
                return number._replace(unit=meaning)
            number = number._replace(number=number.number * meaning)
        if self.next.kind != "unit" or number.unit is not None:
            return number
        self.at += 1
        return number._replace(unit=self.tokens[self.at - 1].text)

    def scale_or_unit(self) -> int | Fraction | str:
        """What the next scale or letter multiplies by, or the unit that the letter is.

        A letter is a scale in front of a unit, where no size is asked, and where a size stands
        elsewhere in the answer (`70B * 2 bytes`).
        """
        _, letter, factor = self.next
        asked = self.asked.dimension.partition("/")[0]
        if self.after.kind in ("unit", "scale", "letter"):
            return factor
        if letter == "m" and asked == "time":
            return "min"
        if asked not in ("size", "bits") or any(map(_is_size, self.tokens)):
            return factor
        if letter:
            return self.letter_unit(letter)
        if factor >= 10**6 and self.asked.factor > 1:  # 140 billion, where GB are asked
            raise UnclearError("this scale needs a unit behind it; type bytes if you mean them.")
        return factor

    def letter_unit(self, letter: str) -> str:
        """The size that the letter behind the only number stands for."""
        several = sum(token.kind == "number" for token in self.tokens) > 1
        binary = "iB" in self.asked.symbol and letter != "B"
        if several or binary or letter == "b" or self.asked.dimension.startswith("bits"):
            raise UnclearError(f"{letter} has more than one meaning here; type the unit in full.")
        return _SIZES[letter.upper()]

    def power(self) -> Quantity:
        """An atom, or an atom raised to a power."""
        base = self.atom()
        if not (self.take("^") or self.take("**")):
            return base
        negative = self.take("-")
        exponent = self.atom()
        return power(base, exponent._replace(number=-exponent.number) if negative else exponent)

    def atom(self) -> Quantity:
        """A number, or a sum in parentheses; a scale alone is one of it: `million tokens`."""
        token = self.next
        if token.kind == "number":
            self.at += 1
            return Quantity(token.number)
        if token.kind == "scale":
            return Quantity(1)
        if not self.take("("):
            raise UnclearError("a number is missing; type a number and a unit.")
        if self.depth == MAX_DEPTH:
            raise UnclearError("too many parentheses; type one result.")
        self.depth += 1
        inner = self.sum()
        self.depth -= 1
        if not self.take(")"):
            raise UnclearError("a parenthesis is open; close it, or type one result.")
        return inner


def _seconds(quantity: Quantity) -> Fraction | int:
    """The length of its unit; 0 where that is none of time."""
    symbol = quantity.unit
    return unit(symbol).factor if symbol is not None and measures(symbol) == "time" else 0


def _is_size(token: Token) -> bool:
    """Whether it is a unit of bytes or bits, or of these per something."""
    return token.kind == "unit" and measures(token.text).startswith(("size", "bits"))
