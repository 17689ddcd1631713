"""A deck's text checked against everything that it may name: sections, models and labs."""

from __future__ import annotations

from pathlib import Path

from trainer.cards.card import Deck, Problem


def check_text(text: str, path: Path) -> tuple[Deck, list[Problem]]:
    """The deck of a text and all that is wrong with it, warnings too.

    Args:
        text: The deck file's text.
        path: The deck file, for problems.
    """
    from trainer.cards.checks import check_deck
    from trainer.cards.parse import parse_deck
    from trainer.cli.wiring import explainer
    from trainer.cli.world import world
    from trainer.labs.registry import LABS

    deck, problems = parse_deck(text, str(path))
    problems += check_deck(deck, explainer().sections, world().models, LABS)
    return deck, problems
