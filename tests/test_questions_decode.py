"""Questions on the speed of decoding."""

import pytest

from tests.drawing import answer, wrong

WEIGHTS = 2 * 8_030_261_248  # Llama-3-8B in bf16
H100 = {"gpus": "h100-sxm"}  # 3,350 GB/s, 989.5 dense TFLOP/s
LLAMA = {"models": "llama-3-8b", **H100}
USERS = {**LLAMA, "users": "16", "tokens": "8192"}


@pytest.mark.parametrize(
    ("family", "bounds", "expected"),
    [
        ("decode-one-user", {**LLAMA, "dtypes": "bf16"}, 3350e9 / WEIGHTS),
        ("decode-one-user", {**LLAMA, "dtypes": "int4"}, 4 * 3350e9 / WEIGHTS),
        ("decode-users", USERS, 16 * 3350e9 / (WEIGHTS + 16 * 2**30)),
        ("decode-ridge", {**H100, "dtypes": "bf16"}, 989.5 / 3.35),
        ("decode-ridge", {**H100, "dtypes": "int4"}, 989.5 / 3.35 / 4),
        ("decode-int4-gain", {**H100, "batch": "64"}, 4),
        ("decode-int4-gain", {**H100, "batch": "128"}, 989.5 / 3.35 / 128),
        ("decode-int4-gain", {**H100, "batch": "512"}, 1),
    ],
)
def test_the_roofline_decides(family, bounds, expected):
    """Bytes over bandwidth below the ridge, FLOPs above it; 128 KiB of cache a token."""
    assert answer(family, **bounds) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("mistake", "expected"),
    [
        ("K1", 16 * 3350e9 / (WEIGHTS + 8 * 2**30)),
        ("K2", 16 * 3350e9 / (WEIGHTS + 64 * 2**30)),
        ("K5", 16 * 3350e9 / (WEIGHTS + 2**30)),
        ("K9", 16 * 3350e9 / (WEIGHTS + 4 * 2**30)),
    ],
)
def test_a_wrong_cache_gives_a_wrong_speed(mistake, expected):
    """Half the cache, four times, one user's, a quarter."""
    assert wrong("decode-users", mistake, **USERS) == pytest.approx(expected, rel=1e-12)
