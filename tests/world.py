"""What comes with the program, read for the tests of questions and decks."""

from __future__ import annotations

from tests.conftest import ROOT
from tests.shapes import GPUS, MODELS
from trainer.cards.card import Deck, Problem
from trainer.cards.checks import check_deck
from trainer.cards.explainer import parse_explainer
from trainer.labs.registry import LABS
from trainer.questions.families import FAMILIES
from trainer.questions.family import Bounds, World, draw
from trainer.questions.question import Question

WORLD = World(models=MODELS, gpus=GPUS)
EXPLAINER, EXPLAINER_PROBLEMS = parse_explainer(
    (ROOT / "data" / "explainer" / "week06.md").read_text(encoding="utf-8"), "week06.md"
)


def deck_problems(deck: Deck) -> list[Problem]:
    """What a check finds in a deck, next to the shipped explainer and models."""
    return check_deck(deck, EXPLAINER.sections, MODELS, LABS)


def ask(family: str, seed: int = 0, bounds: Bounds | None = None) -> Question:
    """The question of the family of this name that a seed gives."""
    return draw(FAMILIES[family], seed, WORLD, bounds)
