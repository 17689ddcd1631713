"""Memory of the key/value cache."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.derivations import recompute
from tests.shapes import MODELS
from trainer.calc.formats import bits_per_value
from trainer.calc.kv_cache import (
    CacheShape,
    bytes_per_token,
    cache_shape,
    heads_per_gpu,
    kv_cache_bytes,
    kv_cache_steps,
    longest_context,
)
from trainer.units import GIB, KIB

FACTS = "facts/calculators.md"
SHAPES = {name: cache_shape(model) for name, model in MODELS.items()}


@pytest.mark.parametrize(
    ("model", "kibibytes", "source"),
    [
        ("llama-2-7b", 512, FACTS),
        ("llama-2-13b", 800, FACTS),
        ("llama-3-8b", 128, FACTS),
        ("llama-2-70b", 320, FACTS),
        ("llama-3-70b", 320, FACTS),
        ("opt-13b", 800, "arXiv:2309.06180, section 3"),
        ("deepseek-v3", 68.625, "70.272 kB, arXiv:2505.09343, table 1"),
        ("qwen2.5-72b", 320, "327.680 kB, arXiv:2505.09343, table 1"),
        ("llama-3.1-405b", 504, "516.096 kB, arXiv:2505.09343, table 1"),
        ("falcon-7b", 8, "multi-query: 2 * 32 * 64 values"),
    ],
)
def test_bytes_per_token(model, kibibytes, source):
    """What one token takes over all layers in 16 bit."""
    assert bytes_per_token(SHAPES[model]) == kibibytes * KIB, source


@pytest.mark.parametrize(
    ("model", "tokens", "gibibytes", "source"),
    [("llama-2-7b", 4096, 2, FACTS), ("llama-3-8b", 32_768, 4, FACTS)],
)
def test_cache_matches_published_size(model, tokens, gibibytes, source):
    """Whole sequences."""
    assert kv_cache_bytes(SHAPES[model], tokens=tokens) == gibibytes * GIB, source


def test_sequences_multiply():
    """Every live sequence has a cache of its own."""
    one = kv_cache_bytes(SHAPES["llama-3-8b"], tokens=1000)
    assert kv_cache_bytes(SHAPES["llama-3-8b"], tokens=1000, sequences=7) == 7 * one


@pytest.mark.parametrize(
    ("dtype", "share"), [("fp8", Fraction(1, 2)), ("q8_0", Fraction(17, 32)),
                         ("q4_0", Fraction(9, 32)), ("int4-g64", Fraction(9, 32))]
)  # fmt: skip
def test_quantized_cache_stores_its_constants(dtype, share):
    """8.5 and 4.5 bits, not 8 and 4."""
    bits = bits_per_value(dtype)
    full = kv_cache_bytes(SHAPES["llama-2-7b"], tokens=4096)
    assert kv_cache_bytes(SHAPES["llama-2-7b"], tokens=4096, bits=bits) == share * full


@pytest.mark.parametrize(
    ("model", "tokens", "held", "source"),
    [
        ("mistral-7b-v0.1", 32_000, 32 * 4096, "all 32 layers keep 4096 tokens"),
        ("mistral-7b-v0.1", 4000, 32 * 4000, "the window is not full"),
        ("mistral-7b-v0.3", 32_000, 32 * 32_000, "no window"),
        ("gemma-2-9b", 8192, 21 * 8192 + 21 * 4096, "every second layer has the window"),
        ("gemma-3-1b", 32_768, 4 * 32_768 + 22 * 512, "4 of 26 layers are global"),
    ],
)
def test_windowed_layers_stop_growing(model, tokens, held, source):
    """Only layers with a window are capped."""
    shape = SHAPES[model]
    per_layer = 2 * shape.kv_heads * shape.head_dim * 2
    assert kv_cache_bytes(shape, tokens=tokens) == held * per_layer, source


@pytest.mark.parametrize(
    ("kv_heads", "gpus", "held"),
    [(8, 1, 8), (8, 2, 4), (8, 8, 1), (8, 16, 1), (1, 4, 1), (32, 8, 4)],
)
def test_heads_per_gpu(kv_heads, gpus, held):
    """max(1, H_kv // n), as in vLLM's config/model.py."""
    assert heads_per_gpu(kv_heads, gpus) == held


def test_cache_stops_shrinking_beyond_the_heads():
    """16 GPUs hold as much each as 8 do; a latent is never split."""
    shape, latent = SHAPES["llama-3-70b"], SHAPES["deepseek-v3"]
    eight = kv_cache_bytes(shape, tokens=100, tensor_parallel=8)
    assert eight == kv_cache_bytes(shape, tokens=100) / 8
    assert kv_cache_bytes(shape, tokens=100, tensor_parallel=16) == eight
    assert bytes_per_token(latent, tensor_parallel=8) == bytes_per_token(latent)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("bits", [16, Fraction(9, 2)], ids=str)
def test_derivation_gives_the_bytes(model, bits):
    """Every line recomputes, and the last one is the cache."""
    asked = {"tokens": 5001, "sequences": 3, "bits": bits}
    size = kv_cache_bytes(SHAPES[model], **asked)
    assert recompute(kv_cache_steps(SHAPES[model], **asked)) == size


def test_derivation_splits_heads_among_gpus():
    """Tensor parallelism is a line of its own."""
    asked = {"tokens": 100, "tensor_parallel": 16}
    steps = kv_cache_steps(SHAPES["llama-3-8b"], **asked)
    assert recompute(steps) == kv_cache_bytes(SHAPES["llama-3-8b"], **asked)
    assert "max(1, floor(H_kv / n))" in [step.formula for step in steps]


def test_odd_shapes_round_up_to_a_byte():
    """Three 4-bit values take two bytes."""
    shape = CacheShape(layers=1, kv_heads=1, head_dim=1)
    assert kv_cache_bytes(shape, tokens=1, bits=Fraction(9, 2)) == 2
    assert recompute(kv_cache_steps(shape, tokens=1, bits=Fraction(9, 2))) == 2


@given(
    st.sampled_from(sorted(SHAPES)), st.integers(0, 10**12), st.integers(1, 64),
    st.sampled_from([16, 8, Fraction(17, 2)]),
)  # fmt: skip
def test_longest_context_is_the_longest(model, kv_bytes, sequences, bits):
    """It fits, and one token more does not."""
    shape, asked = SHAPES[model], {"sequences": sequences, "bits": bits}
    tokens = longest_context(shape, kv_bytes=kv_bytes, **asked)
    if tokens is None:
        assert shape.windowed_layers == shape.layers
        assert kv_cache_bytes(shape, tokens=10**12, **asked) <= kv_bytes
        return
    assert kv_cache_bytes(shape, tokens=tokens + 1, **asked) > kv_bytes
    assert not tokens or kv_cache_bytes(shape, tokens=tokens, **asked) <= kv_bytes


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"tokens": 0}, "tokens must be at least 1"),
        ({"tokens": float("nan")}, "tokens must be finite"),
        ({"tokens": 1, "sequences": -1}, "sequences must be at least 1"),
        ({"tokens": 1, "bits": 0}, "bits must be above 0"),
        ({"tokens": 1, "tensor_parallel": 3}, "8 key/value heads cannot be shared evenly by 3"),
        ({"tokens": 1, "tensor_parallel": 0}, "GPUs must be at least 1"),
        ({"tokens": 10**30}, "tokens must be at most"),
    ],
)
def test_bad_input(asked, says):
    """What cannot be is refused with the reason."""
    with pytest.raises(ValueError, match=says):
        kv_cache_bytes(SHAPES["llama-3-8b"], **asked)


@pytest.mark.parametrize("field", ["layers", "kv_heads", "head_dim"])
def test_bad_shapes(field):
    """A shape of one's own has counts above zero."""
    with pytest.raises(ValueError, match="must be at least 1"):
        CacheShape(**{"layers": 1, "kv_heads": 1, "head_dim": 1, field: 0})
