"""Questions on buying: the smallest GPU for a job, and how many of one kind."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

from trainer.calc.derivation import Step, given
from trainer.calc.kv_cache import cache_shape, kv_cache_steps
from trainer.calc.parameters import parameters
from trainer.calc.weights import raw_bytes, raw_steps
from trainer.questions.derive import astray
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.kv_cache import attention

CARDS = (16, 24, 32, 40, 48, 80, 141, 180, 192)  # GB as sold


def write_smallest(draw: Draw) -> Draft:
    """How large the smallest GPU is that holds a model and its users' cache."""
    name, shape = draw.model()
    tokens, users, share = draw.count("tokens"), draw.count("users"), draw.pick("utilization")
    cache = kv_cache_steps(cache_shape(shape), tokens=tokens, sequences=users)
    weights = raw_bytes(parameters(shape).total, 16)
    needed = math.ceil((weights + int(cache[-1].value)) / Fraction(share))
    steps = (
        *cache,
        given("weights", weights, "GB"),
        given("utilization", Fraction(share), "fraction"),
        Step("needed", "ceil((weights + bytes) / utilization)", needed, "GB"),
        *_ladder(needed),
    )
    sold = ", ".join(str(card) for card in CARDS)
    return Draft(
        f"{attention(name, shape)} Its bf16 weights take {weights / 1e9:.2f} GB. You want "
        f"{users} users with {tokens:,} tokens each in a bf16 cache, and may use {share} of the "
        f"memory. GPUs are sold with {sold} GB. How large, in GB, is the smallest single "
        "one that will do? (nothing else needs memory; 1 GB = 1e9 bytes)",
        steps,
        astray(
            steps,
            ("C2", "needed", "weights + bytes"),
            ("K1", "values", "H_kv * d"),
            ("K5", "B", "1"),
        ),
    )


def write_count(draw: Draw) -> Draft:
    """How many GPUs hold the weights of a model."""
    name, shape = draw.model()
    memory, share = draw.count("memory_gb"), draw.pick("utilization")
    weights = raw_steps(total := parameters(shape).total, 16)
    usable = Fraction(share) * memory * 10**9
    gpus = math.ceil(weights[-1].value / usable)
    steps = (
        *weights,
        given("memory", memory * 10**9, "GB", "of one GPU"),
        given("utilization", Fraction(share), "fraction"),
        Step("usable", "utilization * memory", usable, "GB", "of one GPU"),
        Step("gpus", "ceil(bytes / usable)", gpus, "GPUs"),
    )
    return Draft(
        f"{name} has {total / 1e9:.1f} billion parameters. How many GPUs of {memory} GB does it "
        f"take to hold its bf16 weights, split evenly, if weights may fill {share} of each? "
        "(1 GB = 1e9 bytes)",
        steps,
        astray(
            steps,
            ("C2", "usable", "memory"),
            ("C4", "memory", f"{memory} * 2 ** 30"),
            ("W1", "bytes", "N * 4"),
            ("W2", "bytes", "N * bits"),
        ),
    )


def _ladder(needed: int) -> tuple[Step, ...]:
    """The smallest card that has what is needed, as arithmetic: from the largest downwards."""
    fits = tuple(
        Step(
            f"fits_{card}",
            f"min(1, {card} * 10 ** 9 // needed)",
            min(1, card * 10**9 // needed),
            "",
            "1: it fits, 0: it does not",
        )
        for card in CARDS[:-1]
    )
    less = "".join(f" - {high - low} * fits_{low}" for low, high in reversed([*pairwise(CARDS)]))
    card = next(card for card in CARDS if card * 10**9 >= needed)
    return (*fits, Step("card", f"10 ** 9 * ({CARDS[-1]}{less})", card * 10**9, "GB"))


FAMILIES = (
    Family(
        name="capacity-smallest-gpu",
        title="Smallest GPU for a model and its users",
        topic="capacity",
        level="yellow",
        unit="GB",
        bounds={
            "models": (
                "llama-2-7b",
                "llama-3-8b",
                "mistral-7b-v0.3",
                "qwen2.5-7b",
                "qwen3-8b",
                "llama-2-13b",
                "phi-3-mini",
            ),
            "tokens": ("2000", "4096", "6000", "8192"),
            "users": ("4", "6", "8", "12", "16"),
            "utilization": ("0.8", "0.85", "0.9"),
        },
        write=write_smallest,
    ),
    Family(
        name="capacity-gpus-for-weights",
        title="GPUs that hold the weights of a model",
        topic="capacity",
        level="green",
        unit="GPUs",
        bounds={
            "models": ("llama-2-70b", "llama-1-65b", "llama-3.1-405b", "opt-175b", "deepseek-v3"),
            "memory_gb": ("24", "40", "48", "80", "141"),
            "utilization": ("0.8", "0.85", "0.9"),
        },
        write=write_count,
    ),
)
