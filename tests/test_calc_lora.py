"""Low-rank adapters."""

from fractions import Fraction

import pytest

from tests.derivations import recompute
from tests.shapes import MODELS
from trainer.calc.lora import largest_rank, lora, lora_steps, targeted
from trainer.calc.parameters import parameters

PEFT = "printed by PEFT's print_trainable_parameters"
FACTS = "facts/calculators.md"


@pytest.mark.parametrize(
    ("model", "rank", "targets", "trainable", "source"),
    [
        ("llama-2-7b", 8, (), 4_194_304, PEFT),
        ("llama-3-8b", 8, ("q_proj", "v_proj"), 3_407_872, PEFT),
        ("llama-3-8b", 16, ("all-linear",), 41_943_040, PEFT),
        ("llama-1-65b", 64, ("all-linear",), 799_539_200, "by hand, arXiv:2305.14314"),
        ("gpt2-small", 8, (), 12 * 8 * (768 + 2304), "a fused c_attn has one A, a wide B"),
        ("phi-3-mini", 8, ("qkv_proj",), 32 * 8 * (3072 + 9216), "fused qkv"),
        ("falcon-7b", 8, (), 32 * 8 * (4544 + 4672), "fused multi-query qkv"),
        ("mixtral-8x7b", 8, ("w1",), 32 * 8 * 8 * (4096 + 14_336), "every expert has its own"),
    ],
)
def test_trainable_parameters(model, rank, targets, trainable, source):
    """A matrix adds r (in + out)."""
    assert lora(MODELS[model], rank=rank, targets=targets).trainable_params == trainable, source


def test_percent_as_peft_prints_it():
    """4,194,304 of 6,742,609,920 is 0.0622%, adapter counted on both sides."""
    assert float(lora(MODELS["llama-2-7b"], rank=8).percent) == 0.06220594176090199, PEFT


def test_adapters_are_fp32_unless_told():
    """4 bytes per parameter by default, 2 in 16 bit."""
    shape = MODELS["llama-2-7b"]
    assert lora(shape, rank=8).adapter_bytes == 4 * 4_194_304, FACTS
    assert lora(shape, rank=8, bits=16).adapter_bytes == 2 * 4_194_304


def test_dora_adds_a_magnitude_for_each_output():
    """Rank does not matter for what DoRA adds."""
    shape, targets = MODELS["llama-3-8b"], ("q_proj", "v_proj")
    for rank in (8, 16):
        plain = lora(shape, rank=rank, targets=targets).trainable_params
        dora = lora(shape, rank=rank, targets=targets, dora=True).trainable_params
        assert dora - plain == 32 * (4096 + 1024)


def test_modules_to_save_are_full_copies():
    """Embedding and head of Llama-3-8B are 1.05 B parameters; own names work too."""
    shape = MODELS["llama-3-8b"]
    saved = lora(shape, rank=8, modules_to_save=["embed_tokens", "lm_head"]).trainable_params
    assert saved - 3_407_872 == 2 * 128_256 * 4096
    neox = MODELS["pythia-6.9b"]
    both = [
        lora(neox, rank=8, modules_to_save=[name]).trainable_params
        for name in ("embed_out", "lm_head")
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("model", "targets", "names"),
    [
        ("gpt2-small", ["c_proj"], ["attn.c_proj", "mlp.c_proj"]),
        ("gpt2-small", ["mlp.c_proj"], ["mlp.c_proj"]),
        ("pythia-6.9b", ["dense"], ["dense"]),
        ("qwen3-30b-a3b", ["gate_proj"], ["experts.gate_proj"]),
        ("llama-2-7b", [], ["q_proj", "v_proj"]),
    ],
)
def test_targets_match_the_end_of_a_name(model, targets, names):
    """PEFT's rule: the name itself, or what stands after a dot."""
    assert [one.name for one in targeted(MODELS[model], targets)] == names


def test_all_linear_leaves_the_router_alone():
    """Attention and experts, not the router."""
    names = {one.name for one in targeted(MODELS["mixtral-8x7b"], ["all-linear"])}
    assert {"q_proj", "experts.w3"} <= names
    assert "gate" not in names


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("dora", [False, True], ids=["lora", "dora"])
def test_derivation_gives_the_parameters(model, dora):
    """Every line recomputes, and the last one is what is trained."""
    shape = MODELS[model]
    asked = {"rank": 8, "targets": ["all-linear"], "dora": dora, "modules_to_save": ["lm_head"]}
    assert recompute(lora_steps(shape, **asked)) == lora(shape, **asked).trainable_params


@pytest.mark.parametrize("room", [10**6, 10**9, 10**10, 10**15])
def test_largest_rank_is_the_largest(room):
    """It fits, and one more does not, unless the matrix ends it."""
    shape = MODELS["llama-3-8b"]
    rank = largest_rank(shape, room=room)
    assert rank == 0 or 16 * lora(shape, rank=rank).trainable_params <= room
    assert rank == 1024 or 16 * lora(shape, rank=rank + 1).trainable_params > room


@pytest.mark.parametrize(
    ("model", "asked", "says"),
    [
        ("llama-2-7b", {"rank": 0}, "rank must be at least 1"),
        ("llama-2-7b", {"rank": 8.5}, "rank must be a whole number"),
        ("llama-3-8b", {"rank": 1025}, "rank 1025 is above the narrowest matrix; at most 1024"),
        ("llama-3-8b", {"rank": 8, "targets": ["qproj"]}, "no matrix 'qproj'; closest: q_proj"),
        ("llama-3-8b", {"rank": 8, "targets": ["lm_head"]}, "no matrix 'lm_head'"),
        ("phi-3-mini", {"rank": 8}, "no default targets for phi3; name some of qkv_proj"),
        ("llama-3-8b", {"rank": 8, "modules_to_save": ["norm"]}, "'norm' cannot be saved"),
    ],
)
def test_bad_input(model, asked, says):
    """What cannot be is refused with the reason."""
    with pytest.raises(ValueError, match=says):
        lora(MODELS[model], **asked)


def test_saving_embeddings_does_not_change_the_base():
    """The frozen model is counted once, whatever is trained."""
    shape = MODELS["llama-3-8b"]
    made = lora(shape, rank=8, modules_to_save=["lm_head"])
    all_params = parameters(shape).total + made.trainable_params
    assert made.percent == Fraction(100 * made.trainable_params, all_params)
