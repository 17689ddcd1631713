"""Questions on the parameters that adapters train."""

import pytest

from tests.drawing import answer, wrong

PEFT = "PEFT, print_trainable_parameters"


@pytest.mark.parametrize(
    ("family", "bounds", "expected", "source"),
    [
        ("lora-trainable", {"models": "llama-2-7b", "rank": "8"}, 4_194_304, PEFT),
        ("lora-trainable", {"models": "llama-3-8b", "rank": "8"}, 3_407_872, PEFT),
        ("lora-all-linear", {"models": "llama-3-8b", "rank": "16"}, 41_943_040, PEFT),
        (
            "lora-targets",
            {"models": "llama-3-8b", "rank": "8", "targets": "q_proj k_proj"},
            3_407_872,
            "k_proj is as wide as v_proj",
        ),
        (
            "lora-dora",
            {"models": "llama-3-8b", "rank": "8"},
            3_407_872 + 32 * (4096 + 1024),
            "arXiv:2402.09353: LoRA and a magnitude for each output",
        ),
        (
            "lora-modules-to-save",
            {"models": "llama-3-8b", "rank": "16", "saved": "embed_tokens lm_head"},
            41_943_040 + 2 * 128_256 * 4096,
            "LoRA and two matrices of 128,256 x 4,096",
        ),
        (
            "lora-fused-qkv",
            {"models": "phi-3-mini", "rank": "8"},
            32 * 8 * (3072 + 3 * 3072),
            "config: qkv_proj maps 3,072 to 9,216 in 32 layers",
        ),
    ],
)
def test_trainable_parameters(family, bounds, expected, source):
    """The answers are counts that PEFT printed, or follow from them."""
    assert answer(family, **bounds) == expected, source


QV = {"models": "llama-3-8b", "rank": "8", "alpha": "16"}
ATTENTION = {"models": "llama-3-8b", "rank": "8", "targets": "q_proj v_proj"}
SAVED = {"models": "llama-3-8b", "rank": "16", "saved": "lm_head"}


@pytest.mark.parametrize(
    ("family", "mistake", "bounds", "expected"),
    [
        ("lora-trainable", "L1", QV, 32 * 8 * 4096 * 2),
        ("lora-trainable", "L2", QV, 32 * 2 * 8 * 4096 * 4096),
        ("lora-trainable", "L3", QV, 4_194_304),
        ("lora-trainable", "L4", QV, 3_407_872 // 32),
        ("lora-trainable", "L6", QV, 32 * 4096 * (4096 + 1024)),
        ("lora-trainable", "L7", QV, 2 * 3_407_872),
        ("lora-targets", "L5", ATTENTION, 32 * 8 * 2 * 4096),
        ("lora-targets", "L8", ATTENTION, 8_030_261_248 + 3_407_872),
        ("lora-targets", "L9", ATTENTION, 41_943_040 // 2),
        (
            "lora-fused-qkv",
            "L10",
            {"models": "phi-3-mini", "rank": "8"},
            32 * 3 * 8 * (3072 + 3072),
        ),
        ("lora-modules-to-save", "L14", SAVED, 41_943_040),
    ],
)
def test_known_wrong_formulas(family, mistake, bounds, expected):
    """Each mistake of the LoRA topic gives its own number."""
    assert wrong(family, mistake, **bounds) == expected
