"""Number formats: how many bits a value takes, and which values a format can hold.

Letters: E exponent bits, M mantissa bits, bias 2^(E-1) - 1. A normal number is
(1 + m / 2^M) * 2^(e - bias), a subnormal one (m / 2^M) * 2^(1 - bias).
"""

from __future__ import annotations

import math
from bisect import bisect
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from trainer.calc.checks import count
from trainer.calc.derivation import Step, given

_BITS = {
    "fp32": 32, "tf32": 32, "fp16": 16, "bf16": 16, "e4m3": 8, "e5m2": 8, "int8": 8, "int4": 4,
}  # fmt: skip

# Formats that store constants with each block of values: (values in a block, bytes of a block).
_BLOCKS = {
    "q2_k": (256, 84), "q3_k": (256, 110), "q4_0": (32, 18), "q4_1": (32, 20), "q4_k": (256, 144),
    "q5_0": (32, 22), "q5_1": (32, 24), "q5_k": (256, 176), "q6_k": (256, 210), "q8_0": (32, 34),
    "int4-g64": (64, 36), "nf4": (64, 36),
}  # fmt: skip

BITS: dict[str, Fraction] = {
    **{name: Fraction(bits) for name, bits in _BITS.items()},
    **{name: Fraction(8 * size, block) for name, (block, size) in _BLOCKS.items()},
    "nf4-dq": 4 + Fraction(8, 64) + Fraction(32, 64 * 256),
}
"""Bits per stored value, block constants included.

tf32 is stored in 32 bits. Sources: q..., gguf's GGML_QUANT_SIZES; int4-g64, a 16-bit scale and
zero per 64 values; nf4, a 32-bit constant per 64; nf4-dq, an 8-bit one per 64 and a 32-bit one
per 256 of those, arXiv:2305.14314 section 3.
"""

ALIASES = {
    "float32": "fp32", "float": "fp32", "f32": "fp32",
    "float16": "fp16", "half": "fp16", "f16": "fp16", "bfloat16": "bf16",
    "fp8": "e4m3", "fp8-e4m3": "e4m3", "fp8_e4m3": "e4m3", "float8_e4m3fn": "e4m3",
    "fp8-e5m2": "e5m2", "fp8_e5m2": "e5m2", "float8_e5m2": "e5m2",
}  # fmt: skip


def bits_per_value(dtype: str) -> Fraction:
    """Bits that one value takes in memory, block constants included.

    Raises:
        ValueError: If the dtype is unknown.
    """
    name = dtype.lower()
    if (bits := BITS.get(ALIASES.get(name, name))) is None:
        raise ValueError(f"unknown dtype {dtype!r}; known: {', '.join(BITS)}")
    return bits


def bytes_for(values: int, bits: Fraction | int) -> int:
    """Bytes that hold this many values; a started byte counts as a whole one."""
    return math.ceil(values * Fraction(bits) / 8)


@dataclass(frozen=True, slots=True)
class FloatFormat:
    """A binary floating-point format with one sign bit.

    Attributes:
        name: Its name, `bf16`.
        exponent: E, bits of the exponent.
        mantissa: M, bits of the mantissa.
        infinities: Whether the top exponent is kept for infinities and NaN, as IEEE 754 has it;
            otherwise only its very last pattern is NaN.
    """

    name: str
    exponent: int
    mantissa: int
    infinities: bool = True

    @property
    def bias(self) -> int:
        """What is subtracted from a stored exponent."""
        return (1 << self.exponent - 1) - 1

    @property
    def largest(self) -> float:
        """The largest finite number."""
        if self.infinities:
            return (2 - self.epsilon) * 2.0**self.bias
        return (2 - 2 * self.epsilon) * 2.0 ** (self.bias + 1)

    @property
    def smallest_normal(self) -> float:
        """The smallest number with full precision, 2^(1 - bias)."""
        return 2.0 ** (1 - self.bias)

    @property
    def smallest_subnormal(self) -> float:
        """The smallest number above zero, 2^(1 - bias - M)."""
        return 2.0 ** (1 - self.bias - self.mantissa)

    @property
    def epsilon(self) -> float:
        """The gap between 1 and the next number, 2^-M."""
        return 2.0**-self.mantissa

    def spacing(self, x: float) -> float:
        """The gap between neighbours in the power of two that x lies in, 2^(floor(log2 x) - M).

        Raises:
            ValueError: If x is outside the format's range.
        """
        if not abs(x) <= self.largest:
            raise ValueError(f"{x} lies outside the range of {self.name}, {self.largest:g}")
        power = math.frexp(x)[1] - 1 if x else 1 - self.bias
        return 2.0 ** (max(power, 1 - self.bias) - self.mantissa)

    def round(self, x: float) -> float:
        """The nearest number of the format, ties to even; beyond its range infinity, else NaN."""
        if not math.isfinite(x):
            return x if self.infinities else math.nan
        gap = self.spacing(max(-self.largest, min(x, self.largest)))
        near = round(x / gap) * gap
        if abs(near) <= self.largest:
            return near
        return math.copysign(math.inf, x) if self.infinities else math.nan


FLOATS = {
    form.name: form
    for form in (
        FloatFormat("fp32", 8, 23),
        FloatFormat("tf32", 8, 10),
        FloatFormat("fp16", 5, 10),
        FloatFormat("bf16", 8, 7),
        FloatFormat("e4m3", 4, 3, infinities=False),
        FloatFormat("e5m2", 5, 2),
    )
}
"""IEEE 754; NVIDIA A100 whitepaper (tf32); arXiv:1905.12322 (bf16); arXiv:2209.05433 (fp8)."""

NF4_LEVELS = (
    -1.0,
    -0.6961928009986877,
    -0.5250730514526367,
    -0.39491748809814453,
    -0.28444138169288635,
    -0.18477343022823334,
    -0.09105003625154495,
    0.0,
    0.07958029955625534,
    0.16093020141124725,
    0.24611230194568634,
    0.33791524171829224,
    0.44070982933044434,
    0.5626170039176941,
    0.7229568362236023,
    1.0,
)
"""The 16 values of NormalFloat4, for weights divided by their block's largest magnitude.

Source: arXiv:2305.14314, appendix E.
"""


def nearest_nf4(x: float) -> int:
    """The code of the NF4 level nearest to x, 0 to 15; x lies in -1 to 1 after scaling.

    Raises:
        ValueError: If x lies outside -1 to 1.
    """
    if not -1 <= x <= 1:
        raise ValueError(f"NF4 holds -1 to 1 after scaling, not {x}")
    middles = [(a + b) / 2 for a, b in pairwise(NF4_LEVELS)]
    return bisect(middles, x)


def range_steps(form: FloatFormat) -> tuple[Step, ...]:
    """The derivation of a float format's smallest numbers, epsilon and largest number."""
    largest = "(2 - epsilon) * 2 ** bias"
    why = "the top exponent is kept for infinity and NaN"
    if not form.infinities:
        largest = "(2 - 2 * epsilon) * 2 ** (bias + 1)"
        why = "no infinity; only the last mantissa of the top exponent is NaN"
    return (
        given("E", count(form.exponent, "exponent bits"), "bits", "exponent"),
        given("M", count(form.mantissa, "mantissa bits"), "bits", "mantissa"),
        Step("bias", "2 ** (E - 1) - 1", form.bias, ""),
        Step("smallest_normal", "2 ** (1 - bias)", form.smallest_normal, ""),
        Step("smallest_subnormal", "2 ** (1 - bias - M)", form.smallest_subnormal, ""),
        Step("epsilon", "2 ** -M", form.epsilon, "", "gap above 1"),
        Step("largest", largest, form.largest, "", why),
    )
