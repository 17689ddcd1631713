"""Questions on low-rank adapters: how many parameters they train."""

from __future__ import annotations

from trainer.calc.derivation import given
from trainer.calc.linears import linears
from trainer.calc.lora import ALL_LINEAR, lora_steps
from trainer.calc.parameters import parameters
from trainer.calc.shapes import ModelShape
from trainer.questions.derive import astray
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.parameters import attention_said

MODELS = (
    "llama-2-7b", "llama-2-13b", "llama-2-70b", "llama-3-8b", "llama-3-70b", "mistral-7b-v0.3",
    "qwen2.5-7b", "qwen3-8b",
)  # fmt: skip
# Of these v is narrower than q, as its heads are grouped.
NARROW_V = ("llama-2-70b", "llama-3-8b", "llama-3-70b", "mistral-7b-v0.3", "qwen2.5-7b", "qwen3-8b")
FUSED = ("phi-3-mini", "falcon-7b", "falcon-40b", "pythia-6.9b", "gpt2-xl")
RANKS = ("4", "8", "16", "32", "64")
QV = ("q_proj", "v_proj")


def widths(name: str, shape: ModelShape) -> str:
    """What a prompt says of a model whose adapter is asked for."""
    return f"{name} has {attention_said(shape)}, intermediate size {shape.intermediate_size:,}."


def write_trainable(draw: Draw) -> Draft:
    """How many parameters an adapter on q and v trains."""
    name, shape = draw.model()
    rank, alpha = draw.count("rank"), draw.count("alpha")
    steps = (
        given("alpha", alpha, "", "scales what the adapter puts out"),
        *lora_steps(shape, rank=rank, targets=QV),
    )
    return Draft(
        f"{widths(name, shape)} You add LoRA of rank {rank} with alpha {alpha} to q_proj and "
        "v_proj. How many parameters are trainable?",
        steps,
        astray(
            steps,
            ("L1", "P", "L * 2 * r * h"),
            ("L2", "P", "L * 2 * r * h * h"),
            ("L3", "lora_v_proj", "r * (h + h)"),
            ("L4", "P", "lora_q_proj + lora_v_proj"),
            ("L6", "P", "L * (h * q + h * kv)"),
            ("L7", "P", "L * (lora_q_proj + lora_v_proj) * alpha / r"),
        ),
    )


def write_targets(draw: Draw) -> Draft:
    """How many parameters an adapter on some attention matrices trains."""
    name, shape = draw.model()
    rank, targets = draw.count("rank"), tuple(draw.pick("targets").split())
    total = parameters(shape).total
    steps = (
        given("N", total, "parameters", "frozen"),
        given("I", shape.intermediate_size, "values", "intermediate size, of the MLP"),
        *lora_steps(shape, rank=rank, targets=targets),
    )
    return Draft(
        f"{widths(name, shape)} Its {total / 1e9:.2f} billion parameters are frozen, and you add "
        f"LoRA of rank {rank} to {', '.join(targets[:-1])} and {targets[-1]}. How many parameters "
        "are trainable?",
        steps,
        astray(
            steps,
            ("L4", "P", " + ".join(f"lora_{target}" for target in targets)),
            ("L5", "P", "L * lora_q_proj"),
            ("L8", "P", f"N + {steps[-1].formula}"),
            ("L9", "P", "L * r * (2 * (h + q) + 2 * (h + kv) + 3 * (h + I))"),
        ),
    )


def write_all_linear(draw: Draw) -> Draft:
    """How many parameters an adapter on all seven matrices trains."""
    name, shape = draw.model()
    rank = draw.count("rank")
    steps = lora_steps(shape, rank=rank, targets=(ALL_LINEAR,))
    inputs = " + ".join(one.letters[0] for one in linears(shape))
    products = " + ".join(" * ".join(one.letters) for one in linears(shape))
    return Draft(
        f"{widths(name, shape)} You add LoRA of rank {rank} to all seven linear layers: q, k, v, "
        "o, gate, up and down. How many parameters are trainable?",
        steps,
        astray(
            steps,
            ("L1", "P", f"L * r * ({inputs})"),
            ("L2", "P", f"L * r * ({products})"),
            ("L4", "P", steps[-1].formula.replace("L * ", "")),
            ("L6", "P", f"L * ({products})"),
        ),
    )


def write_fused(draw: Draw) -> Draft:
    """How many parameters an adapter on a fused qkv trains."""
    name, shape = draw.model()
    rank, target = draw.count("rank"), shape.modules.attention[0][0]
    steps = lora_steps(shape, rank=rank, targets=(target,))
    fused = f"lora_{target}"
    return Draft(
        f"{widths(name, shape)} Its queries, keys and values come from one fused matrix, {target}, "
        f"and you add LoRA of rank {rank} to it alone. How many parameters are trainable?",
        steps,
        astray(
            steps,
            ("L1", fused, "r * h"),
            ("L2", fused, "r * h * qkv"),
            ("L4", "P", fused),
            ("L6", fused, "h * qkv"),
            ("L10", fused, "r * (h + q) + 2 * r * (h + kv)"),
        ),
    )


def write_dora(draw: Draw) -> Draft:
    """How many parameters DoRA on q and v trains."""
    name, shape = draw.model()
    rank = draw.count("rank")
    steps = lora_steps(shape, rank=rank, targets=QV, dora=True)
    return Draft(
        f"{widths(name, shape)} You add DoRA of rank {rank} to q_proj and v_proj: A and B as in "
        "LoRA, and a magnitude for each output. How many parameters are trainable?",
        steps,
        astray(
            steps,
            ("L3", "lora_v_proj", "r * (h + h) + h"),
            ("L4", "P", "lora_q_proj + lora_v_proj"),
            ("L5", "P", "L * lora_q_proj"),
            ("L6", "P", "L * (h * q + h * kv)"),
        ),
    )


def write_saved(draw: Draw) -> Draft:
    """How many parameters train when embedding or head are trained in full beside the adapter."""
    name, shape = draw.model()
    rank, saved = draw.count("rank"), tuple(draw.pick("saved").split())
    total = parameters(shape).total
    adapter = lora_steps(shape, rank=rank, targets=(ALL_LINEAR,))[-1].formula
    steps = (
        given("N", total, "parameters", "frozen"),
        *lora_steps(shape, rank=rank, targets=(ALL_LINEAR,), modules_to_save=saved),
    )
    return Draft(
        f"{widths(name, shape)} Its vocabulary has {shape.vocab_size:,} tokens, and embedding and "
        f"head are two matrices. You train LoRA of rank {rank} on all seven linear layers, with "
        f"modules_to_save {' and '.join(saved)}. How many parameters are trainable?",
        steps,
        astray(
            steps,
            ("L4", "P", steps[-1].formula.replace("L * ", "")),
            ("L8", "P", f"N + {steps[-1].formula}"),
            ("L14", "P", adapter),
        ),
    )


FAMILIES = (
    Family(
        name="lora-trainable",
        title="Trainable parameters of LoRA on q and v",
        topic="lora",
        level="green",
        unit="parameters",
        bounds={"models": MODELS, "rank": RANKS, "alpha": ("16", "32", "64", "128")},
        write=write_trainable,
    ),
    Family(
        name="lora-targets",
        title="Trainable parameters of LoRA on chosen matrices",
        topic="lora",
        level="green",
        unit="parameters",
        bounds={
            "models": NARROW_V,
            "rank": RANKS,
            "targets": (
                "q_proj v_proj",
                "q_proj k_proj",
                "q_proj k_proj v_proj",
                "q_proj k_proj v_proj o_proj",
            ),
        },
        write=write_targets,
    ),
    Family(
        name="lora-all-linear",
        title="Trainable parameters of LoRA on all linear layers",
        topic="lora",
        level="yellow",
        unit="parameters",
        bounds={"models": MODELS, "rank": RANKS},
        write=write_all_linear,
    ),
    Family(
        name="lora-fused-qkv",
        title="Trainable parameters of LoRA on a fused qkv",
        topic="lora",
        level="red",
        unit="parameters",
        bounds={"models": FUSED, "rank": RANKS},
        write=write_fused,
    ),
    Family(
        name="lora-dora",
        title="Trainable parameters of DoRA",
        topic="lora",
        level="yellow",
        unit="parameters",
        bounds={"models": NARROW_V, "rank": ("4", "8", "16", "32")},
        write=write_dora,
    ),
    Family(
        name="lora-modules-to-save",
        title="Trainable parameters beside modules trained in full",
        topic="lora",
        level="red",
        unit="parameters",
        bounds={
            "models": MODELS,
            "rank": ("16", "32", "64", "128"),
            "saved": ("embed_tokens lm_head", "lm_head"),
        },
        write=write_saved,
    ),
)
