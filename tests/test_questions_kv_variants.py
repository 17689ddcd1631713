"""Questions on quantized, windowed, latent and split caches."""

import pytest

from tests.drawing import answer, wrong

GIB = 2**30


@pytest.mark.parametrize(
    ("family", "bounds", "expected", "source"),
    [
        (
            "kv-quantized",
            {"models": "llama-3-8b", "dtypes": "q4_0"},
            3 * 4.5 / 16,
            "gguf: 18 bytes a block of 32, so 4.5 bits",
        ),
        (
            "kv-quantized",
            {"models": "llama-3-8b", "dtypes": "q8_0"},
            3 * 8.5 / 16,
            "gguf: 34 bytes a block of 32, so 8.5 bits",
        ),
        ("kv-beside-int4", {"models": "llama-3-8b"}, 3, "1 GiB for 8,192 tokens of 128 KiB"),
        (
            "kv-latent",
            {"models": "deepseek-v3"},
            3 * 8192 * 70_272 / GIB,
            "arXiv:2505.09343 table 1: 70.272 KB a token",
        ),
        ("kv-window", {"models": "mistral-7b-v0.1"}, 1.5, "half of 8,192 tokens are kept"),
        (
            "kv-hybrid",
            {"models": "gemma-2-9b"},
            3 * 21 * (8192 + 4096) * 2 * 8 * 256 * 2 / GIB,
            "arXiv:2408.00118 table 1: 42 layers, every second windowed to 4,096",
        ),
        (
            "kv-tensor-parallel",
            {"models": "llama-3-70b", "gpus": "8"},
            3 * 2.5 / 8,
            "320 KiB a token, one of 8 heads on each GPU",
        ),
        (
            "kv-tensor-parallel",
            {"models": "llama-3-70b", "gpus": "16"},
            3 * 2.5 / 8,
            "vLLM config/model.py: at least one head on each GPU",
        ),
    ],
)
def test_three_sequences_of_8192_tokens(family, bounds, expected, source):
    """The answers in GiB agree with arithmetic on published shapes."""
    size = answer(family, **bounds, tokens="8192", sequences="3")
    assert size == pytest.approx(expected, rel=1e-12), source


@pytest.mark.parametrize(
    ("family", "mistake", "model", "expected"),
    [
        ("kv-latent", "K15", "deepseek-v3", 3 * 8192 * 61 * 2 * 128 * 128 * 2 / GIB),
        ("kv-latent", "K16", "deepseek-v3", 3 * 8192 * 61 * 2 * 512 * 2 / GIB),
        ("kv-window", "K17", "mistral-7b-v0.1", 3.0),
        ("kv-hybrid", "K18", "gemma-2-9b", 3 * 42 * 4096 * 2 * 8 * 256 * 2 / GIB),
    ],
)
def test_known_wrong_formulas(family, mistake, model, expected):
    """Full heads, a doubled latent, no window, every layer windowed."""
    value = wrong(family, mistake, models=model, tokens="8192", sequences="3")
    assert value == pytest.approx(expected, rel=1e-12)
