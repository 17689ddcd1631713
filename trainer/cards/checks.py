"""What a deck says against what exists: families and their bounds."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.cards.card import Card, Deck, Problem
from trainer.questions import families
from trainer.questions.family import bound_problems


def check_deck(deck: Deck) -> list[Problem]:
    """The problems of a deck that its text alone does not show, in the order of its cards.

    A draft is a warning: it is kept, and not asked until it is filled.
    """
    return [problem for card in deck.cards for problem in check_card(card)]


def check_card(card: Card) -> Iterator[Problem]:
    """The problems of one card, as in `check_deck`."""
    if card.draft:
        remedy = 'fill it and remove "- status: draft"'
        yield Problem(card.path, card.line, f"{card.id} is a draft", remedy, warning=True)
    if not card.family:
        return
    family = families.family_named(card.family)
    if family is None:
        remedy = f"families: {', '.join(families.FAMILIES)}"
        yield Problem(card.path, card.line, f"unknown family {card.family!r}", remedy)
        return
    for problem in bound_problems(family, card.bounds):
        yield Problem(card.path, card.line, problem, 'mend its "### Bounds" section')
