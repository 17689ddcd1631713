"""Slips that recur, traps that still bite, and cards that keep failing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trainer.cards.card import Card, Trap
from trainer.cards.marks import unmarked
from trainer.history.usual import LATELY
from trainer.questions.mistakes import CATALOGUE, KNOWN
from trainer.scheduling.leeches import is_leech

RECURS = 2  # times from which a mistake is a habit
WEEK, WEEKS = 7, 12
BITES = 90  # days after which a trap that was not met again is forgotten
SETTLED = 2  # days with right answers that settle a trap

Made = tuple[str, int]  # what was made, and the ordinal of its day


@dataclass(frozen=True, slots=True)
class Slip:
    """A named mistake that recurs.

    Attributes:
        id: In the catalogue.
        name: What was done.
        times: How often, in all.
        last_30_days: How often lately.
        before: How often in the 30 days before those.
        trend: `new`, `more`, `as before`, `less` or `gone`.
        last: When it was last made.
        weeks: How often in each of the last 12 weeks, the present one last.
        drill: The command that practises it.
    """

    id: str
    name: str
    times: int
    last_30_days: int
    before: int
    trend: str
    last: date
    weeks: tuple[int, ...]
    drill: str


@dataclass(frozen=True, slots=True)
class TrapReport:
    """A trap of the decks, or a card whose own wrong claim was made.

    Attributes:
        trap: Its name, or the card's id.
        claim: What is wrongly believed.
        times: How often it was stepped into.
        last: When last; None if never.
        right_since: Answers to its cards that were remembered since.
        biting: Whether it was stepped into in the last 90 days and not answered right since on
            two days.
        cards: The cards that guard against it.
    """

    trap: str
    claim: str
    times: int
    last: date | None
    right_since: int
    biting: bool
    cards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leech:
    """A card that keeps failing."""

    card: str
    question: str
    failures: int
    recall: float | None
    suspended: bool
    reads: tuple[str, ...]


def slips(made: Iterable[Made], today: date) -> tuple[Slip, ...]:
    """The mistakes that were made at least twice, those of the last 30 days first.

    Args:
        made: Each mistake with the ordinal of its day; what is in no catalogue is left out.
        today: The learning day.
    """
    days: dict[str, list[int]] = defaultdict(list)
    for name, day in made:
        if name in KNOWN:
            days[name].append(day)
    found = [_slip(name, each, today.toordinal()) for name, each in days.items()]
    recurring = [slip for slip in found if slip.times >= RECURS]
    return tuple(sorted(recurring, key=lambda s: (-s.last_30_days, -s.times, s.id)))


def _slip(name: str, days: Sequence[int], today: int) -> Slip:
    lately = sum(today - day < LATELY for day in days)
    before = sum(LATELY <= today - day < 2 * LATELY for day in days)
    weeks = [0] * WEEKS
    for day in days:
        week = (today - day) // WEEK
        if week < WEEKS:
            weeks[WEEKS - 1 - week] += 1
    drill = f"trainer drill --mistake {name}" if name in CATALOGUE else "trainer drill"
    return Slip(
        id=name,
        name=KNOWN[name].name,
        times=len(days),
        last_30_days=lately,
        before=before,
        trend=_trend(lately, before, len(days)),
        last=date.fromordinal(max(days)),
        weeks=tuple(weeks),
        drill=drill,
    )


def _trend(lately: int, before: int, times: int) -> str:
    if not lately:
        return "gone"
    if lately == times:
        return "new"
    if lately == before:
        return "as before"
    return "more" if lately > before else "less"


def own_claim(card: Card) -> Trap:
    """What a card itself warns of, under its id: the claim it quotes, or its wrong claims."""
    quoted = re.sub(r"(?m)^>\s?", "", unmarked(card.question))
    listed = " / ".join(unmarked(claim.text) for claim in card.wrong_claims)
    claim = quoted if card.kind == "trap" else listed
    return Trap(card.id, " ".join((claim or card.id).split()), "")


def traps(
    known: Mapping[str, Trap],
    cards: Iterable[Card],
    made: Iterable[Made],
    right: Mapping[str, Sequence[int]],
    today: date,
) -> tuple[TrapReport, ...]:
    """Every trap, those that bite first.

    Args:
        known: The traps by name, and of the cards that were stepped into `own_claim` by id.
        cards: The cards, which say against which traps they guard.
        made: Each trap that was stepped into, with the ordinal of the day.
        right: Ordinals of the days on which a card that guards was remembered, by card.
        today: The learning day.
    """
    days: dict[str, list[int]] = defaultdict(list)
    for name, day in made:
        days[name].append(day)
    guards: dict[str, list[str]] = defaultdict(list)
    for card in cards:
        for name in (*card.traps, card.id):
            guards[name].append(card.id)
    found = []
    for name, trap in known.items():
        last = max(days[name], default=None)
        own = [day for card in guards[name] for day in right.get(card, ())]
        since = [day for day in own if last is not None and day > last]
        recent = last is not None and today.toordinal() - last <= BITES
        found.append(
            TrapReport(
                trap=name,
                claim=trap.claim,
                times=len(days[name]),
                last=None if last is None else date.fromordinal(last),
                right_since=len(since),
                biting=recent and len(set(since)) < SETTLED,
                cards=tuple(guards[name]),
            )
        )
    return tuple(sorted(found, key=lambda each: (not each.biting, -each.times, each.trap)))


def leeches(
    cards: Mapping[str, Card],
    failures: Mapping[str, int],
    recall: Mapping[str, float],
    suspended: Iterable[str],
) -> tuple[Leech, ...]:
    """The cards that keep failing, the worst first.

    Args:
        cards: The cards by id.
        failures: How many reviews of a card failed.
        recall: Its predicted recall.
        suspended: The cards that were put away.
    """
    away = set(suspended)
    found = [
        Leech(
            card=name,
            question=unmarked(cards[name].question) or cards[name].family,
            failures=many,
            recall=recall.get(name),
            suspended=name in away,
            reads=cards[name].reads,
        )
        for name, many in failures.items()
        if is_leech(many) and name in cards
    ]
    return tuple(sorted(found, key=lambda leech: (-leech.failures, leech.card)))
