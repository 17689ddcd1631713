"""What a lab is: what it asks, what should come out, and the function that measures it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from trainer.history.lab_run import Row
from trainer.questions.lab import LabQuestion

Progress = Callable[[float], None]  # takes the share that is done, 0 to 1


@dataclass(frozen=True, slots=True)
class Published:
    """A figure that others printed: what it is of, and where it stands."""

    figure: str
    source: str

    def __str__(self) -> str:
        """`3-bit RTN 25.54, GPTQ 8.07 (arXiv:2210.17323)`."""
        return f"{self.figure} ({self.source})"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a lab measured.

    Attributes:
        figure: The number that was asked for, in the lab's unit.
        direction: One of the lab's directions.
        table: What was measured on the way; the rows have the same columns.
        says: What it shows, with the measured numbers in it.
    """

    figure: float
    direction: str
    table: tuple[Row, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What a measurement is given.

    Attributes:
        seed: What its numbers are drawn from.
        device: `cpu` or `cuda`.
        progress: Told the share that is done, 0 to 1.
        quick: Smaller settings, for tests.
    """

    seed: int
    device: str
    progress: Progress
    quick: bool


Measure = Callable[[Bench], Measured]


@dataclass(frozen=True, slots=True)
class Lab:
    """One experiment.

    Attributes:
        name: As it is typed, `weight-bytes`.
        title: What it is about, in a few words.
        claim: What people say, which it puts to the test; the docstring of its file.
        asks: From a seed and a device to the question after the number.
        unit: A symbol of `trainer.units`, empty for a plain number.
        tolerance: A key of `trainer.grading.prediction.TOLERANCES`.
        asks_direction: From a seed to the question after the direction.
        directions: Its possible answers, one word each.
        expected: The direction that theory expects.
        how: How it is measured, a sentence.
        published: The figure that others printed.
        reads: Sections of the explainer.
        seconds_cpu: About how long it takes on two processor cores.
        seconds_gpu: About how long it takes on a machine with a GPU.
        measure: What measures it.
        needs: The extra that it needs, None if it does without.
        devices: Where it can be measured.
        gpu_claim: Whether the claim is about GPUs, so that a CPU's figure must be marked.
    """

    name: str
    title: str
    claim: str
    asks: Callable[[int, str], str]
    unit: str
    tolerance: str
    asks_direction: Callable[[int], str]
    directions: tuple[str, ...]
    expected: str
    how: str
    published: Published
    reads: tuple[str, ...]
    seconds_cpu: float
    seconds_gpu: float
    measure: Measure = field(repr=False)
    needs: str | None = None
    devices: tuple[str, ...] = ("cpu",)
    gpu_claim: bool = False

    def question(self, seed: int, device: str) -> LabQuestion:
        """The prediction that this lab asks for with this seed."""
        return LabQuestion(
            lab=self.name,
            title=self.title,
            claim=self.claim,
            seed=seed,
            asks=self.asks(seed, device),
            unit=self.unit,
            tolerance=self.tolerance,
            asks_direction=self.asks_direction(seed),
            directions=self.directions,
            how=self.how,
            seconds=self.seconds_gpu if device == "cuda" else self.seconds_cpu,
            device=device,
            reads=self.reads,
        )


def first_paragraph(docstring: str | None) -> str:
    """The first paragraph of a docstring on one line: a lab's claim."""
    return " ".join((docstring or "").split("\n\n")[0].split())


def turn(difference: float, tie: float, directions: tuple[str, ...]) -> str:
    """Of (up, down, level) the direction of a difference; within `tie` of zero it is level."""
    up, down, level = directions
    return up if difference > tie else down if difference < -tie else level
