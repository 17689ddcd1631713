"""Questions on the speed of decoding: the bound of memory bandwidth, and when FLOPs take over."""

from __future__ import annotations

from trainer.calc.decode import ridge_batch_steps, speedup_steps, tokens_per_second_steps
from trainer.calc.derivation import Step, given
from trainer.calc.formats import bits_per_value
from trainer.calc.kv_cache import cache_shape, kv_cache_steps
from trainer.calc.parameters import parameters
from trainer.calc.shapes import Gpu
from trainer.calc.weights import raw_steps
from trainer.questions.derive import Turn, asked_in, astray, derived, until
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.kv_cache import attention, queries
from trainer.questions.weights import said

MODELS = ("llama-3-8b", "mistral-7b-v0.3", "qwen2.5-7b", "qwen3-8b")
GPUS = (
    "rtx-3090", "rtx-4090", "rtx-5090", "a10", "l4", "l40s", "a100-80gb", "h100-sxm", "h200",
)  # fmt: skip
LARGE = ("a100-80gb", "h100-pcie", "h100-sxm", "h200", "b200", "mi300x")
FREE = "(reading memory is all that takes time; 1 GB = 1e9 bytes)"


def write_bound(draw: Draw) -> Draft:
    """How fast one user's answer can come at best."""
    (name, shape), (_, gpu), dtype = draw.model(), draw.gpu(), draw.pick("dtypes")
    *numbers, size = raw_steps(parameters(shape).total, bits_per_value(dtype))
    steps = derived(
        tokens_per_second_steps(bandwidth=gpu.bandwidth, weight_bytes=int(size.value)),
        *numbers,
        Step("weights", size.formula, size.value, "GB", "read once per step"),
    )
    turns: dict[str, Turn] = {
        "bf16": ("W1", "weights", "N * 4"),
        "int4": ("W3", "weights", "N * 1"),
    }
    return Draft(
        f"{name} has {parameters(shape).total / 1e9:.2f} billion parameters, all in {dtype}, "
        f"without group constants. An {gpu.title} reads {gpu.bandwidth / 1e9:,.0f} GB/s. At most "
        f"how many tokens/s does a single user get, the cache still being empty? {FREE}",
        steps,
        astray(
            steps,
            ("W2", "weights", "N * bits"),
            *(turn for key, turn in turns.items() if key == dtype),
        ),
        rounded=tuple(gpu.bandwidth * 8 / (count * bits_per_value(dtype)) for count in said(name)),
    )


def write_users(draw: Draw) -> Draft:
    """How fast the answers of many users can come at best, together."""
    (name, shape), (_, gpu) = draw.model(), draw.gpu()
    users, tokens = draw.count("users"), draw.count("tokens")
    weights = 2 * parameters(shape).total
    per_token = until(kv_cache_steps(cache_shape(shape), tokens=1), "bytes_per_token")
    cache = int(per_token[-1].value) * tokens
    steps = derived(
        tokens_per_second_steps(
            bandwidth=gpu.bandwidth, weight_bytes=weights, kv_bytes=cache, sequences=users
        ),
        queries(shape.heads),
        *per_token,
        given("T", tokens, "tokens", "held by each"),
        Step("cache", "bytes_per_token * T", cache, "GB", "of one sequence"),
    )
    return Draft(
        f"{attention(name, shape)} Weights ({weights / 1e9:.2f} GB) and cache are bf16. An "
        f"{gpu.title} reads {gpu.bandwidth / 1e9:,.0f} GB/s. At most how many tokens/s do {users} "
        f"users with {tokens:,} tokens each get, all together? {FREE}",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K2", "values", "2 * H * d"),
            ("K5", "step_bytes", "weights + cache"),
            ("K9", "e", "0.5"),
        ),
    )


def write_ridge(draw: Draw) -> Draft:
    """From which batch on FLOPs, and no longer the weights' bytes, take the time."""
    (_, gpu), dtype = draw.gpu(), draw.pick("dtypes")
    bits = bits_per_value(dtype)
    steps = asked_in(ridge_batch_steps(flops=gpu.flops, bandwidth=gpu.bandwidth, bits=bits), "")
    turns: dict[str, Turn] = {
        "bf16": ("W1", "bytes_each", "4"),
        "int4": ("W3", "bytes_each", "1"),
    }
    return Draft(
        f"{_roofline(gpu)} Weights lie in memory in {dtype} and are multiplied in bf16, 2 FLOPs "
        "per weight and sequence. At which batch does multiplying take as long as reading the "
        "weights? (not rounded to a whole batch; cache and unpacking not counted)",
        steps,
        astray(
            steps,
            ("W2", "bytes_each", "bits"),
            *(turn for key, turn in turns.items() if key == dtype),
        ),
    )


def write_speedup(draw: Draw) -> Draft:
    """How much faster 4-bit weights decode than 16-bit ones at some batch."""
    (_, gpu), batch = draw.gpu(), draw.count("batch")
    steps = speedup_steps(batch, flops=gpu.flops, bandwidth=gpu.bandwidth)
    return Draft(
        f"{_roofline(gpu)} Both bf16 and int4 weights are multiplied in bf16, 2 FLOPs per weight "
        f"and sequence; a step takes the longer of reading and multiplying. At batch {batch}, how "
        "many times faster is int4? (cache, group constants and unpacking not counted)",
        steps,
        astray(steps, ("W3", "bits", "8")),
    )


def _roofline(gpu: Gpu) -> str:
    return (
        f"An {gpu.title} reads {gpu.bandwidth / 1e9:,.0f} GB/s and does {gpu.flops / 1e12:,g} "
        "dense bf16 TFLOP/s."
    )


FAMILIES = (
    Family(
        name="decode-one-user",
        title="Fastest decoding for one user",
        topic="decode",
        level="green",
        unit="tokens/s",
        bounds={"models": MODELS, "gpus": GPUS, "dtypes": ("bf16", "int8", "int4")},
        write=write_bound,
    ),
    Family(
        name="decode-users",
        title="Fastest decoding for many users",
        topic="decode",
        level="yellow",
        unit="tokens/s",
        bounds={
            "models": MODELS,
            "gpus": LARGE,
            "users": ("8", "12", "16", "24", "32"),
            "tokens": ("4096", "6000", "8192", "10000"),
        },
        write=write_users,
    ),
    Family(
        name="decode-ridge",
        title="Batch from which FLOPs take the time",
        topic="decode",
        level="red",
        unit="",
        bounds={"gpus": (*GPUS, "h100-pcie", "b200"), "dtypes": ("bf16", "int8", "int4")},
        write=write_ridge,
    ),
    Family(
        name="decode-int4-gain",
        title="Gain of 4-bit weights at some batch",
        topic="decode",
        level="red",
        unit="x",
        bounds={
            "gpus": (*GPUS, "h100-pcie", "b200"),
            "batch": ("1", "8", "16", "32", "48", "64", "96", "128", "192", "256", "512"),
        },
        write=write_speedup,
    ),
)
