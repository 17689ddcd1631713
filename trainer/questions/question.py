"""What a drawn question is: prompt, exact answer, derivation, and the mistakes it can tell apart.

Every amount in a question is in the base unit of its dimension (bytes, not GB); `unit` only
says how the answer is asked for and shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from trainer.calc.derivation import Step
from trainer.units import Number


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong value that a known mistake leads to.

    Attributes:
        id: The mistake's id in the catalogue, `K2`.
        value: What the mistake gives, in base units.
        formula: The wrong formula, over the names of the derivation's steps.
        step: The name of the step where it leaves the derivation.
    """

    id: str
    value: Number
    formula: str
    step: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with numbers in it, drawn from a seed.

    Attributes:
        family: The family that drew it.
        seed: What it was drawn from; family, bounds and seed give it again exactly.
        prompt: What is asked; names the unit and the convention.
        unit: The unit the answer is asked in.
        value: The exact answer, in base units.
        steps: The derivation; its last step gives the answer.
        mistakes: Wrong values it can tell apart from the answer.
        rounded: Answers that interview rounding also accepts, in base units.
        picked: What chance picked from the bounds, each with the name of the bound that allowed it;
            numbers that chance alone decides stand in the prompt and the steps only.
    """

    family: str
    seed: int
    prompt: str
    unit: str
    value: Number
    steps: tuple[Step, ...]
    mistakes: tuple[Mistake, ...] = ()
    rounded: tuple[Number, ...] = ()
    picked: tuple[tuple[str, str], ...] = ()
