"""Questions on weights and parameters give the figures that others printed."""

import pytest

from tests.world import ask
from trainer.grading.numeric import grade_answer
from trainer.units import in_unit

SAID = "figures of interviews beside the exact ones, facts/calculators.md"
COUNTED = "counted on real model objects, facts/models.json"


@pytest.mark.parametrize(
    ("family", "bounds", "shown", "source"),
    [
        ("weights-raw", {"models": ["llama-2-7b"], "dtypes": ["fp16"]}, "13.48", SAID),
        ("weights-raw", {"models": ["llama-2-70b"], "dtypes": ["bf16"]}, "137.95", SAID),
        ("weights-raw", {"models": ["llama-3-70b"], "dtypes": ["fp16"]}, "141.11", SAID),
        ("checkpoint-awq", {"models": ["llama-2-7b"], "schemes": ["awq-g128"]}, "3.89", SAID),
        ("checkpoint-awq", {"models": ["llama-3-8b"], "schemes": ["awq-g128"]}, "5.73", SAID),
        ("checkpoint-awq", {"models": ["llama-2-70b"], "schemes": ["awq-g128"]}, "36.61", SAID),
        ("params-total", {"models": ["llama-3-8b"]}, "8030261248", COUNTED),
        ("params-total", {"models": ["qwen2.5-7b"]}, "7615616512", COUNTED),
        ("weights-experts", {"models": ["mixtral-8x7b"], "dtypes": ["int8"]}, "46.70", COUNTED),
        (
            "groups-bits",
            {"bits": ["4"], "groups": ["128"], "scale_bits": ["16"], "zero_bits": ["4"]},
            "4.15625",
            "AutoAWQ linear/gemm.py, facts/calculators.md",
        ),
    ],
)
def test_answer_matches_published_figure(family, bounds, shown, source):
    """The answer, rounded to the digits that are shown, is the figure."""
    question = ask(family, 0, bounds)
    digits = len(shown.partition(".")[2])
    assert f"{in_unit(question.value, question.unit):.{digits}f}" == shown, source


@pytest.mark.parametrize(
    ("family", "bounds", "known", "shown", "source"),
    [
        (
            "weights-experts",
            {"models": ["mixtral-8x7b"], "dtypes": ["fp16"]},
            "W11",
            "112.00",
            "8 * 7e9 * 2, facts/mistakes.md",
        ),
        (
            "checkpoint-awq",
            {"models": ["llama-3-8b"], "schemes": ["awq-g128"]},
            "W8",
            "4.17",
            "facts/mistakes.md",
        ),
    ],
)
def test_mistake_matches_published_figure(family, bounds, known, shown, source):
    """The value of a mistake is the figure that others saw."""
    question = ask(family, 0, bounds)
    value = {mistake.id: mistake.value for mistake in question.mistakes}[known]
    assert f"{in_unit(value, question.unit):.2f}" == shown, source


def test_interview_rounding_takes_the_count_that_is_said():
    """Seven billion parameters of two bytes are 14 GB."""
    question = ask("weights-raw", 0, {"models": ["llama-2-7b"], "dtypes": ["fp16"]})
    assert question.rounded == (14 * 10**9,)


def test_no_rounding_where_overhead_is_asked():
    """A question on group constants or whole checkpoints accepts no raw bytes."""
    for family in ("groups-linear", "groups-constants", "checkpoint-awq", "checkpoint-nf4"):
        assert ask(family).rounded == ()


@pytest.mark.parametrize(
    ("family", "bounds", "typed"),
    [
        ("train-lora", {"models": ["llama-3-70b"], "rank": ["64"]},
         "140 GB + 16 * 828375040 bytes"),
        ("decode-one-user", {"models": ["mistral-7b-v0.3"], "gpus": ["h100-sxm"],
                             "dtypes": ["bf16"]}, "3350 / 14"),
        ("kv-as-large-as-weights", {"models": ["llama-2-7b"]}, "14 GB / (512 KiB)"),
        ("kv-as-large-as-weights", {"models": ["qwen2.5-7b"]}, "14 GB / (56 KiB)"),
    ],
)  # fmt: skip
def test_the_count_that_is_said_may_be_used_where_raw_weights_are_one_part(family, bounds, typed):
    """Seven billion for 7.25, or 70 for 70.55, is rounding, whatever else the question adds."""
    question = ask(family, 0, bounds)
    assert question.rounded
    assert grade_answer(question, typed).verdict in ("correct", "rounded")
