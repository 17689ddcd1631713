"""Parameters of a model, by part."""

import pytest

from tests.derivations import recompute
from tests.shapes import MODELS
from trainer.calc.parameters import PARTS, parameters, parameters_steps

COUNTED = "counted on real model objects, facts/models.json"
CARD = "parameters of the safetensors files, as the model's Hugging Face page shows them"


@pytest.mark.parametrize(
    ("model", "total", "source"),
    [
        ("llama-2-7b", 6_738_415_616, COUNTED),
        ("llama-2-70b", 68_976_648_192, COUNTED),
        ("llama-3-8b", 8_030_261_248, COUNTED),
        ("mixtral-8x7b", 46_702_792_704, COUNTED),
        ("qwen2.5-7b", 7_615_616_512, COUNTED),
        ("gpt2-small", 124_439_808, COUNTED),
        ("gemma-2-9b", 9_241_705_984, CARD),
        ("gemma-3-1b", 999_885_952, CARD),
        ("phi-3-mini", 3_821_079_552, CARD),
        ("qwen3-32b", 32_762_123_264, CARD),
        ("qwen3-30b-a3b", 30_532_122_624, CARD),
        ("deepseek-v2-lite", 15_706_484_224, CARD),
        ("deepseek-v3", 671_026_419_200, "tensors of the checkpoint without its MTP layer"),
        ("pythia-6.9b", 6_857_302_016, "Pythia's README, 6,444,163,072 without embeddings"),
    ],
)
def test_total_matches_counted_models(model, total, source):
    """The formula gives exactly what model objects and files hold."""
    assert parameters(MODELS[model]).total == total, source


@pytest.mark.parametrize(
    ("model", "billions", "source"),
    [
        ("opt-175b", 175, "arXiv:2205.01068, table 1"),
        ("opt-13b", 13, "arXiv:2205.01068, table 1"),
        ("falcon-7b", 7, "arXiv:2311.16867"),
        ("falcon-40b", 40, "arXiv:2311.16867"),
        ("gpt2-xl", 1.558, "openai/gpt-2: the 1558M model"),
        ("llama-1-65b", 65.2, "arXiv:2302.13971, table 2"),
        ("llama-3.1-405b", 405, "arXiv:2407.21783"),
        ("gemma-2b", 2.5, "arXiv:2403.08295, table 2"),
    ],
)
def test_total_matches_published_size(model, billions, source):
    """Where only a rounded size is printed, the formula lies within 4% of it."""
    assert parameters(MODELS[model]).total == pytest.approx(billions * 1e9, rel=0.04), source


@pytest.mark.parametrize(
    ("model", "billions", "source"),
    [
        ("mixtral-8x7b", 12.9, "arXiv:2401.04088"),
        ("qwen3-30b-a3b", 3.3, "Qwen3-30B-A3B model card"),
        ("deepseek-v3", 37, "arXiv:2412.19437"),
    ],
)
def test_active_parameters_of_mixtures(model, billions, source):
    """A token meets only some experts; embedding and head are counted."""
    assert parameters(MODELS[model]).active == pytest.approx(billions * 1e9, rel=0.02), source


def test_dense_models_use_all_parameters():
    """Without experts everything is active."""
    split = parameters(MODELS["llama-3-8b"])
    assert split.active == split.total


def test_parts_of_llama_3_8b():
    """The split by hand: 128,256 x 4096 twice, GQA attention, SwiGLU, norms."""
    split = parameters(MODELS["llama-3-8b"])
    assert split.embedding == split.lm_head == 128_256 * 4096
    assert split.attention == 32 * (2 * 4096 * 4096 + 2 * 4096 * 1024)
    assert split.mlp == 32 * 3 * 4096 * 14_336
    assert split.norm == 65 * 4096
    assert split.router == 0


def test_a_tied_head_counts_once():
    """The head of a tied model is its embedding."""
    assert parameters(MODELS["llama-3.2-1b"]).lm_head == 0


@pytest.mark.parametrize("model", MODELS)
def test_derivation_gives_the_total(model):
    """Every line recomputes, the last one is the total, and its parts are the split."""
    split, steps = parameters(MODELS[model]), parameters_steps(MODELS[model])
    assert recompute(steps) == split.total
    values = {step.name: step.value for step in steps}
    assert [values[part] for part in PARTS] == [getattr(split, part) for part in PARTS]
