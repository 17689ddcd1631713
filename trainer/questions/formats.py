"""Questions on floating-point formats: limits, precision, rounding and loss scaling."""

from __future__ import annotations

import math
from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.formats import FLOATS, FloatFormat, range_steps
from trainer.questions.derive import until
from trainer.questions.family import Draft, Draw, Family

IEEE = ("fp32", "tf32", "fp16", "bf16", "e5m2")
KNOWN = (*IEEE, "e4m3")
ROUNDED = ("fp16", "bf16", "e5m2")
# Odd numbers above 2048: none of the three formats above holds them.
ODD = (
    "2055", "2301", "2717", "3003", "3331", "3999", "4101", "4567", "5003", "6001", "6665",
    "7777", "8195", "9009", "10007", "12345", "15999", "17777", "20011", "25009", "30001",
    "33335", "40003", "50001",
)  # fmt: skip


def write_largest(draw: Draw) -> Draft:
    """The largest finite number of a known format."""
    name, form = _format(draw)
    return Draft(
        f"{_described(name, form)} What is its largest finite number?",
        until(range_steps(form), "largest"),
    )


def write_layout(draw: Draw) -> Draft:
    """The largest finite number of a format that is only given by its bits."""
    exponent, mantissa = draw.count("exponent_bits"), draw.count("mantissa_bits")
    form = FloatFormat("drawn", exponent, mantissa)
    described = _described("A format with one sign bit", form)
    return Draft(
        f"{described} What is its largest finite number?",
        until(range_steps(form), "largest"),
    )


def write_smallest(draw: Draw) -> Draft:
    """The smallest normal or subnormal number above zero."""
    name, form = _format(draw)
    kind = draw.pick("kinds")
    return Draft(
        f"{_described(name, form)} What is its smallest {kind} number above 0?",
        until(range_steps(form), f"smallest_{kind}"),
    )


def write_epsilon(draw: Draw) -> Draft:
    """The gap between 1 and the next number."""
    name, form = _format(draw)
    return Draft(
        f"{_described(name, form)} What is the gap between 1 and the next larger number?",
        until(range_steps(form), "epsilon"),
    )


def write_spacing(draw: Draw) -> Draft:
    """The gap between neighbours around a number."""
    name, form = _format(draw)
    said = draw.pick("numbers")
    return Draft(
        f"{_described(name, form)} What is the gap between two neighbouring numbers of the "
        f"format around {said}?",
        _gap(form, Fraction(said)),
    )


def write_rounding(draw: Draw) -> Draft:
    """By how much a number changes when it is stored."""
    name, form = _format(draw)
    x = Fraction(draw.pick("numbers"))
    stored = Fraction(form.round(float(x)))
    return Draft(
        f"{_described(name, form)} You store {x} in it, rounded to the nearest number, ties "
        "to even. By how much does it change? (as an absolute difference)",
        (
            *_gap(form, x),
            Step("stored", "round(x / gap) * gap", stored, ""),
            Step("change", "abs(stored - x)", abs(stored - x), ""),
        ),
    )


def write_overflow(draw: Draw) -> Draft:
    """The largest loss scale that keeps the largest gradient finite."""
    name, form = _format(draw)
    said = draw.pick("gradients")
    gradient = Fraction(said)
    power = math.floor(math.log2(form.largest / gradient))
    return Draft(
        f"{_described(name, form)} The largest gradient of a step is {said}. "
        "What is the largest loss scale, a power of two, with which it stays at or below the "
        "largest finite number?",
        (
            given("g", gradient, "", "largest gradient"),
            *until(range_steps(form), "largest"),
            Step("power", "floor(log2(largest / g))", power, ""),
            Step("scale", "2 ** power", Fraction(2) ** power, ""),
        ),
    )


def write_underflow(draw: Draw) -> Draft:
    """The smallest loss scale that lifts a gradient into the normal range."""
    name, form = _format(draw)
    said = draw.pick("gradients")
    gradient = Fraction(said)
    power = math.ceil(math.log2(form.smallest_normal / gradient))
    return Draft(
        f"{_described(name, form)} A gradient is {said}. What is the smallest "
        "loss scale, a power of two, with which it becomes at least the smallest normal "
        "number?",
        (
            given("g", gradient, "", "gradient"),
            *until(range_steps(form), "smallest_normal"),
            Step("power", "ceil(log2(smallest_normal / g))", power, ""),
            Step("scale", "2 ** power", Fraction(2) ** power, ""),
        ),
    )


def _format(draw: Draw) -> tuple[str, FloatFormat]:
    name = draw.pick("formats")
    return name, FLOATS[name]


def _described(name: str, form: FloatFormat) -> str:
    top = (
        "with infinities as in IEEE 754"
        if form.infinities
        else "without infinities: only the all-ones pattern is NaN"
    )
    return f"{name} has {form.exponent} exponent bits and {form.mantissa} mantissa bits, {top}."


def _gap(form: FloatFormat, x: Fraction) -> tuple[Step, ...]:
    """The spacing at a number in the normal range."""
    return (
        given("x", x, ""),
        given("M", form.mantissa, "bits", "mantissa"),
        Step("power", "floor(log2(x))", math.floor(math.log2(x)), "", "x lies above 2^power"),
        Step("gap", "2 ** (power - M)", form.spacing(float(x)), ""),
    )


FAMILIES = (
    Family(
        name="format-largest",
        title="Largest finite number of a format",
        topic="formats",
        level="green",
        unit="",
        bounds={"formats": KNOWN},
        write=write_largest,
    ),
    Family(
        name="format-epsilon",
        title="Gap above 1 in a format",
        topic="formats",
        level="green",
        unit="",
        bounds={"formats": KNOWN},
        write=write_epsilon,
    ),
    Family(
        name="format-smallest",
        title="Smallest normal and subnormal number of a format",
        topic="formats",
        level="yellow",
        unit="",
        bounds={"formats": KNOWN, "kinds": ("normal", "subnormal")},
        write=write_smallest,
    ),
    Family(
        name="format-layout",
        title="Largest number of a format given by its bits",
        topic="formats",
        level="yellow",
        unit="",
        bounds={
            "exponent_bits": ("3", "4", "5", "6", "7"),
            "mantissa_bits": ("1", "2", "3", "4", "6", "8", "10"),
        },
        write=write_layout,
    ),
    Family(
        name="format-spacing",
        title="Gap between neighbours around a number",
        topic="formats",
        level="yellow",
        unit="",
        bounds={
            "formats": IEEE,
            "numbers": ("0.3", "1.5", "3", "10", "50", "100", "300", "1000", "3000", "20000"),
        },
        write=write_spacing,
    ),
    Family(
        name="format-rounding",
        title="What rounding to a format changes",
        topic="formats",
        level="yellow",
        unit="",
        bounds={"formats": ROUNDED, "numbers": ODD},
        write=write_rounding,
    ),
    Family(
        name="format-loss-scale-overflow",
        title="Largest loss scale that keeps gradients finite",
        topic="formats",
        level="red",
        unit="",
        bounds={
            "formats": ("fp16", "e5m2", "e4m3"),
            "gradients": ("0.003", "0.02", "0.3", "0.7", "1.5", "3", "11", "37", "100", "300"),
        },
        write=write_overflow,
    ),
    Family(
        name="format-loss-scale-underflow",
        title="Smallest loss scale that lifts a gradient into the normal range",
        topic="formats",
        level="red",
        unit="",
        bounds={
            "formats": ("fp16", "e5m2", "e4m3"),
            "gradients": ("3e-9", "2e-8", "1e-7", "3e-7", "7e-7", "2e-6", "5e-6", "1e-5", "3e-5"),
        },
        write=write_underflow,
    ),
)
