"""From an interview back into the schedule: what was missed makes the cards behind it due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from trainer.cards.card import Card
from trainer.history.interview import ASKED_FOR, Record
from trainer.history.interview_score import Score
from trainer.history.record import CardState, Review
from trainer.practice.interviewer import Stage
from trainer.practice.ports import Log
from trainer.scheduling.sm2 import Memory

HELD = ("correct", "rounded")


@dataclass(frozen=True, slots=True)
class Debt:
    """A card that becomes due, and why.

    Attributes:
        card: The card's id.
        reason: What was missed, as the log keeps it.
        family: The family of a side-question, or empty.
        seed: What its numbers were drawn from.
        mistakes: Ids of the mistakes that were made.
    """

    card: str
    reason: str
    family: str = ""
    seed: int | None = None
    mistakes: tuple[str, ...] = ()


class PastLog(Log, Protocol):
    """A log whose rows can be read again."""

    def rows(self, limit: int | None = None, card: str | None = None) -> Sequence[Review]:
        """The newest rows of the log, or of a card, oldest first."""


def debts(stage: Stage, record: Record, score: Score) -> list[Debt]:
    """The cards that an interview makes due, each once, with all that led to it.

    A point that was said only when it was asked about is no debt.
    """
    found: dict[str, Debt] = {}
    for debt in (*_points(stage, record, score), *_figures(stage, record), *_traps(stage, record)):
        known = found.get(debt.card)
        found[debt.card] = debt if known is None else _both(known, debt)
    return list(found.values())


def _both(one: Debt, other: Debt) -> Debt:
    why = f"{one.reason.partition(': ')[0]}: "  # said once where both are missed points
    reason = f"{one.reason}; {other.reason.removeprefix(why)}"
    return replace(one, reason=reason, mistakes=(*one.mistakes, *other.mistakes))


def make_due(
    debt: Debt, record: Record, cards: Mapping[str, Card], log: PastLog, now: datetime, day: date
) -> Review | None:
    """Append the row that makes a card due tomorrow, if it is not due sooner; its memory stays.

    Returns:
        None if this interview has a row for the card already.
    """
    newest = log.rows(limit=1, card=debt.card)
    if newest and (newest[0].kind, newest[0].sitting) == ("interview", record.sitting):
        return None
    tomorrow = day + timedelta(days=1)

    def decide(state: CardState | None) -> Review:
        memory = state.memory if state else Memory()
        return Review(
            card=debt.card,
            kind="interview",
            at=now,
            day=day,
            before=memory,
            after=memory,
            due=min(state.due, tomorrow) if state else tomorrow,
            answer=debt.reason,
            family=debt.family,
            seed=debt.seed,
            mistakes=debt.mistakes,
            content=cards[debt.card].content_hash(),
            sitting=record.sitting,
        )

    return log.append(debt.card, decide)


def _points(stage: Stage, record: Record, score: Score) -> Iterator[Debt]:
    cards = {point.name: point.card for point in stage.scenario.points}
    for item in score.items:
        card = cards.get(item.name, "") if item.kind == "point" else ""
        if _asked(stage, card) and item.earned < ASKED_FOR * item.weight:
            yield Debt(card, f"missed in interview {record.number}: {item.text.rstrip('.')}")


def _figures(stage: Stage, record: Record) -> Iterator[Debt]:
    given = {figure.place: figure for figure in record.figures}
    for place, question in enumerate(stage.scenario.questions):
        figure = given.get(place)
        card = _first(stage, (c.id for c in stage.deck.cards if c.family == question.family))
        if not card or (figure and figure.verdict in HELD):
            continue
        what = figure.verdict if figure else "not answered"
        family = "" if card == question.family else f": {question.family}"
        said = f", {' '.join(figure.text.split())[:60]!r}" if figure else ""
        reason = f"{what} in interview {record.number}{family}{said}"
        if figure is None:
            yield Debt(card, reason)
        else:
            yield Debt(card, reason, figure.family, figure.seed, figure.mistakes)


def _traps(stage: Stage, record: Record) -> Iterator[Debt]:
    for name in record.traps:
        guards = [card for card in stage.deck.cards if name in card.traps]
        guards.sort(key=lambda card: card.kind != "trap")  # the card about it first
        card = _first(stage, (card.id for card in guards))
        if card:
            claim = stage.deck.traps[name].claim
            yield Debt(card, f"trap in interview {record.number}: {claim.rstrip('.')}")


def _first(stage: Stage, cards: Iterator[str]) -> str:
    return next((card for card in cards if _asked(stage, card)), "")


def _asked(stage: Stage, card: str) -> bool:
    """Whether a review would ask this card."""
    return any(each.id == card and not each.draft for each in stage.deck.cards)
