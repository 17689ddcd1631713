"""Answers and mistakes of questions whose bounds are narrowed to one value each."""

from __future__ import annotations

from tests.world import ask
from trainer.questions.question import Question
from trainer.units import in_unit


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
