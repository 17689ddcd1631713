"""Questions on what fits: the budget for the cache, users, context, and the GPU itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from trainer.calc.capacity import kv_budget_steps
from trainer.calc.derivation import Step, given
from trainer.calc.kv_cache import cache_shape, kv_cache_steps
from trainer.calc.parameters import parameters
from trainer.calc.shapes import Gpu, ModelShape
from trainer.calc.weights import raw_bytes
from trainer.questions.derive import Turn, asked_in, astray, derived, until
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.kv_cache import GROUPED, attention, queries
from trainer.units import GIB

SMALL = ("llama-2-7b", "llama-3-8b", "mistral-7b-v0.3", "qwen2.5-7b", "qwen3-8b")  # under 17 GB
LARGE = ("llama-2-70b", "llama-3-70b", "qwen2.5-72b", "qwen3-30b-a3b")
UTILIZATIONS = ("0.85", "0.9", "0.92", "0.95")
OVERHEADS = ("1", "1.5", "2")
FLAT = "(bf16 cache, not rounded to blocks; 1 GB = 1e9 bytes)"
LABELLED = 1.03  # beyond this share of the driver's bytes, GB read as GiB shows in the answer


@dataclass(frozen=True, slots=True)
class Server:
    """A model on a GPU: what a prompt says of it, its budget, and where that goes wrong."""

    name: str
    shape: ModelShape
    says: str
    steps: tuple[Step, ...]
    turns: tuple[Turn, ...]


def write_budget(draw: Draw) -> Draft:
    """How much of a GPU is left for the cache."""
    server = _server(draw)
    return Draft(
        f"{server.says} How many GB are left for the cache? (1 GB = 1e9 bytes)",
        server.steps,
        astray(server.steps, *server.turns),
    )


def write_users(draw: Draw) -> Draft:
    """How many users of the same context length a GPU serves at once."""
    server, tokens = _server(draw), draw.count("tokens")
    served = _requests(server.shape, tokens, int(server.steps[-1].value))
    steps = (*server.steps, *served)
    return Draft(
        f"{server.says} {attention(server.name, server.shape)} How many users with {tokens:,} "
        f"tokens each does it serve at once, nobody waiting? {FLAT}",
        steps,
        astray(steps, *server.turns),
    )


def write_requests(draw: Draw) -> Draft:
    """How many whole requests a cache holds."""
    name, shape = draw.model()
    tokens, room = draw.count("tokens"), draw.count("kv_gb") * 10**9
    requests = asked_in(_requests(shape, tokens, room), "requests")
    steps = (given("kv_bytes", room, "GB", "for the cache"), queries(shape.heads), *requests)
    return Draft(
        f"{attention(name, shape)} A server has {room // 10**9} GB for its bf16 cache. How many "
        f"requests of {tokens:,} tokens fit in it at once? (not rounded to blocks; 1 GB = 1e9 "
        "bytes)",
        steps,
        astray(
            steps,
            ("C5", "users", "ceil(kv_bytes / request)"),
            ("C6", "users", "round(100 * kv_bytes / request) / 100"),
            ("K1", "values", "H_kv * d"),
            ("K2", "values", "2 * H * d"),
        ),
    )


def write_context(draw: Draw) -> Draft:
    """How long a context so many users can have."""
    server, users = _server(draw), draw.count("users")
    cache = until(kv_cache_steps(cache_shape(server.shape), tokens=1), "bytes_per_token")
    longest = int(server.steps[-1].value) // (users * int(cache[-1].value))
    steps = (
        *server.steps,
        queries(server.shape.heads),
        *cache,
        given("B", users, "users"),
        Step("T", "floor(kv_bytes / (B * bytes_per_token))", longest, "tokens", "each"),
    )
    return Draft(
        f"{server.says} {attention(server.name, server.shape)} How many tokens of context can "
        f"each of {users} users have at once? {FLAT}",
        steps,
        astray(
            steps,
            *server.turns,
            ("K1", "values", "H_kv * d"),
            ("K2", "values", "2 * H * d"),
            ("K5", "B", "1"),
        ),
    )


def write_group(draw: Draw) -> Draft:
    """How many tokens the cache of a tensor-parallel group holds."""
    name, shape = draw.model()
    gpus, gpu = draw.count("n"), draw.gpu()[1]
    weights = raw_bytes(parameters(shape).total, 16)
    budget, says = _budget(draw, gpu, math.ceil(Fraction(weights, gpus)))
    cache = kv_cache_steps(cache_shape(shape), tokens=1, tensor_parallel=gpus)
    per_token = until(cache, "bytes_per_token")
    tokens = int(budget[-1].value) // int(per_token[-1].value)
    share = next(step for step in budget if step.name == "weights")
    steps = (
        *per_token,
        *derived(
            budget,
            given("all_weights", weights, "GB", "2 bytes each"),
            Step("weights", "ceil(all_weights / n)", share.value, "GB", "on each GPU"),
        ),
        Step("tokens", "floor(kv_bytes / bytes_per_token)", tokens, "tokens", "all users"),
    )
    return Draft(
        f"{gpus} GPUs serve {name}, tensor parallel: {weights / 1e9:.3f} GB of bf16 weights, split "
        f"evenly. {attention(name, shape)} Each GPU is an {says[:-1]} on each. How many tokens "
        "does the bf16 cache hold, all users together? (every GPU holds at least one key/value "
        "head; not rounded to blocks; 1 GB = 1e9 bytes)",
        steps,
        astray(
            steps,
            ("C1", "kv_bytes", "memory"),
            ("C2", "requested", "memory"),
            ("C7", "H_gpu", "H_kv / n"),
            ("C8", "tokens", "floor((n * requested - all_weights) / (2 * L * H_kv * d * e))"),
        ),
    )


def _server(draw: Draw) -> Server:
    """A model on one GPU, alone."""
    name, shape = draw.model()
    gpu = draw.gpu()[1]
    weights = raw_bytes(parameters(shape).total, 16)
    steps, says = _budget(draw, gpu, weights)
    turns: list[Turn] = [
        ("C1", "kv_bytes", "memory"),
        ("C2", "requested", "memory"),
        ("C3", "left", "utilization * (memory - weights) - overhead"),
    ]
    if gpu.memory_gb * GIB > LABELLED * gpu.memory_bytes:
        turns.append(("C4", "memory", f"{gpu.memory_gb} * 2 ** 30"))
    says = f"{name} with {weights / 1e9:.3f} GB of bf16 weights runs on one {says}"
    return Server(name, shape, says, steps, tuple(turns))


def _requests(shape: ModelShape, tokens: int, room: int) -> tuple[Step, ...]:
    """How many users of so many tokens fit into the room for the cache, `kv_bytes`."""
    cache = until(kv_cache_steps(cache_shape(shape), tokens=1), "bytes_per_token")
    request = int(cache[-1].value) * tokens
    return (
        *cache,
        given("T", tokens, "tokens", "per user"),
        Step("request", "bytes_per_token * T", request, "GB", "the cache of one user"),
        Step("users", "floor(kv_bytes / request)", room // request, "users"),
    )


def _budget(draw: Draw, gpu: Gpu, weights: int) -> tuple[tuple[Step, ...], str]:
    """The budget on each GPU, and the GPU in words."""
    share, overhead = draw.pick("utilization"), draw.pick("overhead_gb")
    steps = kv_budget_steps(
        gpu.memory_bytes,
        weights=weights,
        overhead=int(Fraction(overhead) * 10**9),
        utilization=Fraction(share),
    )
    return steps, (
        f"{gpu.title}, whose driver reports {gpu.memory_bytes / 1e9:.3f} GB; "
        f"gpu_memory_utilization is {share}, activations and the rest take {overhead} GB."
    )


CARDS_48_UP = (
    "a40", "l40s", "rtx-a6000", "a100-80gb", "h100-pcie", "h100-sxm", "h200",
)  # fmt: skip
SERVED = {
    "models": SMALL, "gpus": CARDS_48_UP, "utilization": UTILIZATIONS, "overhead_gb": OVERHEADS,
}  # fmt: skip

FAMILIES = (
    Family(
        name="capacity-budget",
        title="Memory that is left for the cache",
        topic="capacity",
        level="green",
        unit="GB",
        bounds={**SERVED, "gpus": ("a10", "l4", "rtx-4090", *CARDS_48_UP)},
        write=write_budget,
    ),
    Family(
        name="capacity-users",
        title="Most users of one context length",
        topic="capacity",
        level="yellow",
        unit="users",
        bounds={**SERVED, "tokens": ("6000", "8192", "10000", "12000", "16384")},
        write=write_users,
    ),
    Family(
        name="capacity-requests",
        title="Whole requests that a cache holds",
        topic="capacity",
        level="green",
        unit="requests",
        bounds={
            "models": GROUPED,
            "kv_gb": ("10", "16", "20", "24", "30", "40", "50"),
            "tokens": ("8192", "10000", "12000", "16384", "20000"),
        },
        write=write_requests,
    ),
    Family(
        name="capacity-context",
        title="Longest context for some users",
        topic="capacity",
        level="yellow",
        unit="tokens",
        bounds={**SERVED, "users": ("4", "6", "10", "12", "16", "20", "32")},
        write=write_context,
    ),
    Family(
        name="capacity-tensor-parallel",
        title="Tokens that a tensor-parallel group holds",
        topic="capacity",
        level="red",
        unit="tokens",
        bounds={
            "models": LARGE,
            "n": ("4", "8", "16"),
            "gpus": ("a100-80gb", "h100-sxm", "h200"),
            "utilization": UTILIZATIONS,
            "overhead_gb": ("3", "4", "5", "6"),
        },
        write=write_group,
    ),
)
