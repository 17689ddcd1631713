"""Which cards a sitting asks, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.cards.card import Card
from trainer.history.marks import KIND, marks_on
from trainer.practice.asked import Plan
from trainer.practice.ports import Log
from trainer.scheduling.queue import (
    Due,
    by_urgency,
    by_value,
    days_to_catch_up,
    introduce,
    share,
)

FORESEEN = 90  # days of the schedule that are looked at to say when a backlog is gone


@dataclass(frozen=True, slots=True)
class Agenda:
    """The cards of a sitting.

    Attributes:
        queue: Ids of the cards to ask, in order.
        due: How many cards are due today, those that wait for another day included.
        days: About how many days it takes until none waits; 0 where none does.
    """

    queue: list[str]
    due: int = 0
    days: int = 0


def plan_sitting(cards: Mapping[str, Card], log: Log, plan: Plan, today: date) -> Agenda:
    """What a sitting over these cards asks on this day.

    Args:
        cards: The cards that may be asked, by id; none that is suspended or buried.
        log: Where they stand.
        plan: What the learner wants.
        today: The learning day.
    """
    if plan.cram:
        queue = [card.id for card in introduce(list(cards.values()), len(cards))]
        return Agenda(queue[: plan.limit])
    if plan.topic and plan.free:
        return Agenda(_whole_topic(cards, log, today)[: plan.limit])
    if plan.ahead:
        soon = _due(cards, log, today + timedelta(days=plan.ahead))
        return Agenda([card.card_id for card in by_urgency(soon, today)][: plan.limit])
    return _daily(cards, log, plan, today)


def put_away(log: Log, today: date) -> set[str]:
    """The cards that are suspended, or buried on this day, by id."""
    return set(marks_on(log.journal.entries(KIND), today).hidden)


def _daily(cards: Mapping[str, Card], log: Log, plan: Plan, today: date) -> Agenda:
    all_due = log.due(today)
    due = [card for card in all_due if card.card_id in cards]
    room = share(len(due), log.reviewed_on(today), plan.reviews_per_day)
    if room < len(due):
        levels = {card.card_id: cards[card.card_id].level for card in due}
        queue = [card.card_id for card in by_value(due, today, levels)[:room]]
        coming = _coming(log, today, len(due) / len(all_due))
        days = days_to_catch_up(len(due), coming, plan.reviews_per_day)
        return Agenda(queue[: plan.limit], len(due), days)
    queue = [card.card_id for card in by_urgency(due, today)]
    room = plan.new_per_day - log.introduced_on(today)
    if room > 0 and (new := _new(cards, log)):
        queue += [card.id for card in introduce(new, room)]
    return Agenda(queue[: plan.limit], len(due))


def _new(cards: Mapping[str, Card], log: Log) -> list[Card]:
    known = log.known()
    if known.issuperset(cards):  # the common end of a deck, found ten times faster
        return []
    return [card for card in cards.values() if card.id not in known]


def _whole_topic(cards: Mapping[str, Card], log: Log, today: date) -> list[str]:
    """What is due, then what is new, then the rest, the soonest due first."""
    known = by_urgency(_due(cards, log, date.max), today)
    due = [card.card_id for card in known if card.due <= today]
    later = [card.card_id for card in known if card.due > today]
    new = introduce([c for c in cards.values() if c.id not in {*due, *later}], len(cards))
    return [*due, *(card.id for card in new), *later]


def _coming(log: Log, today: date, part: float) -> list[int]:
    """About how many of a sitting's cards fall due on each day after today.

    Args:
        log: Where all cards stand.
        today: The learning day.
        part: The sitting's part of all cards that are due today.
    """
    coming = log.coming(today, today + timedelta(days=FORESEEN))
    days = (today + timedelta(days=day) for day in range(1, FORESEEN + 1))
    return [round(part * coming.get(day, 0)) for day in days]


def _due(cards: Mapping[str, Card], log: Log, until: date) -> list[Due]:
    return [card for card in log.due(until) if card.card_id in cards]
