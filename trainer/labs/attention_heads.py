"""Fewer KV heads only save memory; take any model and average them.

A model was trained with all its heads; averaged ones hold something else, until it is trained on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainer.history.lab_run import Row
from trainer.labs.evaluation import DIRECTIONS, Evaluation, Result, compare
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph
from trainer.questions.chance import Chance

if TYPE_CHECKING:
    from trainer.labs.model.llama import Model

Tensor = Any  # torch.Tensor

HEADS = (3, 2, 1)
STEPS, LEARNING_RATE = 150, 5e-4  # of the training that follows, on a GPU
SEQUENCES, LENGTH = 32, 256


def draw(seed: int) -> int:
    """The KV heads that the question is about."""
    return Chance(seed).choose((3, 2, 1))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    heads = draw(seed)
    kind = "multi-query attention" if heads == 1 else "grouped queries"
    return (
        f"The 6 KV heads of a trained model are averaged to {heads} ({kind}), nothing else "
        "changes. How many times as large does its perplexity get?"
    )


def measure(bench: Bench) -> Measured:
    """Perplexity and cache for each number of KV heads; on a GPU also after more training."""
    asked = draw(bench.seed)
    exam = Evaluation(bench, steps=0 if bench.device == "cuda" else 1 + len(HEADS))
    base = exam.base
    rows = [_row(base, exam.model)]
    found: dict[int, Result] = {}
    for heads in sorted({asked, 3, 1}, reverse=True) if bench.quick else HEADS:
        model = _pooled(exam.model, heads)
        found[heads] = exam.of(f"{heads} KV heads, averaged", model)
        rows.append(_row(found[heads], model))
    if bench.device == "cuda":
        for done, heads in enumerate(HEADS, 1):
            model = _trained_on(_pooled(exam.model, heads), exam, bench)
            rows.append(_row(exam.of(f"{heads} KV heads, trained", model), model))
            bench.progress(done / len(HEADS))
    after = "Nothing was trained on here."
    if bench.device == "cuda":
        ends = ", ".join(f"{result.perplexity:.1f}" for result in exam.results[-len(HEADS) :])
        heads_of = ", ".join(map(str, HEADS))
        after = f"After {STEPS} steps of training here it is {ends} with {heads_of} heads."
    ratio = found[asked].perplexity / base.perplexity
    says = (
        f"Perplexity goes from {base.perplexity:.1f} to {found[3].perplexity:.1f} with three KV "
        f"heads and {found[1].perplexity:.1f} with one. The cache shrinks exactly as the heads "
        "do; the quality breaks. Models with few KV heads are trained so from the start, or "
        "trained on after averaging: in the published figures for 5% of the original steps. "
        f"{after}"
    )
    return Measured(ratio, compare(found[3], found[1]), tuple(rows), says)


def _pooled(model: Model, kv_heads: int) -> Model:
    """The model with the key and value heads of each group averaged."""
    from trainer.labs.algorithms import gqa

    heads = model.shape.heads
    changed = {
        name: gqa.pool(weight, heads, kv_heads)
        for name, weight in model.weights.items()
        if name.endswith(("k_proj", "v_proj"))
    }
    return model.with_kv_heads(kv_heads, changed)


def _trained_on(model: Model, exam: Evaluation, bench: Bench) -> Model:
    """The model after more training, in bf16 with fp32 master weights, on other text."""
    import numpy as np

    from trainer.labs.device import load_torch
    from trainer.labs.model import training
    from trainer.labs.model.texts import calibration_text, source_text

    torch = load_torch()
    tokens = exam.tokenizer.encode(f"{calibration_text()}\n\n{source_text()}")
    rng = np.random.default_rng(bench.seed)

    def batch() -> Tensor:
        starts = rng.integers(0, len(tokens) - LENGTH - 1, SEQUENCES)
        cut = tokens[starts[:, None] + np.arange(LENGTH + 1)].astype(np.int64)
        return torch.from_numpy(cut).cuda()

    weights = {name: torch.from_numpy(w.copy()).cuda() for name, w in model.weights.items()}

    def loss(windows: Tensor) -> Tensor:
        return training.loss({n: w.bfloat16() for n, w in weights.items()}, windows, model.shape)

    batches = (batch() for _ in range(STEPS))
    training.train(weights, batches, loss, steps=STEPS, learning_rate=LEARNING_RATE, warmup_steps=5)
    learnt = {name: weight.cpu().numpy() for name, weight in weights.items()}
    return model.with_weights(learnt)


def _row(result: Result, model: Model) -> Row:
    from trainer.labs.model.llama import Cache

    return {
        "model": result.name,
        "perplexity": round(result.perplexity, 2),
        "bytes/token": Cache(model.shape, 1, 1).nbytes,
        "k, v weights": sum(
            weight.size
            for name, weight in model.weights.items()
            if name.endswith(("k_proj", "v_proj"))
        ),
    }


LAB = Lab(
    name="attention-heads",
    title="MHA, GQA and MQA",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="x",
    tolerance="ratio",
    asks_direction=lambda _: (
        "Averaged to one head instead of three: is the perplexity higher, lower, or the same?"
    ),
    directions=DIRECTIONS,
    expected="higher",
    how=(
        "Key and value heads are averaged in groups; the model then predicts windows of the Python "
        "language reference, and differences are paired window by window."
    ),
    published=Published(
        "T5-XXL, MHA: 1.51 s a sample, mean score 47.2; averaged and trained on, GQA-8: 0.28 s, "
        "47.1; MQA: 0.24 s, 46.6",
        "arXiv:2305.13245",
    ),
    reads=("4.3", "4.4"),
    seconds_cpu=4,
    seconds_gpu=7,
    measure=measure,
    devices=("cpu", "cuda"),
)
