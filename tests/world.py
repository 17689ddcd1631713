"""The world that shipped questions are drawn from, read for the tests of questions."""

from __future__ import annotations

from tests.shapes import GPUS, MODELS
from trainer.questions.families import FAMILIES
from trainer.questions.family import Bounds, World, draw
from trainer.questions.question import Question

WORLD = World(models=MODELS, gpus=GPUS)


def ask(family: str, seed: int = 0, bounds: Bounds | None = None) -> Question:
    """The question of the family of this name that a seed gives."""
    return draw(FAMILIES[family], seed, WORLD, bounds)
