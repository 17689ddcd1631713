"""Answers and mistakes of drawn questions, also of those narrowed to one value a bound."""

from __future__ import annotations

from itertools import product

from tests.world import ask
from trainer.questions.family import SAME
from trainer.questions.question import Question
from trainer.units import Number, in_unit


def drawn(family: str, seed: int = 0, **bounds: str) -> Question:
    """The question that this seed gives when each named bound allows one value only."""
    return ask(family, seed, {name: (value,) for name, value in bounds.items()})


def answer(family: str, **bounds: str) -> int | float:
    """Its answer in the unit that is asked."""
    question = drawn(family, **bounds)
    return in_unit(question.value, question.unit)


def wrong(family: str, mistake: str, **bounds: str) -> int | float:
    """What this mistake leads to in the unit that is asked."""
    question = drawn(family, **bounds)
    (value,) = (made.value for made in question.mistakes if made.id == mistake)
    return in_unit(value, question.unit)


def told_apart(question: Question) -> bool:
    """Whether no mistake passes for the answer or for what rounding allows."""
    right = (question.value, *question.rounded)
    return not any(
        near(one, mistake.value, SAME) for one, mistake in product(right, question.mistakes)
    )


def typed(value: Number, unit: str) -> str:
    """An amount as a number in the unit that is asked."""
    return f"{float(in_unit(value, unit)):.12g}"


def near(one: Number, other: Number, share: float) -> bool:
    """Whether two amounts differ by no more than this share of the larger."""
    return float(abs(one - other)) <= share * float(max(abs(one), abs(other)))
