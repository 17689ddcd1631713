"""Counting a log by the million: numpy over its columns, plain Python numbers out.

A `Table` holds the answers that count, card after card, each card's oldest first: what was taken
back, what no one graded and what the clock of another machine put into the future is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.history import answers as packed
from trainer.history.answers import NONE, Answers
from trainer.history.record import KINDS
from trainer.scheduling.sm2 import PASSING

Array = NDArray[Any]

LONGEST_ANSWER = 600.0  # seconds that an answer counts at most: nobody thinks for an hour
UNDO, INTERVIEW = KINDS.index("undo"), KINDS.index("interview")


@dataclass(frozen=True, slots=True)
class Table:
    """The answers that count, in the order of cards, each card's oldest first.

    Attributes:
        today: The learning day of the report, an ordinal.
        rows: How many rows the log has.
        cards: How many cards the log has.
        ids: The number of each row in the log, from 1.
        card: The place of the row's card in `Answers.cards`.
        day: The learning day, an ordinal.
        gap: Days from there until the card was due after it, 0 for no schedule.
        ease: The ease before it, in hundredths.
        quality: 0 to 5.
        kind: Place in `record.KINDS`.
        hints: How many hints, at most 3.
        proposed: 0 to 5, `NONE` where nothing was proposed.
        confidence: Place in `answers.CONFIDENCES`.
        typed: An answer was typed.
        seconds: How long it took, at most `LONGEST_ANSWER`.
        cold: It was the first to its card that day, those that were taken back among them.
        future: How many answers were left out because their day is still to come.
    """

    today: int
    rows: int
    cards: int
    ids: Array
    card: Array
    day: Array
    gap: Array
    ease: Array
    quality: Array
    kind: Array
    hints: Array
    proposed: Array
    confidence: Array
    typed: Array
    seconds: Array
    cold: Array
    future: int

    @property
    def passed(self) -> Array:
        """Which answers were remembered: quality 3 or better."""
        return np.asarray(self.quality >= PASSING)


def table(answers: Answers, today: int) -> Table:
    """The answers that count on this learning day."""
    traits, when = np.asarray(answers.traits, np.int32), np.asarray(answers.when, np.int64)
    days = (when >> packed.DAY).astype(np.int32)
    kind, quality = _trait(traits, 0, 3), _trait(traits, packed.QUALITY, 3)
    asked = (kind != UNDO) & (kind != INTERVIEW)
    counted = asked & (quality != NONE)
    if answers.taken:
        counted[np.asarray(list(answers.taken)) - 1] = False
    future = counted & (days > today)
    counted &= ~future
    counts = np.asarray(answers.counts, np.int64)
    place = np.asarray(answers.by_card, np.int32) - 1
    card = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    place, card = place[asked[place]], card[asked[place]]
    keep, cold = counted[place], changes(card) | changes(days[place])
    place, card = place[keep], card[keep]
    traits, seconds = traits[place], np.asarray(answers.seconds, float)[place]
    return Table(
        today=today,
        rows=len(when),
        cards=len(counts),
        ids=place + 1,
        card=card,
        day=days[place],
        gap=(when[place] & packed.LONGEST).astype(np.int32),
        ease=traits >> packed.EASE,
        quality=quality[place],
        kind=kind[place],
        hints=_trait(traits, packed.HINTS, 2),
        proposed=_trait(traits, packed.PROPOSED, 3),
        confidence=_trait(traits, packed.CONFIDENCE, 2),
        typed=_trait(traits, packed.TYPED, 1) == 1,
        seconds=np.clip(np.nan_to_num(seconds), 0.0, LONGEST_ANSWER),
        cold=cold[keep],
        future=int(future.sum()),
    )


def band_of(values: Array, edges: Sequence[int]) -> Array:
    """The place of the band of each value; bands begin at the edges, the first at or below all."""
    return np.asarray(np.searchsorted(np.asarray(edges), values, side="right") - 1)


def by_day(counted: Table) -> list[tuple[int, int, float]]:
    """Each day with answers: its ordinal, how many, and their seconds; oldest first."""
    if not len(counted.day):
        return []
    start = int(counted.day.min())
    many = np.bincount(counted.day - start)
    seconds = np.bincount(counted.day - start, counted.seconds)
    return [(start + int(d), int(many[d]), float(seconds[d])) for d in np.flatnonzero(many)]


def cross(*groups: Array) -> Iterator[tuple[tuple[int, ...], int]]:
    """Each combination of group numbers that occurs, and how often; group numbers from 0."""
    if not len(groups[0]):
        return
    sizes = [int(group.max()) + 1 for group in groups]
    counts = np.bincount(np.ravel_multi_index([g.astype(np.int64) for g in groups], sizes))
    for code in np.flatnonzero(counts):
        yield tuple(int(place) for place in np.unravel_index(code, sizes)), int(counts[code])


def quantile(values: Array, share: float) -> float:
    """The smallest of the values that this share of them does not exceed; needs one at least."""
    place = max(0, int(np.ceil(share * len(values))) - 1)
    return float(np.partition(values, place)[place])


def totals(group: Array, groups: int, values: Array | None = None) -> list[float]:
    """The sum of the values of each group, or how many there are; group numbers from 0."""
    return [float(each) for each in np.bincount(group, values, minlength=groups)]


def of_cards(counted: Table, group_of_card: Sequence[int]) -> Array:
    """The group of each answer, where each card of the log has one."""
    return np.asarray(group_of_card, np.int32)[counted.card]


# Proof


@dataclass(frozen=True, slots=True)
class Runs:
    """How each card of the log stands by its answers that prove something.

    Attributes:
        run: Proofs in a row, up to today.
        since: How many of them came after an interview last found the card wanting.
        newest: The day of the newest proof, an ordinal; 0 for none.
        row: The number of the newest proof in the log; 0 for none.
        decisive: 1 if the newest answer that decides is a proof, -1 if it is not, 0 for none.
    """

    run: list[int]
    since: list[int]
    newest: list[int]
    row: list[int]
    decisive: list[int]


def proves(counted: Table, quality: int, seconds: float) -> Array:
    """Which answers prove a free text: cold, typed, no hint, in time, and two say it was right.

    The learner's own grade and the grader's proposal must both reach the quality.
    """
    said = (counted.proposed >= quality) & (counted.proposed != NONE)
    return np.asarray(
        counted.cold
        & counted.typed
        & (counted.hints == 0)
        & (counted.seconds <= seconds)
        & (counted.quality >= quality)
        & said
    )


def runs(counted: Table, good: Array, bad: Array, wanting: Mapping[int, int]) -> Runs:
    """How each card stands, given which answers prove and which break a row of proofs.

    Args:
        counted: The answers.
        good: Which of them prove.
        bad: Which of them break.
        wanting: The days on which an interview last found cards wanting, by place of the card.
    """
    after = np.zeros(counted.cards, np.int64)
    for card, day in wanting.items():
        after[card] = day
    late = good & (counted.day > after[counted.card])
    newest_good, newest_bad = _last(counted, good), _last(counted, bad)
    return Runs(
        run=_count_after(counted, good, newest_bad),
        since=_count_after(counted, late, newest_bad),
        newest=np.append(counted.day, 0)[newest_good].tolist(),  # -1, none, is the appended one
        row=np.append(counted.ids, 0)[newest_good].tolist(),
        decisive=np.sign(newest_good - newest_bad).tolist(),
    )


def newest(counted: Table) -> list[tuple[int, int]]:
    """The number of each card's newest answer in the log, and its day; 0 and 0 for none."""
    last = _last(counted, np.ones(len(counted.ids), bool))
    rows, days = np.append(counted.ids, 0)[last], np.append(counted.day, 0)[last]
    return list(zip(rows.tolist(), days.tolist(), strict=True))


def last_rows(counted: Table, cards: Sequence[int], many: int) -> list[int]:
    """The numbers of the newest answers to these cards together, ascending.

    Args:
        counted: The answers.
        cards: Places of cards.
        many: How many at most.
    """
    starts = np.searchsorted(counted.card, cards, side="left")
    ends = np.searchsorted(counted.card, cards, side="right")
    parts = [counted.ids[a:b] for a, b in zip(starts, ends, strict=True)]
    found: list[int] = np.sort(np.concatenate(parts))[-many:].tolist() if parts else []
    return found


def days_passed(counted: Table, cards: Sequence[int]) -> dict[int, list[int]]:
    """The days on which each of these cards was remembered, ordinals, by place of the card."""
    chosen = np.flatnonzero(counted.passed & np.isin(counted.card, cards))
    found: dict[int, list[int]] = {}
    for card, day in zip(counted.card[chosen].tolist(), counted.day[chosen].tolist(), strict=True):
        found.setdefault(card, []).append(day)
    return found


def cold_among(counted: Table, rows: Sequence[int]) -> set[int]:
    """Which of these rows of the log were cold."""
    found: list[int] = counted.ids[counted.cold & np.isin(counted.ids, rows)].tolist()
    return set(found)


def rows_of_kind(answers: Answers, kind: str) -> list[int]:
    """The numbers of all rows of this kind, those that were taken back too."""
    which = _trait(np.asarray(answers.traits, np.int32), 0, 3) == KINDS.index(kind)
    found: list[int] = (np.flatnonzero(which) + 1).tolist()
    return found


def _last(counted: Table, mask: Array) -> Array:
    """The place of each card's last answer in the mask, -1 for none."""
    last = np.full(counted.cards, -1, np.int64)
    places = np.flatnonzero(mask)
    last[counted.card[places]] = places  # the last one written wins
    return last


def _count_after(counted: Table, mask: Array, after: Array) -> list[int]:
    """How many answers in the mask each card has behind the place `after`."""
    places = np.flatnonzero(mask)
    cards = counted.card[places]
    return [int(n) for n in np.bincount(cards[places > after[cards]], minlength=counted.cards)]


# One level down


def _trait(traits: Array, begins: int, bits: int) -> Array:
    return ((traits >> begins) & ((1 << bits) - 1)).astype(np.int8)


def changes(values: Array) -> Array:
    """Where a value differs from the one before it; the first one does."""
    changed = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed


def in_log_order(rows: Array, values: Array, most: int) -> Array:
    """The values sorted by the numbers of their rows, without a sort.

    Args:
        rows: The number of each value's row in the log, each once.
        values: Numbers from 0.
        most: The largest number of a row.
    """
    slots = np.full(most + 1, -1, np.int64)
    slots[rows] = values
    return slots[slots >= 0]
