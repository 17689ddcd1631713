"""What fits on a GPU."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.derivations import recompute
from tests.shapes import MODELS
from trainer.calc.capacity import (
    Budget,
    capacity,
    capacity_steps,
    kv_budget,
    kv_budget_steps,
)
from trainer.calc.kv_cache import CacheShape, cache_shape, kv_cache_bytes
from trainer.units import GIB

QWEN = CacheShape(layers=32, kv_heads=32, head_dim=128)  # Qwen1.5-7B of vLLM's own tests
VLLM = "vLLM, tests/v1/core/test_kv_cache_utils.py"


def test_longest_context_as_in_vllm():
    """8 GiB hold 16,384 tokens of Qwen1.5-7B (test_estimate_max_model_len)."""
    served = capacity(QWEN, kv_bytes=8 * GIB, max_len=16_385)
    assert (served.longest_context, served.blocks) == (16_384, 1024), VLLM
    assert served.short_by == 2 * 32 * 16 * 2 * 32 * 128 * 2, "one block more, and the null block"


def test_concurrency_as_in_vllm():
    """1.5 times the blocks of a request are a concurrency of 1.5 (test_get_max_concurrency...)."""
    served = capacity(QWEN, kv_bytes=12 * GIB, max_len=16_384)
    assert (served.blocks, served.concurrency) == (1536, Fraction(3, 2)), VLLM
    assert served.tokens == 24_576, "the log's KV cache size: 1.5 * 16,384"
    assert served.requests == 1, "whole requests"


def test_the_null_block_can_cost_a_request():
    """Blocks for exactly two requests hold one, since one block stays empty."""
    served = capacity(QWEN, kv_bytes=16 * GIB, max_len=16_384)
    assert (served.concurrency, served.requests, served.short_by) == (2, 1, 0)
    exact = capacity(QWEN, kv_bytes=8 * GIB, max_len=16_384)
    assert (exact.blocks, exact.requests, exact.short_by) == (1024, 0, 8 * GIB // 1024)


def test_tensor_parallel_splits_heads_not_layers():
    """Two GPUs hold half the heads each, so the same bytes hold twice the tokens."""
    one = capacity(QWEN, kv_bytes=8 * GIB, max_len=4096)
    two = capacity(QWEN, kv_bytes=8 * GIB, max_len=4096, tensor_parallel=2)
    assert two.tokens == 2 * one.tokens


def test_too_little_memory_is_a_result():
    """Nothing fits: zeros, and the bytes that are missing."""
    served = capacity(QWEN, kv_bytes=0, max_len=100)
    assert (served.blocks, served.tokens, served.requests) == (0, 0, 0)
    assert served.short_by == kv_cache_bytes(QWEN, tokens=128), "7 blocks of 16 and the null block"


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (16, Budget(74, 55, 0)),
        (70, Budget(74, 1, 0)),
        (71, Budget(74, 0, 0)),
        (80, Budget(74, 0, 9)),
    ],
)
def test_budget_by_hand(weights, expected):
    """ceil(0.92 * 80) - weights - 3; a model that is too big is short, not an error."""
    assert kv_budget(80, weights=weights, overhead=3) == expected
    assert recompute(kv_budget_steps(80, weights=weights, overhead=3)) == expected.kv_bytes


def test_utilization_is_of_the_whole_gpu():
    """The share is taken before weights are subtracted, and rounded up to a byte as in vLLM."""
    assert kv_budget(101, weights=10, utilization=0.9).kv_bytes == 81
    assert kv_budget(100, weights=10, utilization=1).kv_bytes == 90


@given(
    st.sampled_from(sorted(MODELS)), st.integers(0, 10**12), st.integers(1, 200_000),
    st.sampled_from([1, 16, 32]), st.sampled_from([16, 8, Fraction(9, 2)]),
)  # fmt: skip
def test_derivation_gives_the_capacity(model, kv_bytes, max_len, block_size, bits):
    """Every line recomputes; what fits agrees with what is short."""
    shape = cache_shape(MODELS[model])
    asked = {"kv_bytes": kv_bytes, "max_len": max_len, "block_size": block_size, "bits": bits}
    served, steps = capacity(shape, **asked), capacity_steps(shape, **asked)
    assert recompute(steps) == served.concurrency
    values = {step.name: step.value for step in steps}
    for name in ("blocks", "longest_context", "tokens"):
        assert values[name] == getattr(served, name)
    assert (served.short_by == 0) == (served.requests >= 1)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: capacity(QWEN, kv_bytes=-1, max_len=1), "kv bytes must be at least 0"),
        (lambda: capacity(QWEN, kv_bytes=1, max_len=0), "max length must be at least 1"),
        (lambda: capacity(QWEN, kv_bytes=1, max_len=1, block_size=0), "block size"),
        (lambda: kv_budget(80, weights=-1), "weights must be at least 0"),
        (lambda: kv_budget(80, weights=1, utilization=1.1), "utilization must be at most 1"),
        (lambda: kv_budget(80, weights=1, utilization=0), "utilization must be above 0"),
        (lambda: kv_budget(0, weights=1), "GPU memory must be at least 1"),
    ],
)
def test_bad_input(call, says):
    """What cannot be is refused with the reason."""
    with pytest.raises(ValueError, match=says):
        call()
