"""Number formats: bits, range, rounding."""

import math
import struct
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.derivations import recompute
from trainer.calc.formats import (
    BITS,
    FLOATS,
    NF4_LEVELS,
    FloatFormat,
    bits_per_value,
    bytes_for,
    nearest_nf4,
    range_steps,
)

FP8 = "arXiv:2209.05433, table 1"
GGML = "gguf, GGML_QUANT_SIZES"
QLORA = "arXiv:2305.14314, section 3"


@pytest.mark.parametrize(
    ("dtype", "bits", "source"),
    [
        ("fp32", 32, "IEEE 754"),
        ("tf32", 32, "stored like fp32"),
        ("BF16", 16, "arXiv:1905.12322"),
        ("bfloat16", 16, "PyTorch's name"),
        ("float8_e4m3fn", 8, "PyTorch's name"),
        ("int4", 4, "definition"),
        ("nf4", 4.5, QLORA),
        ("nf4-dq", Fraction(2113, 512), "4 + 8/64 + 32/(64*256), " + QLORA),
        ("q4_0", 4.5, GGML),
        ("Q8_0", 8.5, GGML),
        ("q4_k", 4.5, GGML),
        ("q5_k", 5.5, GGML),
        ("q6_k", 6.5625, GGML),
        ("int4-g64", 4.5, "16-bit scale and zero per 64 values, measured"),
    ],
)
def test_bits_per_value(dtype, bits, source):
    """Block constants are counted; names ignore case and know aliases."""
    assert bits_per_value(dtype) == bits, source


def test_unknown_dtype_lists_the_known():
    """An unknown dtype is refused with those there are."""
    with pytest.raises(ValueError, match=r"unknown dtype 'int3'; known: fp32, .*nf4-dq"):
        bits_per_value("int3")


def test_bytes_are_whole():
    """A started byte counts."""
    assert bytes_for(3, 4) == 2
    assert bytes_for(32, Fraction(9, 2)) == 18
    assert all(bytes_for(256 * 64, bits) * 8 == 256 * 64 * bits for bits in BITS.values())


@pytest.mark.parametrize(
    ("name", "largest", "normal", "subnormal", "epsilon", "source"),
    [
        ("fp32", 3.4028234663852886e38, 2**-126, 2**-149, 2**-23, "IEEE 754 binary32"),
        ("tf32", 3.4011621342146535e38, 2**-126, 2**-136, 2**-10, "10 bits of mantissa"),
        ("fp16", 65504, 2**-14, 2**-24, 2**-10, "IEEE 754 binary16"),
        ("bf16", 3.3895313892515355e38, 2**-126, 2**-133, 2**-7, "torch.finfo(torch.bfloat16)"),
        ("e4m3", 448, 2**-6, 2**-9, 2**-3, FP8),
        ("e5m2", 57344, 2**-14, 2**-16, 2**-2, FP8),
    ],
)
def test_range_of_floats(name, largest, normal, subnormal, epsilon, source):
    """Largest, smallest normal, smallest subnormal and epsilon as published."""
    form = FLOATS[name]
    actual = (form.largest, form.smallest_normal, form.smallest_subnormal, form.epsilon)
    assert actual == (largest, normal, subnormal, epsilon), source


@pytest.mark.parametrize(
    ("name", "x", "gap"),
    [
        ("fp16", 1.0, 2**-10),
        ("fp16", 2048.0, 2.0),
        ("fp16", -2047.9, 1.0),
        ("bf16", 256.0, 2.0),
        ("fp16", 0.0, 2**-24),
        ("fp16", 2**-20, 2**-24),
        ("e4m3", 448.0, 32.0),
    ],
)
def test_spacing(name, x, gap):
    """The gap is 2^(floor(log2 x) - M), and no smaller than the smallest subnormal."""
    assert FLOATS[name].spacing(x) == gap


@pytest.mark.parametrize("x", [65505.0, math.inf, math.nan])
def test_spacing_outside_the_range(x):
    """There are no neighbours outside the range."""
    with pytest.raises(ValueError, match="outside the range of fp16"):
        FLOATS["fp16"].spacing(x)


@pytest.mark.parametrize(
    ("name", "x", "rounded"),
    [
        ("fp16", 0.1, 0.0999755859375),
        ("bf16", 0.1, 0.10009765625),
        ("fp16", 2049.0, 2048.0),
        ("fp16", 2051.0, 2052.0),
        ("fp16", 65519.0, 65504.0),
        ("fp16", 65520.0, math.inf),
        ("fp16", -1e6, -math.inf),
        ("bf16", 70000.0, 70144.0),
        ("fp16", 2.0**-26, 0.0),
        ("e4m3", 464.0, 448.0),
        ("e5m2", 1e9, math.inf),
        ("e5m2", -math.inf, -math.inf),
    ],
)
def test_rounding(name, x, rounded):
    """To the nearest number, ties to even; beyond the range to infinity."""
    assert FLOATS[name].round(x) == rounded


@pytest.mark.parametrize("x", [1000.0, -math.inf, math.nan])
def test_e4m3_has_no_infinity(x):
    """e4m3 turns what it cannot hold into NaN."""
    assert math.isnan(FLOATS["e4m3"].round(x))


@given(st.floats(-65519, 65519))
def test_fp16_rounds_like_struct(x):
    """Python's own half precision agrees."""
    assert FLOATS["fp16"].round(x) == struct.unpack("e", struct.pack("e", x))[0]


@given(st.floats(width=32, allow_nan=False))
def test_fp32_keeps_fp32_numbers(x):
    """A number of the format is its own rounding."""
    assert FLOATS["fp32"].round(x) == x


def test_nf4_levels_are_sixteen_with_an_exact_zero():
    """Eight levels below zero and zero together, eight above; the ends are -1 and 1."""
    assert len(NF4_LEVELS) == 16
    assert list(NF4_LEVELS) == sorted(NF4_LEVELS)
    assert (NF4_LEVELS[0], NF4_LEVELS[7], NF4_LEVELS[15]) == (-1.0, 0.0, 1.0)


@given(st.floats(-1, 1))
def test_nearest_nf4_is_nearest(x):
    """No other level lies closer."""
    best = min(abs(level - x) for level in NF4_LEVELS)
    assert abs(NF4_LEVELS[nearest_nf4(x)] - x) == pytest.approx(best)


def test_nf4_needs_scaled_weights():
    """Weights are divided by their block's largest magnitude first."""
    with pytest.raises(ValueError, match="-1 to 1"):
        nearest_nf4(1.5)


@pytest.mark.parametrize("form", FLOATS.values(), ids=FLOATS)
def test_range_derivation(form):
    """Every line recomputes, and the last one is the largest number."""
    assert recompute(range_steps(form)) == form.largest


def test_a_format_of_ones_own():
    """fp6 e2m3 of the OCP microscaling specification reaches 7.5 without NaN or infinity."""
    form = FloatFormat("e2m3", 2, 3)
    assert (form.bias, form.smallest_normal, form.smallest_subnormal) == (1, 1.0, 0.125)
