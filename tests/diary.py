"""A learner's log made by hand or by simulation, for tests of what health says of it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from trainer.history.record import CardState, Review
from trainer.history.replay import advance
from trainer.scheduling import sm2

TODAY = date(2026, 11, 27)


@dataclass
class Diary:
    """Rows as sittings write them, each at noon of a day counted back from `TODAY`.

    Attributes:
        rows: The log.
        states: Where its cards stand.
    """

    rows: list[Review] = field(default_factory=list)
    states: dict[str, CardState | None] = field(default_factory=dict)

    def answer(self, card: str, quality: int | None, ago: int, **more: object) -> Review:
        """Append an answer given so many days ago; a card that is not due is practised."""
        day = TODAY - timedelta(days=ago)
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        state = self.states.get(card)
        memory = state.memory if state else sm2.Memory()
        row = Review(card, "drill", at, day, memory, memory, state.due if state else None, quality)
        row = replace(row, id=len(self.rows) + 1, **more)
        due = state is None or state.due <= day
        if due and quality is not None and "kind" not in more and not card.startswith("family:"):
            row = replace(row, kind="review")
        if row.kind in ("review", "lab", "import") and quality is not None:
            after = sm2.review(memory, quality)
            row = replace(row, after=after, due=day + timedelta(days=min(365, after.interval)))
        self.rows.append(row)
        if row.kind != "undo":
            self.states[card] = advance(state, row)
        return row

    def undo(self, target: Review, ago: int = 0) -> Review:
        """Append that an answer is taken back."""
        return self.answer(target.card, None, ago, kind="undo", undoes=target.id)


def simulated(cards: int, days: int, seed: int = 0, sureness: float = 0.85) -> Diary:
    """A learner who answers what is due, with every kind of answer that a log can hold."""
    chance, diary = random.Random(seed), Diary()
    for ago in range(days, -1, -1):
        today = TODAY - timedelta(days=ago)
        for number in range(cards):
            name = f"card-{number:03d}"
            state = diary.states.get(name)
            if state is None and chance.random() > 0.1:
                continue
            if state is not None and state.due > today and chance.random() > 0.02:
                continue
            if chance.random() < 0.2:  # a day off
                continue
            right = chance.random() < sureness
            quality = chance.choice((3, 4, 5, 5) if right else (0, 1, 2))
            row = diary.answer(name, quality, ago, **_manner(chance, number, quality))
            if chance.random() < 0.02 and row.kind == "review":
                diary.undo(row, ago)
                diary.states[name] = state
            elif quality < sm2.DRILL_BELOW:
                diary.answer(name, 4, ago, **_manner(chance, number, 4))
    return diary


def _manner(chance: random.Random, number: int, quality: int) -> dict[str, object]:
    """How an answer came about; every third card is numeric."""
    numeric = number % 3 == 0
    slips = [("W2",), ("K2", "U1"), (), ("some-trap",)]
    return {
        "answer": chance.choice(("", "some words", "some words")),
        "seconds": round(chance.expovariate(1 / 40), 3),
        "hints": chance.choice((0, 0, 0, 0, 1, 5)),
        "proposed": None if numeric else chance.randrange(6),
        "confidence": chance.choice(("", "guess", "likely", "certain")),
        "mistakes": chance.choice(slips) if quality < 3 else (),
        "family": f"family-{number}" if numeric else "",
        "seed": chance.getrandbits(32) if numeric else None,
    }
