"""Counting a log by the million: numpy over its columns, plain Python numbers out.

A `Table` holds the answers that count, card after card, each card's oldest first: what was taken
back, what no one graded and what the clock of another machine put into the future is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
    future: int

    @property
    def passed(self) -> Array:
        """Which answers were remembered: quality 3 or better."""
        return np.asarray(self.quality >= PASSING)

    @property
    def first(self) -> Array:
        """Which answers are the first to their card."""
        return changes(self.card)

    @property
    def cold(self) -> Array:
        """Which answers are the first to their card on their learning day."""
        return np.asarray(self.first | changes(self.day))


def table(answers: Answers, today: int) -> Table:
    """The answers that count on this learning day."""
    traits, when = np.asarray(answers.traits, np.int32), np.asarray(answers.when, np.int64)
    days = (when >> packed.DAY).astype(np.int32)
    kind, quality = _trait(traits, 0, 3), _trait(traits, packed.QUALITY, 3)
    counted = (quality != NONE) & (kind != UNDO) & (kind != INTERVIEW)
    if answers.taken:
        counted[np.asarray(list(answers.taken)) - 1] = False
    future = counted & (days > today)
    counted &= ~future
    counts = np.asarray(answers.counts, np.int64)
    place = np.asarray(answers.by_card, np.int32) - 1
    keep = counted[place]
    place = place[keep]
    card = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[keep]
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
        future=int(future.sum()),
    )


def bands(values: Array, edges: Sequence[int], *weights: Array) -> list[tuple[float, ...]]:
    """For each band how many values fall into it, and the sum of each of the weights.

    Args:
        values: What is banded.
        edges: Where the bands begin, ascending; the last one is open.
        weights: As many numbers as there are values.
    """
    which = np.searchsorted(np.asarray(edges), values, side="right") - 1
    inside = which >= 0
    sums = [np.bincount(which[inside], minlength=len(edges))]
    sums += [np.bincount(which[inside], w[inside], minlength=len(edges)) for w in weights]
    return [tuple(float(each[band]) for each in sums) for band in range(len(edges))]


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
    """The smallest of the values that this share of them does not exceed.

    Raises:
        ValueError: If there are no values.
    """
    place = max(0, int(np.ceil(share * len(values))) - 1)
    return float(np.partition(values, place)[place])


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
        decisive: 1 if the newest answer that decides is a proof, -1 if it is not, 0 for none.
    """

    run: list[int]
    since: list[int]
    newest: list[int]
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


def runs(counted: Table, good: Array, bad: Array, wanting: Sequence[tuple[int, int]]) -> Runs:
    """How each card stands, given which answers prove and which break a row of proofs.

    Args:
        counted: The answers.
        good: Which of them prove.
        bad: Which of them break.
        wanting: Card and row of the log where an interview found it wanting.
    """
    after = np.zeros(counted.cards, np.int64)
    for card, row in wanting:
        after[card] = max(after[card], row)
    late = good & (counted.ids > after[counted.card]) if len(good) else good
    newest_good, newest_bad = _last(counted, good), _last(counted, bad)
    day = np.append(counted.day, 0)[newest_good]  # -1, for none, is the appended one
    return Runs(
        run=_count_after(counted, good, newest_bad),
        since=_count_after(counted, late, newest_bad),
        newest=[int(each) for each in day],
        decisive=[int(each) for each in np.sign(newest_good - newest_bad)],
    )


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


def in_log_order(counted: Table, places: Array) -> Array:
    """Places in a table sorted by their row of the log, without a sort."""
    slots = np.full(counted.rows + 1, -1, np.int64)
    slots[counted.ids[places]] = places
    return slots[slots >= 0]
