"""A derivation: the lines from what is given to the answer, each of which can be recomputed."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.units import Number


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation: `name = formula = value unit`.

    Attributes:
        name: The letter or word that later formulas use.
        formula: Arithmetic over the names of earlier steps and plain numbers, in Python's
            notation with `ceil`, `floor`, `min`, `max` and `log2`; for a given, the number.
        value: What the formula gives, in base units.
        unit: The unit it is shown in.
        note: Where it comes from, or why.
    """

    name: str
    formula: str
    value: Number
    unit: str
    note: str = ""
