"""Questions on quantization by hand: scale, zero point, code, dequantized value, error.

Numbers are built backwards, from a scale and codes that are a little off the grid, so that they
are short and none lies halfway between two codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.formats import NF4_LEVELS, nearest_nf4
from trainer.calc.quantize import asymmetric_steps, symmetric_steps
from trainer.questions.derive import until
from trainer.questions.family import Draft, Draw, Family

SCALES = ("0.02", "0.05", "0.1", "0.2", "0.3", "0.5")
OFFSETS = ("-0.4", "-0.3", "-0.2", "-0.1", "0.1", "0.2", "0.3", "0.4")  # codes off the grid
BY_HAND = {"bits": ("4", "8"), "scales": SCALES, "offsets": OFFSETS}
SCALED = (
    "-0.9", "-0.62", "-0.35", "-0.25", "-0.12", "0.05", "0.1", "0.19", "0.3", "0.4", "0.66", "0.9",
)  # fmt: skip
Row = Sequence[Fraction]


def write_scale(draw: Draw) -> Draft:
    """The scale of a symmetric grid."""
    return _symmetric(draw, "scale", "What is the scale?")


def write_code(draw: Draw) -> Draft:
    """The code of a number on a symmetric grid."""
    return _symmetric(draw, "code", "Which code does the first of them get?")


def write_zero_point(draw: Draw) -> Draft:
    """The zero point of an asymmetric grid."""
    return _asymmetric(draw, "zero", "What is the zero point?")


def write_value(draw: Draw) -> Draft:
    """What a number is after quantizing and dequantizing."""
    return _asymmetric(draw, "value", "What does the first of them become when dequantized?")


def write_error(draw: Draw) -> Draft:
    """How far a dequantized number lies from what it was."""
    asks = "How far from the first of them is its dequantized value? (as an absolute difference)"
    draft = _asymmetric(draw, "error", asks)
    distance = Step("distance", "abs(error)", abs(Fraction(draft.steps[-1].value)), "")
    return Draft(draft.prompt, (*draft.steps, distance))


def write_nf4(draw: Draw) -> Draft:
    """What a weight becomes in NF4."""
    largest = Fraction(draw.pick("largest"))
    x = largest * Fraction(draw.pick("scaled"))
    code = nearest_nf4(float(x / largest))
    level = Fraction(str(NF4_LEVELS[code]))
    levels = ", ".join(f"{level:.4f}" for level in NF4_LEVELS)
    return Draft(
        f"A block of weights in NF4 has the constant (largest magnitude) {float(largest):g}. What "
        f"does the weight {float(x):g} become when dequantized? The levels are {levels}.",
        (
            given("x", x, ""),
            given("absmax", largest, "", "constant of the block"),
            Step("scaled", "x / absmax", x / largest, ""),
            given("level", level, "", f"the nearest, code {code}"),
            Step("value", "absmax * level", largest * level, ""),
        ),
    )


def _symmetric(draw: Draw, name: str, asks: str) -> Draft:
    """A question on four numbers whose largest is exactly the largest code."""
    bits, scale = draw.count("bits"), Fraction(draw.pick("scales"))
    top = 2 ** (bits - 1) - 1
    numbers = [near(draw, scale, 1 - top, top - 1) for _ in range(3)]
    numbers.insert(1 + draw.chance.below(3), scale * draw.chance.choose((-top, top)))
    return Draft(
        f"Quantize {listed(numbers)} symmetrically to {bits} bits: codes -{top} to {top}, the "
        f"largest magnitude becomes {top}, the others go to the nearest code. {asks}",
        until(symmetric_steps(numbers, bits), name),
    )


def _asymmetric(draw: Draw, name: str, asks: str) -> Draft:
    """A question on four numbers whose range is a whole number of steps."""
    bits, scale = draw.count("bits"), Fraction(draw.pick("scales"))
    top = 2**bits - 1
    zero = 2 + draw.chance.below(top - 3)
    low = -scale * (zero + Fraction(draw.pick("offsets")))
    first, other = (near(draw, scale, 1 - zero, top - 1 - zero) for _ in range(2))
    numbers = (first, low, other, low + scale * top)
    return Draft(
        f"Quantize {listed(numbers)} asymmetrically to {bits} bits: codes 0 to {top} span the "
        "range from the least to the largest number; zero point and codes are rounded to the "
        f"nearest whole number. {asks}",
        until(asymmetric_steps(numbers, bits), name),
    )


def near(draw: Draw, scale: Fraction, low: int, high: int) -> Fraction:
    """A number that gets a code from low to high, but lies off the grid."""
    return scale * (low + draw.chance.below(high - low + 1) + Fraction(draw.pick("offsets")))


def listed(numbers: Row) -> str:
    """The numbers as a prompt says them."""
    return ", ".join(f"{float(x):g}" for x in numbers)


FAMILIES = (
    Family(
        name="quantize-scale",
        title="Scale of a symmetric grid",
        topic="quantization",
        level="green",
        unit="",
        bounds=BY_HAND,
        write=write_scale,
    ),
    Family(
        name="quantize-code",
        title="Code of a number on a symmetric grid",
        topic="quantization",
        level="green",
        unit="",
        bounds=BY_HAND,
        write=write_code,
    ),
    Family(
        name="quantize-zero-point",
        title="Zero point of an asymmetric grid",
        topic="quantization",
        level="yellow",
        unit="",
        bounds=BY_HAND,
        write=write_zero_point,
    ),
    Family(
        name="quantize-value",
        title="Value after quantizing and dequantizing",
        topic="quantization",
        level="yellow",
        unit="",
        bounds=BY_HAND,
        write=write_value,
    ),
    Family(
        name="quantize-error",
        title="Rounding error of one number",
        topic="quantization",
        level="red",
        unit="",
        bounds=BY_HAND,
        write=write_error,
    ),
    Family(
        name="quantize-nf4",
        title="Value of a weight in NF4",
        topic="quantization",
        level="yellow",
        unit="",
        bounds={
            "largest": ("0.08", "0.12", "0.2", "0.25", "0.4", "0.5", "0.8", "1.5"),
            "scaled": SCALED,
        },
        write=write_nf4,
    ),
)
