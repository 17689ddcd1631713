"""Today's queue: what is due, what is new, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `trainer status` cuts days, and does without cards
    from trainer.cards.card import Card

NEW_PER_DAY = 10
LONGEST_INTERVAL = 365  # days; an interview trainer has no use for a card due in 150 years


@dataclass(frozen=True, slots=True)
class Due:
    """A card that has been learned: when it is due and how long it had been put off.

    Attributes:
        card_id: Which card.
        due: The learning day on which it is due.
        interval: The SM-2 interval that led there, in days.
    """

    card_id: str
    due: date
    interval: int


def due_on(today: date, interval: int, longest: int = LONGEST_INTERVAL) -> date:
    """The day a card comes back: after its interval, or after the longest one allowed."""
    return today + timedelta(days=min(interval, longest))


def by_urgency(cards: Iterable[Due], today: date) -> list[Due]:
    """Due cards, the most overdue relative to their interval first; ties by id."""

    def urgency(card: Due) -> tuple[float, str]:
        late = (today - card.due).days
        return (-late / max(1, card.interval), card.card_id)

    return sorted(cards, key=urgency)


def introduce(cards: Sequence[Card], limit: int) -> list[Card]:
    """The new cards of the day: green before yellow before red, kinds taken in turn.

    Within a level the kinds alternate, and within a kind the order of the deck holds.
    """
    from trainer.cards.card import LEVELS

    chosen: list[Card] = []
    for level in LEVELS:
        kinds: dict[str, list[Card]] = {}
        for card in cards:
            if card.level == level:
                kinds.setdefault(card.kind, []).append(card)
        turns = zip_longest(*kinds.values())
        chosen += [card for turn in turns for card in turn if card is not None]
    return chosen[: max(0, limit)]
