"""A quantized model fits, so memory is solved.

The weights stay as they are; the cache of keys and values grows with every token of every sequence.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from trainer.history.lab_run import Row
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph, turn
from trainer.questions.chance import Chance

if TYPE_CHECKING:
    from trainer.labs.model.llama import Model

TIE = 0.01
REPEATS = 3
LIMIT = 6 * 2**30  # bytes of the GPU that the lab takes at most, never the whole card
LLAMA = (32, 8, 128)  # layers, KV heads and head size of Llama-3-8B


class Setting(NamedTuple):
    """What the seed draws: tokens of a sequence, and sequences."""

    tokens: int
    sequences: int


def draw(seed: int, device: str) -> Setting:
    """The setting of a seed."""
    chance = Chance(seed)
    if device == "cuda":
        return Setting(chance.choose((1024, 2048, 4096)), chance.choose((2, 4)))
    return Setting(chance.choose((128, 192, 256)), chance.choose((2, 4)))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    tokens, sequences = draw(seed, device)
    shape = "A small model (4 layers, 6 KV heads of 32) caches in fp32"
    if device == "cuda":
        shape = "Llama-3-8B (32 layers, 8 KV heads of 128) caches in bf16"
    return f"{shape}: {sequences} sequences of {tokens:,} tokens. How many MB does the cache take?"


def measure(bench: Bench) -> Measured:
    """Bytes of real caches as tokens and sequences grow, and what a step costs without one."""
    setting = draw(bench.seed, bench.device)
    if bench.device == "cuda":
        sizes, table, more = _on_gpu(bench, setting)
    else:
        sizes, table, more = _on_cpu(bench, setting)
    tokens, sequences = setting
    first = sizes[setting]
    traded = sizes[Setting(2 * tokens, sequences // 2)]
    says = (
        f"{first / 1e6:.3g} MB, {first // (tokens * sequences):,} bytes a token: two (key and "
        "value) times layers, KV heads, head size and bytes of a value. Twice the context or "
        f"twice the sequences is {sizes[Setting(2 * tokens, sequences)] / first:.2f} times as "
        f"much; only their product counts. {more}"
    )
    direction = turn(traded / first - 1, TIE, LAB.directions)
    return Measured(first / 1e6, direction, tuple(table), says)


def _grown(setting: Setting) -> list[Setting]:
    tokens, sequences = setting
    return [
        setting,
        Setting(2 * tokens, sequences // 2),
        Setting(2 * tokens, sequences),
        Setting(tokens, 2 * sequences),
    ]


# On the CPU: the small model decodes, with its cache and without


def _on_cpu(bench: Bench, setting: Setting) -> tuple[dict[Setting, int], list[Row], str]:
    from trainer.labs.model.opening import shipped_model

    model = shipped_model().model
    sizes: dict[Setting, int] = {}
    table: list[Row] = []
    for grown in _grown(setting):
        size, cached, again = _decode(model, grown, bench.seed)
        sizes[grown] = size
        table.append(
            {
                "tokens": grown.tokens,
                "sequences": grown.sequences,
                "cache, MB": round(size / 1e6, 3),
                "step, ms": round(cached * 1000, 2),
                "without cache, ms": round(again * 1000, 1),
            }
        )
        bench.progress(len(table) / 4)
    more = (
        f"On this CPU a step of {grown.sequences} sequences takes {cached * 1000:.1f} ms with the "
        f"cache and {again * 1000:.0f} ms without it, computing all {grown.tokens} tokens of each "
        "again: that is what the memory buys. Meanwhile the model's fp32 weights stay at "
        f"{_weight_bytes(model) / 1e6:.2f} MB."
    )
    return sizes, table, more


def _weight_bytes(model: Model) -> int:
    return sum(weight.nbytes for weight in model.weights.values())


def _decode(model: Model, setting: Setting, seed: int) -> tuple[int, float, float]:
    """Bytes of the cache that holds all tokens, seconds of a step with it, and of one without."""
    import numpy as np

    from trainer.labs.model.llama import Cache

    rng = np.random.default_rng(seed)
    tokens, sequences = setting
    text = rng.integers(0, model.shape.vocabulary, (sequences, tokens))
    cache = Cache(model.shape, sequences, tokens)
    model.logits(text[:, :-1], cache)

    def step() -> None:
        cache.length = tokens - 1
        model.logits(text[:, -1:], cache)

    cached = _fastest(step)
    again = _fastest(lambda: model.logits(text))
    return cache.nbytes, cached, again


def _fastest(run: Callable[[], Any]) -> float:
    """Seconds of the fastest run of some: other programs only make one slower."""
    found = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        run()
        found.append(time.perf_counter() - started)
    return min(found)


# On a GPU: allocations of a real model's cache, until the limit that the lab sets itself


def _on_gpu(bench: Bench, setting: Setting) -> tuple[dict[Setting, int], list[Row], str]:
    sizes: dict[Setting, int] = {}
    table: list[Row] = []
    for grown in _grown(setting):
        sizes[grown] = _allocated(grown)
        table.append(_gpu_row(grown, sizes[grown]))
        bench.progress(len(table) / 8)
    longest, size = setting, sizes[setting]
    while 2 * size <= LIMIT:
        longest = Setting(2 * longest.tokens, longest.sequences)
        size = _allocated(longest)
        table.append(_gpu_row(longest, size))
    bench.progress(1.0)
    more = (
        f"At {longest.tokens:,} tokens each it takes {size / 1e9:.2f} GB, the last doubling under "
        f"the {LIMIT / 1e9:.1f} GB that this lab keeps to. That model's weights, 16.1 GB in bf16 "
        "and 5.7 GB as an AWQ checkpoint, do not grow."
    )
    return sizes, table, more


def _allocated(setting: Setting) -> int:
    """Bytes that the GPU's allocator hands out for a cache, a tensor for each layer."""
    from trainer.labs.device import load_torch

    torch = load_torch()
    layers, heads, size = LLAMA
    before = int(torch.cuda.memory_allocated())
    shape = (2, setting.sequences, heads, setting.tokens, size)
    held = [torch.zeros(shape, dtype=torch.bfloat16, device="cuda") for _ in range(layers)]
    taken = int(torch.cuda.memory_allocated()) - before
    del held
    return taken


def _gpu_row(setting: Setting, size: int) -> Row:
    return {
        "tokens": setting.tokens,
        "sequences": setting.sequences,
        "cache, MB": round(size / 1e6, 1),
        "bytes/token": size // (setting.tokens * setting.sequences),
    }


LAB = Lab(
    name="kv-growth",
    title="The cache over context and users",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="MB",
    tolerance="count",
    asks_direction=lambda _: (
        "Sequences of twice the length, but half as many of them: is the cache larger, smaller, or "
        "the same?"
    ),
    directions=("larger", "smaller", "same"),
    expected="same",
    how="Real caches are filled or allocated, and their bytes read off (a MB is 1e6 bytes).",
    published=Published("OPT-13B in fp16: 800 KiB a token", "arXiv:2309.06180, section 3"),
    reads=("4.1", "4.2"),
    seconds_cpu=1,
    seconds_gpu=1,
    measure=measure,
    devices=("cpu", "cuda"),
)
