"""Questions on the memory of training."""

import pytest

from tests.drawing import answer, drawn, wrong

N = 8_030_261_248  # Llama-3-8B


@pytest.mark.parametrize(
    ("family", "bounds", "expected", "source"),
    [
        (
            "train-full",
            {"models": "llama-1-65b", "recipe": "full12"},
            783.4,
            "arXiv:2305.14314 abstract: more than 780 GB",
        ),
        (
            "train-qlora",
            {"models": "llama-1-65b", "rank": "64"},
            47.25,
            "arXiv:2305.14314 section 4: below 48 GB, adapters on all layers, r 64",
        ),
        ("train-lora", {"models": "llama-3-8b", "rank": "64"}, 18.745, "2 N + 16 * 167,772,160"),
        ("train-pure-bf16", {"models": "llama-3-8b"}, 8 * N / 1e9, "2 + 2 + 2 + 2 bytes"),
        ("train-8bit-adam", {"models": "llama-3-8b"}, 6.03125 * N / 1e9, "2 + 2 + 2 + 8/256 bytes"),
        (
            "train-largest-model",
            {"recipe": "full16", "memory_gb": "80"},
            5e9,
            "80 GB over 16 bytes",
        ),
    ],
)
def test_memory_of_training(family, bounds, expected, source):
    """The answers agree with published totals and with bytes per parameter."""
    assert answer(family, **bounds) == pytest.approx(expected, rel=1e-4), source


@pytest.mark.parametrize(
    ("stage", "printed"), [("1", 31.4), ("2", 16.6), ("3", 1.9)], ids=("1", "2", "3")
)
def test_zero_shares_as_its_paper_says(stage, printed):
    """ZeRO figure 1 (arXiv:1910.02054): 7.5 billion parameters on 64 GPUs, in GB."""
    bounds = {"models": "llama-3-8b", "recipe": "full16", "stage": stage, "n": "64"}
    assert answer("train-zero", **bounds) * 7.5e9 / N == pytest.approx(printed, abs=0.05)


FULL12 = {"models": "llama-3-8b", "recipe": "full12"}
ZERO = {"models": "llama-3-8b", "recipe": "full16", "stage": "1", "n": "8"}
LORA = {"models": "llama-3-8b", "rank": "64"}
TRAINED = 167_772_160  # four times the 41,943,040 of r 16


@pytest.mark.parametrize(
    ("family", "mistake", "bounds", "expected"),
    [
        ("train-full", "F1", FULL12, 2 * N),
        ("train-full", "F2", FULL12, (2 + 2 + 4) * N),
        ("train-full", "F3", FULL12, (2 + 8) * N),
        ("train-pure-bf16", "F4", {"models": "llama-3-8b"}, 16 * N),
        ("train-lora", "F5", LORA, (2 + 2 + 8) * N),
        ("train-lora", "F6", LORA, 2 * N + 4 * TRAINED),
        ("train-qlora", "F7", LORA, 2 * N + 16 * TRAINED),
        ("train-qlora", "F8", LORA, N * 0.5 + 16 * TRAINED),
        ("train-8bit-adam", "F9", {"models": "llama-3-8b"}, (2 + 2 + 1) * N),
        ("train-zero", "F10", ZERO, 16 * N / 8),
    ],
)
def test_known_wrong_formulas(family, mistake, bounds, expected):
    """Each mistake of the training topic gives its own number."""
    assert wrong(family, mistake, **bounds) == pytest.approx(expected / 1e9, rel=1e-12)


def test_round_parameters_are_right_too():
    """8 billion times 12 bytes is what one says of Llama-3-8B."""
    assert drawn("train-full", **FULL12).rounded == (96 * 10**9,)
