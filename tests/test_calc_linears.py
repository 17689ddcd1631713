"""The weight matrices of a model, by name."""

import pytest

from tests.shapes import MODELS
from trainer.calc.linears import linears

CODE = "transformers, modeling_{}.py"


@pytest.mark.parametrize(
    ("model", "name", "inputs", "outputs", "copies", "biased"),
    [
        ("llama-3-8b", "k_proj", 4096, 1024, 32, False),
        ("llama-3-8b", "down_proj", 14336, 4096, 32, False),
        ("qwen2.5-7b", "k_proj", 3584, 512, 28, True),
        ("qwen2.5-7b", "o_proj", 3584, 3584, 28, False),
        ("qwen3-32b", "q_proj", 5120, 8192, 64, False),
        ("phi-3-mini", "qkv_proj", 3072, 9216, 32, False),
        ("phi-3-mini", "gate_up_proj", 3072, 16384, 32, False),
        ("gpt2-small", "c_attn", 768, 2304, 12, True),
        ("falcon-7b", "query_key_value", 4544, 4672, 32, False),
        ("falcon-40b", "query_key_value", 8192, 9216, 60, False),
        ("pythia-6.9b", "dense_h_to_4h", 4096, 16384, 32, True),
        ("opt-13b", "fc1", 5120, 20480, 40, True),
        ("mixtral-8x7b", "experts.w2", 14336, 4096, 32 * 8, False),
        ("qwen3-30b-a3b", "gate", 2048, 128, 48, False),
        ("deepseek-v2-lite", "q_proj", 2048, 16 * 192, 27, False),
        ("deepseek-v2-lite", "shared_experts.up_proj", 2048, 2816, 26, False),
        ("deepseek-v3", "q_b_proj", 1536, 128 * 192, 61, False),
        ("deepseek-v3", "kv_a_proj_with_mqa", 7168, 576, 61, False),
        ("deepseek-v3", "experts.gate_proj", 7168, 2048, 58 * 256, False),
    ],
)
def test_matrices_have_published_widths(model, name, inputs, outputs, copies, biased):
    """Widths, copies and biases as in the model's code."""
    found = {one.name: one for one in linears(MODELS[model])}[name]
    actual = (found.inputs, found.outputs, found.copies, found.biased)
    source = CODE.format(MODELS[model].architecture)
    assert actual == (inputs, outputs, copies, biased), source


def test_names_are_unique():
    """A name means one matrix, so that formulas can use it."""
    for shape in MODELS.values():
        names = [one.name for one in linears(shape)]
        assert len(set(names)) == len(names), shape.name
