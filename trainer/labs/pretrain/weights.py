"""Training the small model from scratch, in torch, on a CPU or a GPU."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from trainer.labs.algorithms.checks import Array
from trainer.labs.model import training
from trainer.labs.model.shape import Shape


@dataclass(frozen=True)
class Recipe:
    """Settings of one training run.

    Attributes:
        steps: Updates.
        batch_size: Sequences of the context's length in each.
        learning_rate: Its peak.
        weight_decay: Of matrices.
        seed: Of the first weights and the order of the text.
        device: `cpu` or `cuda`; bf16 products on the latter.
    """

    steps: int = 3000
    batch_size: int = 8
    learning_rate: float = 3e-3
    weight_decay: float = 0.1
    seed: int = 0
    device: str = "cpu"


def pretrain(
    tokens: Array, held_out: Array, shape: Shape, recipe: Recipe, say: Callable[[str], None]
) -> tuple[dict[str, Array], dict[str, Any]]:
    """Weights by name, float16, and what there is to say about the run."""
    import torch

    weights = first_weights(shape, recipe)
    rng = np.random.default_rng(recipe.seed)
    began = time.perf_counter()

    def measure(batch: training.Tensor) -> training.Tensor:
        with torch.autocast(recipe.device, torch.bfloat16, enabled=recipe.device == "cuda"):
            return training.loss(weights, batch, shape)

    def watch(step: int, found: training.Tensor) -> None:
        if step % 250 == 0:
            say(f"step {step} loss {found.item():.4f} after {time.perf_counter() - began:.0f} s")

    training.train(
        weights,
        batches(tokens, shape, recipe, rng),
        measure,
        steps=recipe.steps,
        learning_rate=recipe.learning_rate,
        weight_decay=recipe.weight_decay,
        warmup_steps=min(100, recipe.steps // 10),
        watch=watch,
    )
    seconds = time.perf_counter() - began
    told = {
        "perplexity_held_out": round(
            held_out_perplexity(weights, held_out, shape, recipe.device), 3
        ),
        "seconds": round(seconds),
        "torch": torch.__version__,
        "gpu": torch.cuda.get_device_name() if recipe.device == "cuda" else None,
    }
    return {name: weight.half().cpu().numpy() for name, weight in weights.items()}, told


def first_weights(shape: Shape, recipe: Recipe) -> dict[str, training.Tensor]:
    """Norms of 1, matrices of N(0, 0.02), those that end a residual branch smaller by sqrt(2L)."""
    import torch

    chance = torch.Generator().manual_seed(recipe.seed)
    weights = {}
    for name, size in shape.weights.items():
        last = name.endswith(("o_proj", "down_proj"))
        spread = 0.02 / (2 * shape.layers) ** 0.5 if last else 0.02
        drawn = torch.randn(size, generator=chance) * spread
        weights[name] = (torch.ones(size) if len(size) == 1 else drawn).to(recipe.device)
    return weights


def batches(
    tokens: Array, shape: Shape, recipe: Recipe, rng: np.random.Generator
) -> Iterator[training.Tensor]:
    """Windows (B, T + 1) of the text without end, in a new order and offset each time through.

    Raises:
        ValueError: If the text is too short for one batch.
    """
    import torch

    text = torch.from_numpy(tokens.astype(np.int64)).to(recipe.device)
    length = shape.context
    if len(tokens) < length * (recipe.batch_size + 2):
        raise ValueError(f"{len(tokens)} tokens are no {recipe.batch_size} windows of {length}")
    reach = torch.arange(length + 1, device=recipe.device)
    while True:
        offset = int(rng.integers(length))
        starts = rng.permutation(np.arange(offset, len(tokens) - length - 1, length))
        for first in range(0, len(starts) - recipe.batch_size + 1, recipe.batch_size):
            chosen = torch.from_numpy(starts[first : first + recipe.batch_size]).to(recipe.device)
            yield text[chosen[:, None] + reach]


def held_out_perplexity(
    weights: training.Weights, tokens: Array, shape: Shape, device: str, length: int = 256
) -> float:
    """Perplexity over windows of so many tokens, float32."""
    import torch

    count = (len(tokens) - 1) // length
    rows = np.stack([tokens[i * length : (i + 1) * length + 1] for i in range(count)])
    windows = torch.from_numpy(rows.astype(np.int64)).to(device)
    with torch.no_grad():
        losses = [training.loss(weights, part, shape) for part in windows.split(32)]
        sizes = [len(part) for part in windows.split(32)]
    total = sum(found * size for found, size in zip(losses, sizes, strict=True))
    return float(torch.exp(total / count))
