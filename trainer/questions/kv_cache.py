"""Questions on the key/value cache: bytes per token, heads, sequences, prompt and output."""

from __future__ import annotations

from trainer.calc.derivation import Step, given
from trainer.calc.kv_cache import CacheShape, cache_shape, kv_cache_steps
from trainer.calc.parameters import parameters
from trainer.calc.shapes import ModelShape
from trainer.questions.derive import asked_in, astray, derived, until
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.weights import said

MULTI_HEAD = (
    "llama-2-7b", "llama-2-13b", "llama-1-65b", "opt-13b", "opt-175b", "pythia-6.9b", "gpt2-xl",
    "phi-3-mini",
)  # fmt: skip
GROUPED = (
    "llama-2-70b", "llama-3-8b", "llama-3-70b", "llama-3.1-405b", "llama-3.2-3b",
    "mistral-7b-v0.3", "qwen2.5-7b", "qwen2.5-72b", "qwen3-8b", "falcon-40b",
)  # fmt: skip
TOKENS = ("1000", "2000", "3000", "4096", "6000", "8192", "10000", "16384", "32768")
SEQUENCES = ("3", "5", "6", "10", "12", "20", "24", "40", "48")
HALF = ("fp16", "bf16")


def heads_of(shape: ModelShape) -> str:
    """The heads of a model in words."""
    plural = "s" if shape.kv_heads > 1 else ""
    return (
        f"{shape.heads} query heads and {shape.kv_heads} key/value head{plural} of size "
        f"{shape.head_dim}"
    )


def attention(name: str, shape: ModelShape) -> str:
    """What a prompt says of a model whose cache is asked for."""
    return f"{name} has {shape.layers} layers, {heads_of(shape)}."


def queries(heads: int) -> Step:
    """The heads that are not cached, for the formulas of those who cache them."""
    return given("H", heads, "heads", "query heads, which are not cached")


def write_per_token(draw: Draw) -> Draft:
    """How much one token adds to the cache of a multi-head model."""
    name, shape = draw.model()
    dtype = draw.pick("dtypes")
    steps = (
        given("h", shape.hidden_size, "values", "hidden size, H_kv * d"),
        *until(kv_cache_steps(cache_shape(shape), tokens=1), "bytes_per_token"),
    )
    return Draft(
        f"{name} has {shape.layers} layers, hidden size {shape.hidden_size:,} and plain "
        f"multi-head attention: {shape.heads} heads of size {shape.head_dim}. How many KiB per "
        f"token does its {dtype} cache take? (keys and values, all layers; 1 KiB = 1024 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K4", "bytes_per_token", "values * e"),
            ("K8", "e", "4"),
            ("K11", "values", "2 * H_kv * h"),
        ),
    )


def write_grouped(draw: Draw) -> Draft:
    """How much one token adds to the cache of a model with grouped heads."""
    name, shape = draw.model()
    dtype = draw.pick("dtypes")
    steps = (
        given("h", shape.hidden_size, "values", "hidden size"),
        queries(shape.heads),
        *until(kv_cache_steps(cache_shape(shape), tokens=1), "bytes_per_token"),
    )
    return Draft(
        f"{attention(name, shape)} Its hidden size is {shape.hidden_size:,}. How many KiB per "
        f"token does its {dtype} cache take? (keys and values, all layers; 1 KiB = 1024 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K2", "values", "2 * H * d"),
            ("K3", "values", "h"),
            ("K4", "bytes_per_token", "values * e"),
            ("K10", "values", "2 * d"),
        ),
    )


def write_group_size(draw: Draw) -> Draft:
    """How much one token adds to a cache whose heads are given by the size of a group."""
    heads, group = draw.count("heads"), draw.count("group")
    shape = CacheShape(draw.count("layers"), heads // group, draw.count("head_dim"))
    steps = derived(
        until(kv_cache_steps(shape, tokens=1), "bytes_per_token"),
        queries(heads),
        given("g", group, "heads", "query heads that share a key/value head"),
        Step("H_kv", "H / g", heads // group, "heads", "key/value heads"),
    )
    return Draft(
        f"A model with {shape.layers} layers and {heads} query heads of size {shape.head_dim} uses "
        f"grouped-query attention: every {group} query heads share one key/value head. How many "
        "KiB per token does its bf16 cache take? (keys and values, all layers; 1 KiB = 1024 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K2", "values", "2 * H * d"),
            ("K12", "H_kv", "1"),
            ("K13", "H_kv", "g"),
        ),
    )


def write_head_size(draw: Draw) -> Draft:
    """The cache of a model whose head size is not hidden size over heads."""
    name, shape = draw.model()
    tokens, sequences = draw.count("tokens"), draw.count("sequences")
    steps = (
        given("h", shape.hidden_size, "values", "hidden size"),
        queries(shape.heads),
        *kv_cache_steps(cache_shape(shape), tokens=tokens, sequences=sequences),
    )
    return Draft(
        f"{name}'s config says hidden_size {shape.hidden_size}, num_hidden_layers {shape.layers}, "
        f"num_attention_heads {shape.heads}, num_key_value_heads {shape.kv_heads}, head_dim "
        f"{shape.head_dim}. How many GiB does its bf16 cache take for {sequences} sequences of "
        f"{tokens:,} tokens? (1 GiB = 2^30 bytes)",
        steps,
        astray(
            steps,
            ("K2", "values", "2 * H * d"),
            ("K4", "bytes_per_token", "values * e"),
            ("K5", "B", "1"),
            ("K14", "d", "floor(h / H)"),
        ),
    )


def write_size(draw: Draw) -> Draft:
    """How large the cache of some sequences is."""
    name, shape = draw.model()
    tokens, sequences = draw.count("tokens"), draw.count("sequences")
    dtype = draw.pick("dtypes")
    cache = kv_cache_steps(cache_shape(shape), tokens=tokens, sequences=sequences)
    steps = asked_in((queries(shape.heads), *cache), "GB")
    return Draft(
        f"{attention(name, shape)} How many GB does its {dtype} cache take for {sequences} "
        f"sequences that hold {tokens:,} tokens each? (not rounded to blocks; 1 GB = 1e9 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K2", "values", "2 * H * d"),
            ("K4", "bytes_per_token", "values * e"),
            ("K5", "B", "1"),
            ("K6", "bytes", "bytes_per_token * B"),
            ("K21", "bytes", "bytes_per_token * T * B / 2 ** 30 * 10 ** 9"),
        ),
    )


def write_output(draw: Draw) -> Draft:
    """How large the cache is when the last token of an answer has been generated."""
    name, shape = draw.model()
    prompt, output, users = draw.count("prompt"), draw.count("output"), draw.count("sequences")
    cache = kv_cache_steps(cache_shape(shape), tokens=prompt + output, sequences=users)
    steps = derived(
        cache,
        given("prompt", prompt, "tokens"),
        given("output", output, "tokens", "generated"),
        Step("T", "prompt + output", prompt + output, "tokens", "held per sequence"),
    )
    return Draft(
        f"{attention(name, shape)} {users} users each send {prompt:,} tokens and get {output:,} "
        "tokens back. How many GiB does the fp16 cache take at the end, with every token's keys "
        "and values in it? (1 GiB = 2^30 bytes)",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K5", "B", "1"),
            ("K8", "e", "4"),
            ("K10", "values", "2 * d"),
            ("K19", "T", "prompt"),
        ),
    )


def write_as_weights(draw: Draw) -> Draft:
    """How many cached tokens weigh as much as the model."""
    name, shape = draw.model()
    weights = parameters(shape).total
    per_token = until(kv_cache_steps(cache_shape(shape), tokens=1), "bytes_per_token")
    tokens = -(-2 * weights // int(per_token[-1].value))
    steps = (
        queries(shape.heads),
        *per_token,
        given("N", weights, "parameters"),
        Step("weights", "2 * N", 2 * weights, "GB", "2 bytes each"),
        Step("tokens", "ceil(weights / bytes_per_token)", tokens, "tokens"),
    )
    return Draft(
        f"{attention(name, shape)} It has {weights / 1e9:.2f} billion parameters; weights and "
        "cache are bf16. From how many cached tokens on, all users together, does the cache take "
        "as much memory as the weights?",
        steps,
        astray(
            steps,
            ("K1", "values", "H_kv * d"),
            ("K2", "values", "2 * H * d"),
            ("K4", "bytes_per_token", "values * e"),
            ("K8", "e", "4"),
        ),
        rounded=tuple(2 * count / int(per_token[-1].value) for count in said(name)),
    )


FAMILIES = (
    Family(
        name="kv-per-token",
        title="Cache bytes of one token, multi-head attention",
        topic="kv-cache",
        level="green",
        unit="KiB/token",
        bounds={"models": MULTI_HEAD, "dtypes": HALF},
        write=write_per_token,
    ),
    Family(
        name="kv-per-token-gqa",
        title="Cache bytes of one token, grouped-query attention",
        topic="kv-cache",
        level="green",
        unit="KiB/token",
        bounds={"models": GROUPED, "dtypes": HALF},
        write=write_grouped,
    ),
    Family(
        name="kv-group-size",
        title="Cache bytes of one token from the size of a query group",
        topic="kv-cache",
        level="yellow",
        unit="KiB/token",
        bounds={
            "layers": ("24", "28", "32", "36", "40", "48", "60", "64", "80"),
            "heads": ("16", "24", "32", "40", "48", "64", "96"),
            "group": ("2", "4", "8"),
            "head_dim": ("64", "96", "128", "256"),
        },
        write=write_group_size,
    ),
    Family(
        name="kv-head-size",
        title="Cache of a model that sets its head size",
        topic="kv-cache",
        level="yellow",
        unit="GiB",
        bounds={
            "models": ("qwen3-0.6b", "qwen3-32b", "qwen3-30b-a3b"),
            "tokens": TOKENS,
            "sequences": SEQUENCES,
        },
        write=write_head_size,
    ),
    Family(
        name="kv-size",
        title="Cache of some sequences",
        topic="kv-cache",
        level="green",
        unit="GB",
        bounds={"models": GROUPED, "dtypes": HALF, "tokens": TOKENS, "sequences": SEQUENCES},
        write=write_size,
    ),
    Family(
        name="kv-prompt-and-output",
        title="Cache at the end of an answer",
        topic="kv-cache",
        level="green",
        unit="GiB",
        bounds={
            "models": GROUPED,
            "prompt": ("500", "1000", "2000", "3000", "6000"),
            "output": ("250", "400", "500", "1000", "2000"),
            "sequences": SEQUENCES,
        },
        write=write_output,
    ),
    Family(
        name="kv-as-large-as-weights",
        title="Tokens whose cache weighs as much as the model",
        topic="kv-cache",
        level="yellow",
        unit="tokens",
        bounds={"models": (*MULTI_HEAD, *GROUPED)},
        write=write_as_weights,
    ),
)
