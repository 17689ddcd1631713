"""A derivation: the lines from what is given to the answer, each of which can be recomputed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from trainer.calc.checks import exact
from trainer.units import Number


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation: `name = formula = value unit`.

    Attributes:
        name: The letter or word that later formulas use.
        formula: Arithmetic over the names of earlier steps and plain numbers, in Python's
            notation with `abs`, `ceil`, `floor`, `max`, `min`, `round` (half to even) and
            `log2`; for a given, the number.
        value: What the formula gives, in base units.
        unit: The unit it is shown in.
        note: Where it comes from, or why.
    """

    name: str
    formula: str
    value: Number
    unit: str
    note: str = ""


def given(name: str, value: Number, unit: str, note: str = "") -> Step:
    """A step that states a number, exact: a float stands for the decimal that it prints as."""
    number = exact(value)
    if number.denominator == 1:
        return Step(name, str(number), number.numerator, unit, note)
    decimal = str(float(number))
    formula = decimal if exact(float(decimal)) == number else str(number)
    return Step(name, formula, number, unit, note)


def identifier(name: str) -> str:
    """A module's name as the name of a step: `mlp.c_proj` becomes `mlp_c_proj`."""
    return name.replace(".", "_").replace("-", "_")


def pruned(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps without those that nothing after them uses; the last one stays."""
    kept: list[Step] = []
    used = {steps[-1].name}
    for step in reversed(steps):
        if step.name in used:
            kept.append(step)
            used |= set(re.findall(r"[A-Za-z_]\w*", step.formula))
    return tuple(reversed(kept))
