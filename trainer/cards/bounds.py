"""What a numeric card says against what exists: its family, and the bounds that family has."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.cards.card import Card, Problem
from trainer.questions import families
from trainer.questions.family import bound_problems


def check_family(card: Card) -> Iterator[Problem]:
    """The problems of a numeric card's family and bounds."""
    if not card.family:
        return
    family = families.family_named(card.family)
    if family is None:
        remedy = f"families: {', '.join(families.FAMILIES)}"
        yield Problem(card.path, card.line, f"unknown family {card.family!r}", remedy)
        return
    for problem in bound_problems(family, card.bounds):
        yield Problem(card.path, card.line, problem, 'mend its "### Bounds" section')
