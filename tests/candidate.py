"""A candidate who learned week 6 for some months: a log for pages, pictures and benchmarks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.world import WORLD
from trainer import files
from trainer.cards.card import Card, Deck
from trainer.cards.parse import parse_deck
from trainer.history.journal import Entry
from trainer.history.merge import Merged
from trainer.history.record import CardState, Review
from trainer.history.replay import advance
from trainer.questions.families import FAMILIES
from trainer.questions.family import draw
from trainer.scheduling import sm2
from trainer.store.intake import take_in
from trainer.store.log import Log
from trainer.units import show

NUMBER_SLIPS = (("W2",), ("W1",), ("K2",), ("K5",), ("U1",), ("F3",))


def week06() -> Deck:
    """The shipped deck."""
    path = files.shipped_decks() / "week06.md"
    return parse_deck(path.read_text(encoding="utf-8"), str(path))[0]


class Candidate:
    """Answers what is due, gets better, keeps two slips and a trap, and takes days off."""

    def __init__(self, deck: Deck, today: date, days: int, seed: int = 0) -> None:
        self.cards = [card for card in deck.cards if not card.draft]
        self.traps = list(deck.traps)
        self.today, self.days = today, days
        self.chance = random.Random(seed)
        self.states: dict[str, CardState | None] = {}
        self.rows: list[Review] = []
        order = list(self.cards)
        self.chance.shuffle(order)
        self.order = order

    def study(self) -> list[Review]:
        """The log up to today."""
        for ago in range(self.days, -1, -1):
            if self.chance.random() < (0.25 if ago % 7 < 2 else 0.1) and ago:
                continue
            self._day(ago)
        return self.rows

    def _day(self, ago: int) -> None:
        day = self.today - timedelta(days=ago)
        due = [c for c in self.order if (s := self.states.get(c.id)) and s.due <= day]
        new = [c for c in self.order if c.id not in self.states][:8]
        for card in (due + new)[:60]:
            self._answer(card, ago)

    def _answer(self, card: Card, ago: int) -> None:
        state = self.states.get(card.id)
        skill = 0.62 + 0.3 * (1 - ago / max(1, self.days)) + (0.05 if state else -0.12)
        skill -= {"green": 0.0, "yellow": 0.05, "red": 0.12}[card.level]
        right = self.chance.random() < skill
        quality = self.chance.choice((4, 5, 5, 5) if right else (1, 2, 2, 3))
        self._row(card, ago, quality, state)
        if quality < sm2.DRILL_BELOW and self.chance.random() < 0.7:
            self._row(card, ago, 4, self.states[card.id])

    def _row(self, card: Card, ago: int, quality: int, state: CardState | None) -> Review:
        day = self.today - timedelta(days=ago)
        minute = len(self.rows) % 700
        at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC) + timedelta(minutes=minute)
        memory = state.memory if state else sm2.Memory()
        due = state.due if state else None
        row = Review(card.id, "drill", at, day, memory, memory, due, quality)
        row = replace(row, id=len(self.rows) + 1, content=card.content_hash())
        row = replace(row, **self._manner(card, quality))
        if state is None or state.due <= day:
            after = sm2.review(memory, quality)
            due = day + timedelta(days=min(365, after.interval))
            row = replace(row, kind="review", after=after, due=due)
        self.rows.append(row)
        self.states[card.id] = advance(state, row)
        return row

    def _manner(self, card: Card, quality: int) -> dict[str, Any]:
        chance = self.chance
        sure = (
            ("certain", "likely", "likely", "guess")
            if quality > 3
            else ("certain", "likely", "guess", "guess")
        )
        common: dict[str, Any] = {
            "seconds": round(12 + chance.expovariate(1 / 30), 1),
            "hints": int(chance.random() < 0.04),
            "confidence": chance.choice(sure),
        }
        if card.family:
            seed = chance.getrandbits(32)
            question = draw(FAMILIES[card.family], seed, WORLD, card.bounds)
            said = show(question.value * (1 if quality > 2 else 2), question.unit)
            slip = chance.choice(NUMBER_SLIPS[:2] * 3 + NUMBER_SLIPS) if quality < 3 else ()
            return common | {
                "family": card.family, "seed": seed, "answer": said,
                "mistakes": slip,
            }  # fmt: skip
        aloud = chance.random() < 0.15
        proposed = 3 if aloud else max(1, min(5, quality - chance.choice((0, 0, 0, 1, 1, 2, -1))))
        trapped = quality < 3 and card.traps and chance.random() < 0.6
        answer = "" if aloud else card.answer[: chance.randrange(40, 160)]
        return common | {
            "answer": answer, "proposed": proposed, "mistakes": card.traps[:1] if trapped else (),
        }  # fmt: skip


HELD = (  # days ago, scenario, percent, rank reached
    (40, "cheap-at-rest", 38, ""),
    (12, "cheap-at-rest", 66, "mid"),
    (6, "prompt-lora-or-rag", 58, "junior"),
)
OWN = {"scoping": 3, "correctness": 3, "numbers": 4, "trade-offs": 3, "delivery": 3}


def interviews(today: date) -> list[Entry]:
    """Three interviews as the journal tells them."""
    found = []
    for number, (ago, scenario, percent, reached) in enumerate(HELD, 1):
        day = today - timedelta(days=ago)
        at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        levels = {name: 2 + (number + place) % 2 for place, name in enumerate(OWN)}
        parts = {
            name: {"weight": 4.0, "earned": 2.0, "in_time": 2.0, "level": level}
            for name, level in levels.items()
        }
        title = scenario.replace("-", " ").capitalize()
        begin = {"event": "begin", "scenario": scenario, "title": title, "level": "mid"}
        score = {"percent": percent, "reached": reached, "parts": parts}
        events: list[dict[str, Any]] = [
            {**begin, "minutes": {}},
            *({"event": "rate", "dimension": name, "level": own} for name, own in OWN.items()),
            {"event": "score", "score": score},
            {"event": "owe", "cards": [], "declined": []},
            {"event": "close"},
        ]
        sitting = f"interview-{number}"
        found += [Entry("interview", sitting, at, day, {"n": n, **e}) for n, e in enumerate(events)]
    return found


def fill(log: Log, rows: list[Review], entries: Sequence[Entry] = ()) -> None:
    """Write rows and entries into an empty log."""
    take_in(log, lambda _: Merged(rows=rows))
    for entry in entries:
        log.journal.note(entry)


def lab_runs(today: date) -> list[Entry]:
    """Three measured labs, as far as the report looks at them."""
    found = []
    for ago, lab in ((20, "weight-bytes"), (9, "number-formats"), (3, "paged-cache")):
        day = today - timedelta(days=ago)
        at = datetime(day.year, day.month, day.day, 19, tzinfo=UTC)
        found.append(Entry("lab", lab, at, day, {}))
    return found


def settle(log: Log, today: date, days: int = 75, seed: int = 0) -> None:
    """Give an empty log a candidate's months: answers, interviews, labs and some reading."""
    candidate = Candidate(week06(), today, days, seed)
    fill(log, candidate.study(), [*interviews(today), *lab_runs(today)])
    for number, section in enumerate(("1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "4.1", "4.2")):
        day = today - timedelta(days=30 - number)
        log.add_reading(section, datetime(day.year, day.month, day.day, 20, tzinfo=UTC))
