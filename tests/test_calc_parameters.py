"""Parameters of a model, by part."""

import pytest

from tests.derivations import recompute
from tests.shapes import MODELS
from trainer.calc.parameters import PARTS, parameters, parameters_steps

COUNTED = "counted on real model objects, facts/models.json"
CARD = "safetensors parameter count on the model's Hugging Face page"


@pytest.mark.parametrize(
    ("model", "total", "source"),
    [
        ("llama-2-7b", 6_738_415_616, COUNTED),
        ("llama-2-70b", 68_976_648_192, COUNTED),
        ("llama-3-8b", 8_030_261_248, COUNTED),
        ("mixtral-8x7b", 46_702_792_704, COUNTED),
        ("qwen2.5-7b", 7_615_616_512, COUNTED),
        ("gpt2-small", 124_439_808, COUNTED),
    ],
)
def test_total_matches_counted_models(model, total, source):
    """The formula gives exactly what model objects hold."""
    assert parameters(MODELS[model]).total == total, source


@pytest.mark.parametrize("model", MODELS)
def test_derivation_gives_the_total(model):
    """Every line recomputes, the last one is the total, and its parts are the split."""
    split, steps = parameters(MODELS[model]), parameters_steps(MODELS[model])
    assert recompute(steps) == split.total
    values = {step.name: step.value for step in steps}
    assert [values[part] for part in PARTS] == [getattr(split, part) for part in PARTS]
