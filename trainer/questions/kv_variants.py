"""Questions on caches that are not plain: quantized, windowed, latent, split over GPUs."""

from __future__ import annotations

from trainer.calc.derivation import given
from trainer.calc.formats import bits_per_value
from trainer.calc.kv_cache import cache_shape, kv_cache_steps
from trainer.questions.derive import astray
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.kv_cache import GROUPED, SEQUENCES, TOKENS, attention, queries

LONG = ("6000", "8192", "10000", "12288", "20000", "24576", "32768")  # beyond every window
STORED = {
    "q8_0": "q8_0 (8-bit codes, one fp16 scale per block of 32)",
    "q4_0": "q4_0 (4-bit codes, one fp16 scale per block of 32)",
    "int4-g64": "int4 (groups of 64, each with an fp16 scale and an fp16 zero)",
}


def write_quantized(draw: Draw) -> Draft:
    """How large a quantized cache is, block constants included."""
    name, shape = draw.model()
    tokens, sequences = draw.count("tokens"), draw.count("sequences")
    dtype = draw.pick("dtypes")
    bits = bits_per_value(dtype)
    steps = kv_cache_steps(cache_shape(shape), tokens=tokens, sequences=sequences, bits=bits)
    return Draft(
        f"{attention(name, shape)} The cache is stored as {STORED[dtype]}. How many GiB does it "
        f"take for {sequences} sequences of {tokens:,} tokens, block constants included? "
        "(1 GiB = 2^30 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K4", "bytes_per_token", "values * e"),
            ("K6", "bytes", "ceil(bytes_per_token * B)"),
            ("K7", "e", str(float(bits))),
            ("K20", "e", f"{int(bits)} / 8"),
        ),
    )


def write_beside_int4(draw: Draw) -> Draft:
    """How large the cache of a model with 4-bit weights is."""
    name, shape = draw.model()
    tokens, sequences = draw.count("tokens"), draw.count("sequences")
    cache = kv_cache_steps(cache_shape(shape), tokens=tokens, sequences=sequences)
    steps = (queries(shape.heads), *cache)
    return Draft(
        f"{attention(name, shape)} You serve its 4-bit AWQ checkpoint with the default cache, "
        f"which has the dtype of the activations, fp16. How many GiB does the cache take for "
        f"{sequences} sequences of {tokens:,} tokens? (1 GiB = 2^30 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K2", "values", "2 * H * d"),
            ("K5", "B", "1"),
            ("K9", "e", "0.5"),
        ),
    )


def write_latent(draw: Draw) -> Draft:
    """How large the cache of multi-head latent attention is."""
    name, shape = draw.model()
    tokens, sequences = draw.count("tokens"), draw.count("sequences")
    cache = cache_shape(shape)
    value_dim = shape.latent.value_dim if shape.latent else shape.head_dim
    steps = (
        queries(shape.heads),
        given("d_v", value_dim, "values", "size of a key or value head, once expanded"),
        *kv_cache_steps(cache, tokens=tokens, sequences=sequences),
    )
    return Draft(
        f"{name} has {shape.layers} layers and multi-head latent attention: {shape.heads} heads, "
        f"a key/value latent of {cache.kv_rank} values, a rotary key part of {cache.rope_dim} "
        f"values shared by all heads, value heads of size {value_dim}. How many GiB does its bf16 "
        f"cache take for {sequences} sequences of {tokens:,} tokens? (1 GiB = 2^30 bytes)",
        steps,
        astray(
            steps,
            ("K4", "bytes_per_token", "values * e"),
            ("K5", "B", "1"),
            ("K8", "e", "4"),
            ("K15", "values", "2 * H * d_v"),
            ("K16", "values", "2 * r_kv"),
        ),
    )


def write_window(draw: Draw) -> Draft:
    """How large the cache is where every layer has a sliding window."""
    name, shape = draw.model()
    tokens, sequences = draw.count("tokens"), draw.count("sequences")
    cache = cache_shape(shape)
    steps = (queries(shape.heads), *kv_cache_steps(cache, tokens=tokens, sequences=sequences))
    return Draft(
        f"{attention(name, shape)} Every layer has a sliding window of {cache.window:,} tokens. "
        f"How many GiB does its fp16 cache hold for {sequences} sequences of {tokens:,} tokens, "
        "if what leaves the window is dropped? (1 GiB = 2^30 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K2", "values", "2 * H * d"),
            ("K5", "B", "1"),
            ("K17", "T_window", "T"),
        ),
    )


def write_hybrid(draw: Draw) -> Draft:
    """How large the cache is where some layers have a window and others do not."""
    name, shape = draw.model()
    tokens, sequences = draw.count("tokens"), draw.count("sequences")
    cache = cache_shape(shape)
    steps = (
        given("h", shape.hidden_size, "values", "hidden size"),
        queries(shape.heads),
        *kv_cache_steps(cache, tokens=tokens, sequences=sequences),
    )
    return Draft(
        f"{attention(name, shape)} {cache.windowed_layers} of the layers have a sliding window of "
        f"{cache.window:,} tokens, the others see everything; hidden size {shape.hidden_size:,}. "
        f"How many GiB does its bf16 cache hold for {sequences} sequences of {tokens:,} tokens, if "
        "what leaves a window is dropped? (1 GiB = 2^30 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K14", "d", "floor(h / H)"),
            ("K17", "T_window", "T"),
            ("K18", "bytes", "values * e * L * T_window * B"),
        ),
    )


def write_split(draw: Draw) -> Draft:
    """How much of the cache each GPU of a tensor-parallel group holds."""
    name, shape = draw.model()
    tokens, sequences, gpus = draw.count("tokens"), draw.count("sequences"), draw.count("gpus")
    cache = kv_cache_steps(
        cache_shape(shape), tokens=tokens, sequences=sequences, tensor_parallel=gpus
    )
    steps = (queries(shape.heads), *cache)
    return Draft(
        f"{attention(name, shape)} It runs on {gpus} GPUs, tensor parallel. How many GiB of its "
        f"bf16 cache lie on each GPU for {sequences} sequences of {tokens:,} tokens? (every GPU "
        "holds at least one key/value head; 1 GiB = 2^30 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_gpu * d"),
            ("K2", "H_gpu", "H / n"),
            ("K5", "B", "1"),
            ("C7", "H_gpu", "H_kv / n"),
        ),
    )


FAMILIES = (
    Family(
        name="kv-quantized",
        title="Quantized cache with its block constants",
        topic="kv-cache",
        level="yellow",
        unit="GiB",
        bounds={
            "models": GROUPED,
            "dtypes": tuple(STORED),
            "tokens": TOKENS,
            "sequences": SEQUENCES,
        },
        write=write_quantized,
    ),
    Family(
        name="kv-beside-int4",
        title="Cache of a model with 4-bit weights",
        topic="kv-cache",
        level="green",
        unit="GiB",
        bounds={"models": GROUPED, "tokens": TOKENS, "sequences": SEQUENCES},
        write=write_beside_int4,
    ),
    Family(
        name="kv-latent",
        title="Cache of multi-head latent attention",
        topic="kv-cache",
        level="red",
        unit="GiB",
        bounds={
            "models": ("deepseek-v2-lite", "deepseek-v3"),
            "tokens": TOKENS,
            "sequences": SEQUENCES,
        },
        write=write_latent,
    ),
    Family(
        name="kv-window",
        title="Cache behind a sliding window",
        topic="kv-cache",
        level="yellow",
        unit="GiB",
        bounds={"models": ("mistral-7b-v0.1",), "tokens": LONG, "sequences": SEQUENCES},
        write=write_window,
    ),
    Family(
        name="kv-hybrid",
        title="Cache of windowed and global layers",
        topic="kv-cache",
        level="red",
        unit="GiB",
        bounds={"models": ("gemma-2-9b", "gemma-3-1b"), "tokens": LONG, "sequences": SEQUENCES},
        write=write_hybrid,
    ),
    Family(
        name="kv-tensor-parallel",
        title="Cache on each GPU of a tensor-parallel group",
        topic="kv-cache",
        level="red",
        unit="GiB",
        bounds={
            "models": ("llama-2-70b", "llama-3-70b", "llama-3.1-405b", "qwen3-30b-a3b"),
            "gpus": ("2", "4", "8", "16"),
            "tokens": TOKENS,
            "sequences": SEQUENCES,
        },
        write=write_split,
    ),
)
