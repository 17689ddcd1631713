"""Today's queue: what is due, what is new, and in which order.

After days away more may be due than a day should hold. Then a day asks its limit, the most
valuable cards first, and the rest stays due: nothing is written and no memory changes, so each
day is planned anew from what is due then. As long as cards wait, no new ones come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `trainer status` cuts days, and does without cards
    from trainer.cards.card import Card

NEW_PER_DAY = 10
REVIEWS_PER_DAY = 40  # with the slack enough for week 6 at 20% failures; a test plays it
SLACK = 20  # percent over the limit that a day may hold, so that a few cards need no second day
WEIGHTS = {"green": 1.5, "yellow": 1.25, "red": 1.0}  # the basics are asked in every interview
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


def by_value(cards: Iterable[Due], today: date, levels: Mapping[str, str]) -> list[Due]:
    """Due cards, the most valuable first; ties by id.

    A card is worth (1 + days late / interval) times the weight of its level: what is overdue
    relative to its interval is about to be forgotten, and a green card carries the others.

    Args:
        cards: What is due.
        today: The learning day.
        levels: The level of each card, by id.
    """

    def value(card: Due) -> tuple[float, str]:
        late = (today - card.due).days / max(1, card.interval)
        return (-(1 + late) * WEIGHTS[levels[card.card_id]], card.card_id)

    return sorted(cards, key=value)


def share(due: int, done: int, limit: int) -> int:
    """How many of the due cards this day asks: all, or what its limit leaves.

    The same all day long, for what is done is no longer due.

    Args:
        due: Cards that are due now.
        done: Due cards that were answered today.
        limit: Reviews a day; a day holds at most `SLACK` percent more.
    """
    if 100 * (due + done) <= (100 + SLACK) * limit:
        return due
    return max(0, min(due, limit - done))


def days_to_catch_up(waiting: int, coming: Sequence[int], limit: int) -> int:
    """Days until a day can hold all that is due; what is failed meanwhile comes on top.

    Args:
        waiting: Cards that are due today.
        coming: How many more fall due on each following day, as far as the schedule tells.
        limit: Reviews a day.
    """
    days = 0
    while share(waiting, 0, limit) < waiting:
        waiting -= limit
        waiting += coming[days] if days < len(coming) else 0
        days += 1
    return days


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
