"""Memory of weights."""

import pytest

from tests.derivations import recompute
from tests.shapes import MODELS
from trainer.calc.weights import (
    checkpoint,
    checkpoint_steps,
    group_bits,
    quantized_weights,
    raw_bytes,
    raw_steps,
    scheme,
)

FACTS = "facts/calculators.md, measured containers"
SCHEMES = ["fp16", "int4", "awq", "gptq", "gptq-3bit-g32", "nf4", "nf4-dq", "q4_0", "q6_k", "q8_0"]


@pytest.mark.parametrize(
    ("parameters", "bits", "size"),
    [(7e9, 16, 14e9), (70e9, 16, 140e9), (70e9, 4, 35e9), (7e9, 4, 3.5e9), (3, 4, 2)],
)
def test_raw_bytes(parameters, bits, size):
    """N * bits / 8, the interview's answer."""
    assert raw_bytes(parameters, bits) == size
    assert recompute(raw_steps(parameters, bits)) == size


@pytest.mark.parametrize(
    ("bits", "group", "each", "source"),
    [
        (4, 128, 4.15625, "facts/calculators.md"),
        (4, 64, 4.3125, "4 + 20/64"),
        (4, 32, 4.625, "4 + 20/32"),
        (3, 128, 3.1484375, "3 + 19/128"),
        (8, 128, 8.1875, "8 + 24/128"),
    ],
)
def test_group_bits(bits, group, each, source):
    """A 16-bit scale and a zero of b bits for each group."""
    assert group_bits(bits, group) == each, source


@pytest.mark.parametrize(
    ("model", "how", "gigabytes", "source"),
    [
        ("llama-2-7b", "fp16", 13.48, FACTS),
        ("llama-2-70b", "fp16", 137.95, FACTS),
        ("llama-3-70b", "bf16", 141.11, FACTS),
        ("llama-2-70b", "awq", 36.61, FACTS),
        ("llama-2-7b", "awq-g128", 3.89, FACTS),
        ("llama-3-8b", "awq", 5.73, FACTS),
    ],
)
def test_checkpoints_match_measured_sizes(model, how, gigabytes, source):
    """Embedding and head in 16 bit, linear layers in groups of 128."""
    assert round(checkpoint(MODELS[model], scheme(how)).bytes / 1e9, 2) == gigabytes, source


@pytest.mark.parametrize(
    ("how", "file"), [("q4_0", 3_825_807_040), ("q6_k", 5_529_194_176), ("q8_0", 7_161_089_728)]
)
def test_gguf_matches_files_of_llama_2_7b(how, file):
    """Published files of Llama-2-7B hold these tensors and a header of 741,056 bytes."""
    assert file - checkpoint(MODELS["llama-2-7b"], scheme(how)).bytes == 741_056


def test_gptq_stores_an_index_for_each_input():
    """GPTQ is AWQ and 4 bytes for each input of each linear layer."""
    shape = MODELS["llama-2-7b"]
    extra = checkpoint(shape, scheme("gptq")).bytes - checkpoint(shape, scheme("awq")).bytes
    assert extra == 4 * 32 * (6 * 4096 + 11_008)


def test_tied_models_store_one_vocabulary():
    """Where the head is the embedding, only one of them has bytes."""
    size = checkpoint(MODELS["llama-3.2-1b"], scheme("awq"))
    assert (size.embedding, size.head) == (2 * 128_256 * 2048, 0)


def test_quantizers_leave_the_router_alone():
    """All linear layers but router, embedding and head."""
    shape = MODELS["mixtral-8x7b"]
    kept = 2 * 32_000 * 4096 + 65 * 4096 + 32 * 4096 * 8
    assert quantized_weights(shape) == 46_702_792_704 - kept


@pytest.mark.parametrize("how", SCHEMES)
@pytest.mark.parametrize("model", ["llama-3-8b", "gpt2-small", "qwen2.5-7b", "deepseek-v3"])
def test_derivation_gives_the_bytes(model, how):
    """Every line recomputes, and the last one is the checkpoint."""
    shape, kind = MODELS[model], scheme(how)
    assert recompute(checkpoint_steps(shape, kind)) == checkpoint(shape, kind).bytes


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("awq-g0", "group size must be at least 1"),
        ("gptq-9bit", "bits must be at most 8"),
        ("gptq-0bit", "bits must be at least 1"),
        ("exl2", "unknown dtype 'exl2'"),
    ],
)
def test_bad_schemes(name, says):
    """A scheme that cannot be is refused."""
    with pytest.raises(ValueError, match=says):
        scheme(name)


@pytest.mark.parametrize(("parameters", "bits"), [(0, 16), (7e9, 0), (float("nan"), 4), (0.5, 8)])
def test_bad_counts(parameters, bits):
    """Zero, fractions of a parameter and NaN are refused."""
    with pytest.raises(ValueError, match="must be"):
        raw_bytes(parameters, bits)
