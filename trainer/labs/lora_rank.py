"""LoRA is as good as full fine-tuning, at any rank.

A low rank is a small change: it reaches part of what full tuning reaches, and it forgets less.
"""

from __future__ import annotations

from typing import NamedTuple

from trainer.history.lab_run import Row
from trainer.labs.evaluation import DIRECTIONS, Result, compare
from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph
from trainer.questions.chance import Chance

RANKS_BESIDE = {"cpu": (16,), "cuda": (8, 16, 64)}
MOMENTS = 8  # bytes that AdamW keeps for a trained parameter: two moments in fp32


class Tuned(NamedTuple):
    """A tuning: what was trained, and how it does in both domains."""

    trained: int
    new: Result
    own: Result


def draw(seed: int) -> int:
    """The rank that the question is about."""
    return Chance(seed).choose((1, 2, 4))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    return (
        "A small model that knows documentation is tuned on Python source, all weights or LoRA of "
        f"rank {draw(seed)} on all linear layers, the same steps. Of the fall in loss that full "
        "tuning reaches on new source, what share does LoRA reach?"
    )


def measure(bench: Bench) -> Measured:
    """Perplexity in the new and in the own domain after each tuning."""
    import math

    from trainer.labs.model.adapters import merged
    from trainer.labs.tuning import FULL_RATE, LORA_RATE, Course

    rank = draw(bench.seed)
    ranks = [rank] if bench.quick else [rank, *RANKS_BESIDE[bench.device]]
    course = Course(bench, tunings=1 + len(ranks))
    full = course.full()
    size = sum(weight.size for weight in full.weights.values())
    found = {0: Tuned(size, course.new.of("all weights", full), course.own.of("all weights", full))}
    for each in ranks:
        adapters = course.lora(each)
        name, model = f"LoRA, rank {each}", merged(course.model, adapters)
        trained = sum(adapter.a.size + adapter.b.size for adapter in adapters.values())
        found[each] = Tuned(trained, course.new.of(name, model), course.own.of(name, model))
    gain = {
        each: math.log(course.new.base.perplexity / tuned.new.perplexity)
        for each, tuned in found.items()
    }
    share = gain[rank] / gain[0] * 100
    one, all_of_it = found[rank], found[0]
    own = compare(all_of_it.own, one.own)
    forgets = {"lower": "forgets less", "higher": "forgets more", "same": "forgets as much"}[own]
    says = (
        f"Rank {rank} trains {one.trained / size:.1%} of the parameters and reaches {share:.0f}% "
        f"of the fall in loss. Perplexity in the model's own domain changes by "
        f"{all_of_it.own.rise:+.1f}% with full tuning and {one.own.rise:+.1f}% with LoRA, which "
        f"{forgets}. AdamW's moments take {size * MOMENTS / 1e6:.1f} MB or "
        f"{one.trained * MOMENTS / 1e6:.2f} MB. All ranks had one learning rate, {LORA_RATE}, and "
        f"full tuning {FULL_RATE}: a rank that does worse may want another, or more steps."
    )
    rows = {"before": Tuned(0, course.new.base, course.own.base)}
    rows |= {tuned.new.name: tuned for tuned in found.values()}
    table = tuple(_row(name, tuned) for name, tuned in rows.items())
    return Measured(share, own, table, says)


def _row(name: str, tuned: Tuned) -> Row:
    return {
        "tuned": name,
        "parameters": tuned.trained,
        "new domain": round(tuned.new.perplexity, 2),
        "own domain": round(tuned.own.perplexity, 2),
    }


LAB = Lab(
    name="lora-rank",
    title="LoRA rank, and what is forgotten",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="%",
    tolerance="ratio",
    asks_direction=lambda seed: (
        f"After LoRA of rank {draw(seed)}, next to full tuning: is the perplexity in the model's "
        "own domain higher, lower, or the same?"
    ),
    directions=DIRECTIONS,
    expected="lower",
    how=(
        "The small model is tuned with AdamW, 40 steps on a CPU and 150 on a GPU, on source of the "
        "standard library; perplexity is measured on source that was held back."
    ),
    published=Published(
        "Llama-2-7B, code and mathematics: LoRA of low rank stays well below full tuning, and "
        "forgets less",
        "arXiv:2405.09673",
    ),
    reads=("5.2", "5.3"),
    seconds_cpu=23,
    seconds_gpu=9,
    measure=measure,
    needs="labs",
    devices=("cpu", "cuda"),
)
