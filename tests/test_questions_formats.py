"""Questions on formats give the limits that standards print."""

import pytest

from tests.world import ask

IEEE = "IEEE 754-2019 table 3.5"
FP8 = "arXiv:2209.05433 table 1"


@pytest.mark.parametrize(
    ("family", "bounds", "answer", "source"),
    [
        ("format-largest", {"formats": ["fp16"]}, 65504, IEEE),
        ("format-largest", {"formats": ["e4m3"]}, 448, FP8),
        ("format-largest", {"formats": ["e5m2"]}, 57344, FP8),
        ("format-smallest", {"formats": ["e4m3"], "kinds": ["subnormal"]}, 2**-9, FP8),
        ("format-smallest", {"formats": ["e5m2"], "kinds": ["subnormal"]}, 2**-16, FP8),
        ("format-smallest", {"formats": ["e4m3"], "kinds": ["normal"]}, 2**-6, FP8),
        ("format-smallest", {"formats": ["fp16"], "kinds": ["normal"]}, 2**-14, IEEE),
        ("format-epsilon", {"formats": ["fp32"]}, 2**-23, IEEE),
        ("format-layout", {"exponent_bits": ["5"], "mantissa_bits": ["10"]}, 65504, "fp16"),
        ("format-spacing", {"formats": ["fp16"], "numbers": ["3000"]}, 2, "fp16 above 2048"),
        ("format-rounding", {"formats": ["fp16"], "numbers": ["2055"]}, 1, "fp16 above 2048"),
        (
            "format-loss-scale-overflow",
            {"formats": ["fp16"], "gradients": ["3"]},
            2**14,
            "3 * 2^14 = 49,152 <= 65,504 < 3 * 2^15",
        ),
        (
            "format-loss-scale-underflow",
            {"formats": ["fp16"], "gradients": ["1e-5"]},
            8,
            "1e-5 * 4 < 2^-14 = 6.1e-5 <= 1e-5 * 8",
        ),
    ],
)
def test_answer_matches_standard(family, bounds, answer, source):
    """The answer is the limit that the source prints."""
    assert ask(family, 0, bounds).value == answer, source


def test_numbers_to_round_are_held_by_no_format():
    """Rounding always changes the drawn number."""
    assert all(ask("format-rounding", seed).value > 0 for seed in range(100))
