"""Questions on known calculators that are wrong: by how much?

What each tool does was read in its source, at these commits; the prompts speak of them, and a later
version may differ:

| tool                 | file                                    | commit   |
|----------------------|-----------------------------------------|----------|
| EleutherAI/cookbook  | calc/calc_transformer_mem.py            | c2af7dbe |
| RahulSChand/gpu_poor | src/App.js, computeModelSize            | 0c49be41 |
| accelerate           | src/accelerate/commands/estimate.py     | 5b85718e |
| accelerate           | src/accelerate/utils/other.py           | 01f95c94 |
| cli99/llm-analysis   | llm_analysis/analysis.py                | cb071c1b |

Accelerate takes `AutoModel`, which has no head, unless the model's own code names another class.
"""

from __future__ import annotations

from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.linears import letters
from trainer.calc.parameters import parameters, parameters_steps
from trainer.questions.checkpoints import TURNS, drawn
from trainer.questions.derive import astray, until
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.parameters import PLAIN_GROUPED, attention_said, head_said, head_turn
from trainer.units import GIB

UNTIED = (
    "llama-2-7b", "llama-2-13b", "llama-2-70b", "llama-3-8b", "llama-3-70b", "mistral-7b-v0.3",
    "qwen2.5-7b", "qwen3-8b", "phi-3-mini",
)  # fmt: skip
PRINTED = (
    "3.8", "6.3", "12.55", "14.9", "24.2", "31.5", "65.0", "128.5", "131.4", "203.1",
)  # fmt: skip


def write_gib(draw: Draw) -> Draft:
    """How many GB a size is that was printed in GiB and called GB."""
    printed = draw.pick("printed")
    size = Fraction(printed) * GIB
    steps = (
        given("printed", Fraction(printed), "", "bytes / 2^30"),
        Step("bytes", "printed * 2 ** 30", size, "GB"),
    )
    return Draft(
        f"A tool divides bytes by 2^30 and prints {printed} GB. How many GB is that? (1 GB = 1e9 "
        "bytes)",
        steps,
        astray(steps, ("W9", "bytes", "printed * 10 ** 9")),
    )


def write_cookbook(draw: Draw) -> Draft:
    """By which factor the cookbook's cache is off."""
    name, shape = draw.model()
    true = 2 * shape.kv_heads * shape.head_dim
    steps = (
        *(step for step in letters(shape) if step.name in ("h", "H", "H_kv", "d")),
        Step("true", "2 * H_kv * d", true, "values", "keys and values of a token in a layer"),
        Step("tool", "h", shape.hidden_size, "values"),
        Step("factor", "tool / true", Fraction(shape.hidden_size, true), "x"),
    )
    return Draft(
        f"{name} has {attention_said(shape)}. The EleutherAI cookbook sizes its KV cache as bytes "
        "per value * hidden size * layers * tokens * batch. How many times the true size is that? "
        "(below 1 if too small)",
        steps,
        astray(steps, ("K1", "true", "H_kv * d"), ("K2", "true", "2 * H * d")),
    )


def write_head_size(draw: Draw) -> Draft:
    """By which factor a cache is off whose head size is worked out instead of read."""
    name, shape = draw.model()
    size = Fraction(shape.hidden_size, shape.heads)
    steps = (
        *(step for step in letters(shape) if step.name in ("h", "H", "H_kv", "d")),
        Step("true", "2 * H_kv * d", 2 * shape.kv_heads * shape.head_dim, "values"),
        Step("tool", "2 * H_kv * h / H", 2 * shape.kv_heads * size, "values"),
        Step("factor", "tool / true", size / shape.head_dim, "x"),
    )
    return Draft(
        f"{name} has {attention_said(shape)}. A tool takes the head size as hidden size / heads. "
        "How many times the true size is its KV cache? (below 1 if too small)",
        steps,
        astray(steps, ("K1", "true", "H_kv * d"), ("K2", "true", "2 * H * d")),
    )


def write_gpu_poor(draw: Draw) -> Draft:
    """By how many percent gpu_poor counts too many parameters."""
    name, shape = draw.model()
    h, steps = shape.hidden_size, parameters_steps(shape)
    layer = 4 * h * h + 3 * h * shape.intermediate_size
    counted = 2 * shape.vocab_size * h + shape.layers * layer
    excess = Fraction(counted, parameters(shape).total) - 1
    formula = "2 * V * h + L * (4 * h * h + 3 * h * I)"
    steps = (
        *steps,
        Step("counted", formula, counted, "parameters", "gpu_poor, computeModelSize"),
        Step("excess", "counted / total - 1", excess, "%"),
    )
    return Draft(
        f"{name} has {attention_said(shape)}, a gated MLP of intermediate size "
        f"{shape.intermediate_size:,}, a vocabulary of {shape.vocab_size:,}, and a head that "
        f"{head_said(shape)}. gpu_poor counts 2 V h + L (4 h h + 3 h I) parameters, in the "
        "letters for vocabulary, hidden size, layers and intermediate size. By how many percent "
        "is that too high?",
        steps,
        astray(steps, ("W13", "mlp", "2 * L * h * I"), head_turn(shape)),
    )


def write_accelerate(draw: Draw) -> Draft:
    """By how many percent a model is larger than accelerate prints."""
    name, shape = draw.model()
    total, head = parameters(shape).total, parameters(shape).lm_head
    printed = Fraction((total - head) * 2, GIB) * 10**9
    steps = (
        given("N", total, "parameters"),
        *until(parameters_steps(shape), "lm_head"),
        Step("bytes", "N * 2", total * 2, "GB", "fp16"),
        Step("printed", "(N - lm_head) * 2 / 2 ** 30 * 10 ** 9", printed, "GB", "GiB, called GB"),
        Step("gap", "bytes / printed - 1", total * 2 / printed - 1, "%"),
    )
    return Draft(
        f"{name} has {total / 1e9:.3f} billion parameters, a vocabulary of {shape.vocab_size:,}, "
        f"hidden size {shape.hidden_size:,} and an untied head. accelerate estimate-memory loads "
        "it without the head, divides bytes by 2^30 and calls that GB. By how many percent is the "
        "fp16 size in GB of 1e9 bytes above the number that it prints?",
        steps,
        astray(steps, ("W9", "printed", "(N - lm_head) * 2"), ("W14", "lm_head", "0")),
    )


def write_llm_analysis(draw: Draw) -> Draft:
    """By how many percent a model has more parameters than llm-analysis counts."""
    name, shape = draw.model()
    split, size = parameters(shape), Fraction(shape.hidden_size, shape.heads)
    heads = shape.heads + shape.kv_heads
    lost = shape.layers * 2 * shape.hidden_size * heads * (shape.head_dim - size)
    counted = split.total - split.lm_head - lost
    steps = (
        *parameters_steps(shape),
        Step("head_size", "h / H", size, "values", "instead of d"),
        Step("lost", "L * 2 * h * (H + H_kv) * (d - head_size)", lost, "parameters"),
        Step("counted", "total - lm_head - lost", counted, "parameters", "llm-analysis"),
        Step("gap", "total / counted - 1", split.total / counted - 1, "%"),
    )
    return Draft(
        f"{name} has {split.total / 1e9:.3f} billion parameters: {attention_said(shape)}, a "
        f"vocabulary of {shape.vocab_size:,}, and a head that {head_said(shape)}. llm-analysis "
        "takes the head size as hidden size / heads and lets the head share the embedding. By how "
        "many percent is the true count above its count?",
        steps,
        astray(steps, ("K14", "head_size", "d"), ("W14", "counted", "total - lost")),
    )


def write_int4(draw: Draw) -> Draft:
    """How many times larger than half a byte a parameter a checkpoint is."""
    described, checkpoint = drawn(draw)
    total, size = Fraction(checkpoint[0].value), checkpoint[-1].value
    steps = (
        *checkpoint,
        Step("estimate", "total / 2", total / 2, "GB", "fp32 / 8, accelerate"),
        Step("factor", "bytes / estimate", size / (total / 2), "x"),
    )
    return Draft(
        f"{described} A tool takes int4 as an eighth of fp32 for every parameter. How many times "
        "as large as its figure is the checkpoint?",
        steps,
        astray(steps, *TURNS),
    )


FAMILIES = (
    Family(
        name="tool-gib",
        title="A tool that prints GiB and calls them GB",
        topic="tools",
        level="green",
        unit="GB",
        bounds={"printed": PRINTED},
        write=write_gib,
    ),
    Family(
        name="tool-cookbook",
        title="How far off the cookbook's KV cache is",
        topic="tools",
        level="yellow",
        unit="x",
        bounds={"models": (*UNTIED, "llama-3.1-405b", "qwen2.5-72b", "falcon-40b", "opt-13b")},
        write=write_cookbook,
    ),
    Family(
        name="tool-head-size",
        title="How far off a KV cache with a worked-out head size is",
        topic="tools",
        level="yellow",
        unit="x",
        bounds={"models": ("qwen3-0.6b", "qwen3-32b", "qwen3-30b-a3b", "gemma-2-9b", "gemma-3-1b")},
        write=write_head_size,
    ),
    Family(
        name="tool-gpu-poor",
        title="How many parameters gpu_poor counts too many",
        topic="tools",
        level="red",
        unit="%",
        bounds={"models": (*PLAIN_GROUPED, "qwen2.5-7b", "qwen2.5-72b", "qwen3-8b")},
        write=write_gpu_poor,
    ),
    Family(
        name="tool-accelerate",
        title="How much larger a model is than accelerate prints",
        topic="tools",
        level="red",
        unit="%",
        bounds={"models": UNTIED},
        write=write_accelerate,
    ),
    Family(
        name="tool-llm-analysis",
        title="How many parameters llm-analysis misses",
        topic="tools",
        level="red",
        unit="%",
        bounds={"models": ("qwen3-0.6b", "qwen3-32b", "gemma-2-9b")},
        write=write_llm_analysis,
    ),
    Family(
        name="tool-int4",
        title="How much larger than half a byte a parameter a checkpoint is",
        topic="tools",
        level="red",
        unit="x",
        bounds={
            "models": ("llama-2-7b", "llama-2-13b", "llama-3-8b", "qwen2.5-7b", "qwen3-8b"),
            "schemes": ("awq-g32", "awq-g64", "awq-g128"),
        },
        write=write_int4,
    ),
)
