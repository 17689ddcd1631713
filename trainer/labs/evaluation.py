"""The shipped model, text that it never saw, and how much worse a changed model predicts it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainer.history.lab_run import Row
from trainer.labs.lab import Bench
from trainer.units import show

if TYPE_CHECKING:
    from trainer.labs.algorithms.checks import Array
    from trainer.labs.model.llama import Model

WINDOWS, QUICK_WINDOWS, LENGTH = 64, 12, 256
CALIBRATION = 32  # sequences of LENGTH tokens


@dataclass(frozen=True, slots=True)
class Result:
    """How a model does next to the unchanged one, on the same windows.

    Attributes:
        name: What was done to it.
        losses: Of each window, nats a token, (N,).
        perplexity: The exponential of their mean.
        rise: By how many percent that is above the unchanged model's.
        z: The paired difference of the losses over its standard error.
    """

    name: str
    losses: Array
    perplexity: float
    rise: float
    z: float

    @property
    def cost(self) -> str:
        """The rise as text, `4.2%`."""
        return show(self.rise / 100, "%", 3)

    def row(self) -> Row:
        """A row of the lab's table."""
        return {
            "model": self.name,
            "perplexity": round(self.perplexity, 3),
            "rise, %": round(self.rise, 2),
            "z": None if math.isinf(self.z) else round(self.z, 1),
        }


class Evaluation:
    """The shipped model and the windows on which models are compared.

    Args:
        bench: Seed and settings.
        steps: How many results there will be, for the progress; 0 to tell none.
        text: What the windows are cut from; the language reference if left out.
        windows: How many, unless the bench is a quick one.

    Attributes:
        model: The shipped model, float32.
        base: Its own result.
        results: All results so far, in order.
    """

    def __init__(
        self, bench: Bench, steps: int, *, text: str | None = None, windows: int = WINDOWS
    ) -> None:
        from trainer.labs.model import texts
        from trainer.labs.model.opening import shipped_model

        self.bench, self.steps = bench, steps
        opened = shipped_model()
        self.model, self.tokenizer = opened.model, opened.tokenizer
        tokens = self.tokenizer.encode(text or texts.evaluation_text())
        count = QUICK_WINDOWS if bench.quick else windows
        self.windows = texts.windows(tokens, count, LENGTH, bench.seed)  # (N, LENGTH + 1)
        self.results: list[Result] = []
        self.base = self.of("unchanged, fp32", self.model)

    def of(self, name: str, model: Model) -> Result:
        """The result of a model, which joins `results`."""
        from trainer.labs.model.perplexity import losses, paired, perplexity

        found = losses(model, self.windows)  # (N,)
        base = self.results[0] if self.results else None
        z = paired(base.losses, found).z if base else 0.0
        rise = (perplexity(found) / base.perplexity - 1) * 100 if base else 0.0
        self.results.append(Result(name, found, perplexity(found), rise, z))
        if self.steps:
            self.bench.progress(min(1.0, len(self.results) / self.steps))
        return self.results[-1]

    def calibration(self, sequences: int = CALIBRATION) -> Array:
        """Calibration text (sequences, LENGTH), none of it among the windows."""
        from trainer.labs.model.texts import calibration_text, windows

        tokens = self.tokenizer.encode(calibration_text())
        if self.bench.quick:
            sequences = -(-sequences // 2)
        return windows(tokens, sequences, LENGTH, self.bench.seed)[:, :-1]

    def table(self) -> tuple[Row, ...]:
        """A row for each result."""
        return tuple(result.row() for result in self.results)


def compare(first: Result, second: Result) -> str:
    """Whether the second's perplexity is `higher` or `lower`, or shown to be neither: `same`."""
    from trainer.labs.model.perplexity import paired

    pair = paired(first.losses, second.losses)
    if pair.tied:
        return "same"
    return "higher" if pair.worse else "lower"


DIRECTIONS = ("higher", "lower", "same")
HOW = (
    "The small model is quantized and predicts windows of the Python language reference that it "
    "never saw; differences are paired window by window, and below 3 standard errors are none."
)
