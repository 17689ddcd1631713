"""New facts belong in the weights: fine-tune the model on them.

Weights can learn a fact, at the price of others, and they hold it after the world has changed; a
note in the context costs nothing of what was known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from trainer.labs.lab import Bench, Lab, Measured, Published, first_paragraph
from trainer.questions.chance import Chance

if TYPE_CHECKING:
    from trainer.history.lab_run import Row
    from trainer.labs.reader import Reader

Tensor = Any  # torch.Tensor

OLD, VALUES, RANK = 64, 128, 8
FULL_RATE, LORA_RATE = 1e-3, 3e-3
STEPS, MOST = 250, 400  # of the first training; of a tuning, at most
TIE = 10  # percent
CHECK = 5  # steps between looks whether all new facts are known


def draw(seed: int) -> int:
    """How many new facts there are."""
    return Chance(seed).choose((16, 32, 64))


def asks(seed: int, device: str) -> str:
    """The question after the number."""
    return (
        f"A small model knows {OLD} facts by heart and can read notes. A LoRA adapter of rank "
        f"{RANK} is trained on {draw(seed)} new facts until the model knows each of them. What "
        "share of the old facts does it still know?"
    )


class Right(NamedTuple):
    """Percent of old facts, of new ones, and of new ones after they changed, that are right."""

    old: float
    new: float
    changed: float


class World:
    """Facts: entities 0 to OLD - 1 are old ones, the rest new; each has a value."""

    def __init__(self, torch: Any, new: int, seed: int) -> None:
        chance = torch.Generator().manual_seed(seed + 1)
        self.torch = torch
        self.old = torch.arange(OLD)
        self.new = torch.arange(OLD, OLD + new)
        self.values = torch.randint(VALUES, (OLD + new,), generator=chance)
        off = torch.randint(1, VALUES, (OLD + new,), generator=chance)
        self.changed = (self.values + off) % VALUES  # what each fact becomes later

    def ask(self, reader: Reader, *, read: bool) -> Right:
        """What a reader gets right, from notes or by heart."""

        def right(entities: Tensor, values: Tensor) -> float:
            notes = reader.notes_on(entities, values[entities]) if read else None
            return round(reader.right(entities, values[entities], notes) * 100, 1)

        return Right(
            right(self.old, self.values),
            right(self.new, self.values),
            right(self.new, self.changed),
        )


def measure(bench: Bench) -> Measured:
    """How many old, new and changed facts are right: by heart, tuned, and from notes."""
    from trainer.labs.device import load_torch
    from trainer.labs.reader import add_adapters, fresh_reader, linear_weights

    torch = load_torch()
    new = draw(bench.seed)
    world = World(torch, new, bench.seed)
    reader = fresh_reader(torch, OLD + new, VALUES, bench.seed)
    _school(reader, world, bench)
    tuned, adapted = reader.copy(), reader.copy()
    _tune(tuned, linear_weights(tuned), world, learning_rate=FULL_RATE)
    bench.progress(0.8)
    steps = _tune(adapted, add_adapters(adapted, RANK), world, learning_rate=LORA_RATE)
    bench.progress(1.0)
    plain, by_heart = world.ask(reader, read=False), world.ask(adapted, read=False)
    notes, full = world.ask(reader, read=True), world.ask(tuned, read=False)
    table = (
        _row("by heart", plain),
        _row("tuned, all weights", full),
        _row(f"tuned, LoRA rank {RANK}", by_heart),
        _row("from notes", notes),
    )
    says = (
        f"After {steps} steps {by_heart.new:g}% of the {new} new facts are known and "
        f"{by_heart.old:.0f}% of the old ones. Facts have nothing in common, so a change of low "
        "rank that holds them moves others too; taken off, it gives them back. All weights, tuned "
        f"at a lower learning rate, keep {full.old:.0f}%. Untuned, the model is right on "
        f"{plain.new:g}% of the new facts without a note and on {notes.new:g}% with one. When "
        f"those change, the tuned model is right on {by_heart.changed:g}% and the notes on "
        f"{notes.changed:g}%: to change a note is all it takes. The right note was always among "
        "those given; finding it, which RAG must do too, was not tested."
    )
    gap = notes.changed - by_heart.changed
    direction = "context" if gap > TIE else "weights" if gap < -TIE else "both"
    return Measured(by_heart.old, direction, table, says)


def _row(name: str, right: Right) -> Row:
    return {
        "answers": name,
        "old, %": right.old,
        "new, %": right.new,
        "changed, %": right.changed,
    }


def _school(reader: Reader, world: World, bench: Bench) -> None:
    """Teach a reader the old facts by heart, and reading notes about anything."""
    from torch.nn.functional import cross_entropy

    known = len(world.values)

    def loss() -> Tensor:
        heart = reader.draw(64, 0, OLD)
        asked, told = reader.draw(128, 0, known), reader.draw(128, 0, VALUES)
        notes = reader.notes_on(asked, told)
        by_heart = cross_entropy(reader.answers(heart), world.values[heart])
        return by_heart + cross_entropy(reader.answers(asked, notes), told)

    steps = STEPS // 2 if bench.quick else STEPS

    def done(step: int) -> bool:
        bench.progress(0.7 * step / steps)
        return False

    reader.train(reader.weights, loss, steps=steps, done=done)


def _tune(reader: Reader, parameters: dict[str, Tensor], world: World, learning_rate: float) -> int:
    """Tune on the new facts until all are known; returns after how many steps."""
    from torch.nn.functional import cross_entropy

    def loss() -> Tensor:
        asked = reader.draw(64, OLD, len(world.values))
        return cross_entropy(reader.answers(asked), world.values[asked])

    def done(step: int) -> bool:
        return step % CHECK == 0 and reader.right(world.new, world.values[world.new]) == 1

    return reader.train(parameters, loss, steps=MOST, learning_rate=learning_rate, done=done)


LAB = Lab(
    name="prompt-peft-rag",
    title="Prompt, PEFT or RAG",
    claim=first_paragraph(__doc__),
    asks=asks,
    unit="%",
    tolerance="ratio",
    asks_direction=lambda _: (
        "Then the new facts change. Which is right about them, the tuned weights, a note in the "
        "context, or both?"
    ),
    directions=("weights", "context", "both"),
    expected="context",
    how="A small reader is trained here, then tuned, and asked with and without notes.",
    published=Published(
        "retrieval beat unsupervised fine-tuning on facts both seen and new", "arXiv:2312.05934"
    ),
    reads=("5.6", "6.6"),
    seconds_cpu=2,
    seconds_gpu=3,
    measure=measure,
    needs="labs",
)
