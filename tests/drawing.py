"""Draws questions about the shipped models and GPUs, for the tests of the families."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from fractions import Fraction

from tests.shapes import GPUS, MODELS
from trainer.questions.families import FAMILIES
from trainer.questions.family import Family, World, draw
from trainer.questions.question import Question
from trainer.units import in_unit

WORLD = World(models=MODELS, gpus=GPUS)


def drawn(family: str, seed: int = 0, **bounds: str) -> Question:
    """The question that this seed gives when each named bound allows one value only."""
    return draw(FAMILIES[family], seed, WORLD, {name: (value,) for name, value in bounds.items()})


def answer(family: str, **bounds: str) -> int | float:
    """Its answer in the unit that is asked."""
    question = drawn(family, **bounds)
    return in_unit(question.value, question.unit)


def wrong(family: str, mistake: str, **bounds: str) -> int | float:
    """What this mistake leads to in the unit that is asked."""
    question = drawn(family, **bounds)
    (value,) = (made.value for made in question.mistakes if made.id == mistake)
    return in_unit(value, question.unit)


def pins(families: Iterable[Family]) -> dict[str, list[list[str]]]:
    """Value and digest of the prompt for seeds 0 to 4 of each family."""
    return {
        family.name: [_pin(draw(family, seed, WORLD)) for seed in range(5)] for family in families
    }


def _pin(question: Question) -> list[str]:
    digest = hashlib.sha256(question.prompt.encode()).hexdigest()[:16]
    return [str(Fraction(question.value)), digest]
