"""What a lab asks of the learner before it measures: a number, and a direction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LabQuestion:
    """The prediction that a lab asks for, with the numbers that its seed drew.

    Attributes:
        lab: The lab's name.
        title: What the lab is about, in a few words.
        claim: What people say, which the lab puts to the test.
        seed: What the numbers were drawn from.
        asks: The question after the number.
        unit: A symbol of `trainer.units`, empty for a plain number.
        tolerance: A key of `trainer.grading.prediction.TOLERANCES`.
        asks_direction: The question after the direction.
        directions: Its possible answers, one word each.
        how: How it is measured.
        seconds: About how long that takes on the device.
        device: `cpu` or `cuda`.
        reads: Sections of the explainer.
    """

    lab: str
    title: str
    claim: str
    seed: int
    asks: str
    unit: str
    tolerance: str
    asks_direction: str
    directions: tuple[str, ...]
    how: str
    seconds: float
    device: str
    reads: tuple[str, ...] = ()
