"""Questions on tools that are wrong agree with what was seen of these tools."""

import pytest

from tests.world import ask

SEEN = "facts/calculators.md, what the existing calculators get wrong"


@pytest.mark.parametrize(
    ("family", "model", "step", "billions", "source"),
    [
        ("tool-gpu-poor", "llama-2-70b", "counted", 78.4, SEEN),
        ("tool-llm-analysis", "qwen3-32b", "counted", 29.7, SEEN),
        ("tool-llm-analysis", "qwen3-32b", "total", 32.8, SEEN),
    ],
)
def test_tool_counts_what_was_seen(family, model, step, billions, source):
    """The step that stands for the tool gives the figure that the tool printed."""
    values = {step.name: step.value for step in ask(family, 0, {"models": [model]}).steps}
    assert round(float(values[step]) / 1e9, 1) == billions, source


def test_accelerate_leaves_out_the_head():
    """Llama-2-7B is 6.607 billion parameters to accelerate."""
    steps = ask("tool-accelerate", 0, {"models": ["llama-2-7b"]}).steps
    values = {step.name: step.value for step in steps}
    assert f"{(values['N'] - values['lm_head']) / 1e9:.3f}" == "6.607", SEEN


@pytest.mark.parametrize(("model", "factor"), [("llama-2-7b", 0.5), ("llama-2-70b", 4)])
def test_cookbook_is_half_for_full_attention(model, factor):
    """Half the truth for MHA; the ratio of the heads makes it too large for GQA."""
    assert ask("tool-cookbook", 0, {"models": [model]}).value == factor, SEEN
