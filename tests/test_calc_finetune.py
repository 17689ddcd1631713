"""Memory of fine-tuning."""

import pytest

from tests.derivations import recompute
from tests.shapes import MODELS
from trainer.calc.finetune import (
    RECIPES,
    adapter_training_bytes,
    adapter_training_steps,
    finetune_bytes,
    finetune_steps,
    frozen_bytes,
    recipe,
)
from trainer.calc.lora import lora
from trainer.calc.parameters import parameters

ZERO = "arXiv:1910.02054, figure 1"
FACTS = "facts/calculators.md"


@pytest.mark.parametrize(
    ("name", "each", "source"),
    [
        ("full8", 8, FACTS),
        ("full12", 12, FACTS),
        ("full16", 16, "arXiv:1910.02054, section 3.1"),
        ("full18", 18, FACTS),
        ("full6", 6.03125, FACTS + ": 8-bit Adam about 6.03"),
    ],
)
def test_bytes_per_parameter(name, each, source):
    """What each recipe keeps for a parameter."""
    assert recipe(name).bytes_per_parameter == each, source


def test_65b_as_in_the_qlora_paper():
    """More than 780 GB; exactly 783.4 GB at 12 bytes."""
    total = parameters(MODELS["llama-1-65b"]).total
    size = finetune_bytes(total, recipe("full12"))
    assert round(size / 1e9, 1) == 783.4, FACTS
    assert size > 780e9, "arXiv:2305.14314, abstract"


@pytest.mark.parametrize(
    ("stage", "gigabytes", "source"),
    [(0, 120, ZERO), (1, 31.4, ZERO), (2, 16.6, ZERO), (3, 1.9, ZERO)],
)
def test_zero_stages(stage, gigabytes, source):
    """7.5 B parameters on 64 GPUs, the paper's own example."""
    size = finetune_bytes(7.5e9, recipe("full16"), zero=stage, gpus=64)
    assert round(size / 1e9, 1) == gigabytes, source


def test_qlora_65b():
    """NF4 with double quantization, rank 64 on all linear layers: about 47.25 GB."""
    shape = MODELS["llama-1-65b"]
    base = frozen_bytes(shape, "qlora")
    trained = lora(shape, rank=64, targets=["all-linear"]).trainable_params
    size = adapter_training_bytes(base, trained)
    assert round(size / 1e9, 2) == 47.25, FACTS
    assert recompute(adapter_training_steps(base, trained)) == size


def test_lora_on_a_16_bit_base():
    """2 N + 16 P."""
    shape = MODELS["llama-2-7b"]
    base, trained = frozen_bytes(shape, "lora"), lora(shape, rank=8).trainable_params
    assert adapter_training_bytes(base, trained) == 2 * 6_738_415_616 + 16 * 4_194_304, FACTS


@pytest.mark.parametrize("zero", range(4))
@pytest.mark.parametrize("name", RECIPES)
def test_derivation_gives_the_bytes(name, zero):
    """Every line recomputes, and the last one is the memory of a GPU."""
    asked = {"zero": zero, "gpus": 7}
    size = finetune_bytes(8_030_261_248, recipe(name), **asked)
    assert recompute(finetune_steps(8_030_261_248, recipe(name), **asked)) == size


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: recipe("full14"), "unknown recipe 'full14'; known: full6, full8"),
        (lambda: frozen_bytes(MODELS["llama-2-7b"], "full8"), "'full8' trains no adapter"),
        (lambda: finetune_bytes(0, recipe("full8")), "parameters must be at least 1"),
        (lambda: finetune_bytes(1, recipe("full8"), zero=4), "stages 0 to 3, not 4"),
        (lambda: finetune_bytes(1, recipe("full8"), gpus=0), "GPUs must be at least 1"),
        (lambda: adapter_training_bytes(1, 0), "parameters must be at least 1"),
        (lambda: adapter_training_bytes(float("inf"), 1), "base bytes must be finite"),
    ],
)
def test_bad_input(call, says):
    """What cannot be is refused with the reason."""
    with pytest.raises(ValueError, match=says):
        call()
