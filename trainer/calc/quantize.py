"""Integer quantization of a short list of numbers, as one does it by hand.

Letters: b bits of a code, s scale, z zero point, q code, x a number. All arithmetic is exact; a
float stands for the decimal that it prints as, so 0.1 is one tenth. Rounding is half to even.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from trainer.calc.checks import count, exact
from trainer.calc.derivation import Step, given
from trainer.units import Number

Row = Sequence[Number]


@dataclass(frozen=True, slots=True)
class Quantized:
    """Numbers as codes that share a scale and a zero point.

    Attributes:
        numbers: What was quantized, exact.
        codes: q of each number.
        scale: s, the step between two codes.
        zero: z, the code of 0.
    """

    numbers: tuple[Fraction, ...]
    codes: tuple[int, ...]
    scale: Fraction
    zero: int

    @property
    def values(self) -> tuple[Fraction, ...]:
        """What the codes stand for: s * (q - z)."""
        return tuple(self.scale * (code - self.zero) for code in self.codes)

    @property
    def errors(self) -> tuple[Fraction, ...]:
        """How far each value lies from its number."""
        return tuple(value - x for value, x in zip(self.values, self.numbers, strict=True))

    @property
    def largest_error(self) -> Fraction:
        """The largest distance of a value from its number."""
        return max(abs(error) for error in self.errors)


def symmetric(numbers: Row, bits: int = 8) -> Quantized:
    """The numbers on a grid around zero: s = max |x| / (2^(b-1) - 1), q = round(x / s), z = 0.

    The code -2^(b-1) is not used. Numbers that are all 0 get the scale 1.

    Raises:
        ValueError: If there is no number, one is not finite, or bits lie outside 2 to 16.

    Source: Nagel et al. 2021, arXiv:2106.08295, section 2.2.
    """
    xs, high = _exact(numbers), 2 ** (_bits(bits) - 1) - 1
    scale = max(abs(x) for x in xs) / high or Fraction(1)
    return Quantized(xs, tuple(round(x / scale) for x in xs), scale, 0)


def asymmetric(numbers: Row, bits: int = 8) -> Quantized:
    """The numbers on a grid from the least to the largest, 0 always among its points.

    With lo = min(x, 0) and hi = max(x, 0): s = (hi - lo) / (2^b - 1), z = round(-lo / s),
    q = round(x / s) + z, held inside 0 to 2^b - 1. Numbers that are all 0 get the scale 1.

    Raises:
        ValueError: If there is no number, one is not finite, or bits lie outside 2 to 16.

    Source: Jacob et al. 2018, arXiv:1712.05877, section 2.1.
    """
    xs, top = _exact(numbers), 2 ** _bits(bits) - 1
    low, high = _range(xs)
    scale = (high - low) / top or Fraction(1)
    zero = round(-low / scale)
    codes = tuple(max(0, min(round(x / scale) + zero, top)) for x in xs)
    return Quantized(xs, codes, scale, zero)


def per_tensor(matrix: Sequence[Row], bits: int = 8) -> list[Quantized]:
    """The rows of a matrix, symmetric, under one scale for all."""
    width = len(matrix[0]) if matrix else 0
    whole = symmetric([x for row in matrix for x in row], bits)
    return [
        Quantized(whole.numbers[at : at + width], whole.codes[at : at + width], whole.scale, 0)
        for at in range(0, len(whole.numbers), width)
    ]


def per_channel(matrix: Sequence[Row], bits: int = 8) -> list[Quantized]:
    """The rows of a matrix, symmetric, each under its own scale; a row is an output channel."""
    return [symmetric(row, bits) for row in matrix]


def symmetric_steps(numbers: Row, bits: int = 8, index: int = 0) -> tuple[Step, ...]:
    """The derivation of scale, code, value and error of one of the numbers."""
    made = symmetric(numbers, bits)
    names = _names(made)
    magnitudes = [f"abs({name})" for name in names]
    return (
        *_givens(made, bits),
        Step("top", "2 ** (bits - 1) - 1", 2 ** (bits - 1) - 1, "", "largest code"),
        Step("largest", _most("max", magnitudes), max(map(abs, made.numbers)), ""),
        _scale_step("largest / top", made),
        Step("code", f"round({names[index]} / scale)", made.codes[index], ""),
        Step("value", "scale * code", made.values[index], "", "dequantized"),
        Step("error", f"value - {names[index]}", made.errors[index], ""),
    )


def asymmetric_steps(numbers: Row, bits: int = 8, index: int = 0) -> tuple[Step, ...]:
    """The derivation of scale, zero point, code, value and error of one of the numbers."""
    made = asymmetric(numbers, bits)
    names, (low, high) = _names(made), _range(made.numbers)
    code = f"max(0, min(round({names[index]} / scale) + zero, top))"
    return (
        *_givens(made, bits),
        Step("top", "2 ** bits - 1", 2**bits - 1, "", "largest code"),
        Step("low", _most("min", [*names, "0"]), low, "", "0 is on the grid"),
        Step("high", _most("max", [*names, "0"]), high, ""),
        _scale_step("(high - low) / top", made),
        Step("zero", "round(-low / scale)", made.zero, "", "zero point"),
        Step("code", code, made.codes[index], ""),
        Step("value", "scale * (code - zero)", made.values[index], "", "dequantized"),
        Step("error", f"value - {names[index]}", made.errors[index], ""),
    )


def _exact(numbers: Row) -> tuple[Fraction, ...]:
    """The numbers as fractions."""
    if not numbers:
        raise ValueError("there must be at least one number to quantize")
    if any(isinstance(x, float) and not abs(x) < float("inf") for x in numbers):
        raise ValueError("every number must be finite")
    return tuple(exact(x) for x in numbers)


def _range(xs: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
    """The least and the largest number, or 0 where that lies outside."""
    zero = Fraction(0)
    return min(*xs, zero), max(*xs, zero)


def _bits(bits: int) -> int:
    """The bits of a code, 2 to 16."""
    if count(bits, "bits", least=2) > 16:
        raise ValueError(f"bits must be at most 16, not {bits}")
    return bits


def _names(made: Quantized) -> list[str]:
    """Names of the numbers in a derivation: x1, x2, ..."""
    return [f"x{number}" for number in range(1, len(made.numbers) + 1)]


def _givens(made: Quantized, bits: int) -> tuple[Step, ...]:
    """The numbers and the bits."""
    numbers = (given(name, x, "") for name, x in zip(_names(made), made.numbers, strict=True))
    return (*numbers, given("bits", bits, "bits"))


def _most(function: str, terms: list[str]) -> str:
    """The largest or least of the terms."""
    return f"{function}({', '.join(terms)})" if terms[1:] else terms[0]


def _scale_step(formula: str, made: Quantized) -> Step:
    """The scale; all zeros have no range to divide."""
    return Step("scale", formula if any(made.numbers) else "1", made.scale, "")
