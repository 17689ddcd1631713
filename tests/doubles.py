"""Stand-ins for the ports of a sitting: a clock that is set, a log in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from trainer.calc.derivation import Step
from trainer.cards.card import Card, Point
from trainer.history.journal import Entry
from trainer.history.record import CardState, Review
from trainer.history.replay import last_answer, replay, standing
from trainer.questions.question import Question
from trainer.scheduling.queue import Due
from trainer.scheduling.sm2 import Memory


@dataclass
class SetClock:
    """A clock that stands still until it is set."""

    moment: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)
    elapsed: float = 0.0

    def now(self) -> datetime:
        """The moment it is set to."""
        return self.moment

    def seconds(self) -> float:
        """The stopwatch as it is set."""
        return self.elapsed


@dataclass
class MemoryJournal:
    """A journal in a list."""

    noted: list[Entry] = field(default_factory=list)

    def note(self, entry: Entry) -> Entry:
        """Append an entry."""
        self.noted.append(replace(entry, id=len(self.noted) + 1))
        return self.noted[-1]

    def entries(self, kind: str) -> Sequence[Entry]:
        """The entries of a kind."""
        return [entry for entry in self.noted if entry.kind == kind]


@dataclass
class MemoryLog:
    """A log in a list; states are replayed each time they are asked for."""

    rows: list[Review] = field(default_factory=list)
    journal: MemoryJournal = field(default_factory=MemoryJournal)

    def states(self) -> dict[str, CardState]:
        """The states that the log leads to."""
        return replay(self.rows)

    def due(self, today: date) -> Sequence[Due]:
        """The cards due by this day."""
        states = self.states().values()
        return [Due(s.card, s.due, s.memory.interval) for s in states if s.due <= today]

    def coming(self, after: date, until: date) -> Mapping[date, int]:
        """How many cards fall due on each day of this span."""
        return Counter(s.due for s in self.states().values() if after < s.due <= until)

    def drills(self, today: date) -> Sequence[str]:
        """The cards that must come back today."""
        waiting = [state for state in self.states().values() if state.drill == today]
        return [state.card for state in sorted(waiting, key=lambda state: state.last)]

    def known(self) -> set[str]:
        """The cards that have a state."""
        return set(self.states())

    def reviewed_on(self, day: date) -> int:
        """How many answers of this day stand and went to a card that was not new."""
        stands = [row for row in standing(reversed(self.rows)) if row.day == day]
        return sum(row.kind == "review" for row in stands) - self.introduced_on(day)

    def introduced_on(self, day: date) -> int:
        """How many cards were new on this day."""
        return sum(state.introduced == day for state in self.states().values())

    def state(self, card: str) -> CardState | None:
        """The state of a card."""
        return self.states().get(card)

    def append(self, card: str, decide: Callable[[CardState | None], Review]) -> Review:
        """Append what is decided."""
        self.rows.append(replace(decide(self.state(card)), id=len(self.rows) + 1))
        return self.rows[-1]

    def undo(self, now: datetime, today: date) -> Review | None:
        """Append an undo of the last answer."""
        target = last_answer(reversed(self.rows))
        if target is None:
            return None
        memory = Memory()
        row = Review(target.card, "undo", now, today, memory, memory, None, undoes=target.id)
        self.rows.append(replace(row, id=len(self.rows) + 1))
        return self.rows[-1]


def recall(name: str, level: str = "green", topic: str = "t") -> Card:
    """A recall card with two points, the first of which lists words."""
    points = (Point("says range", (("range", "exponent"),)), Point("says loss", (("loss",),)))
    return Card(name, "d", "recall", level, topic, "Why?", "Because.", points, hints=("psst",))


def numeric(name: str) -> Card:
    """A numeric card of the weights family."""
    return Card(name, "d", "numeric", "green", "t", family="weights-raw")


def question(seed: int = 1) -> Question:
    """A question whose answer is 140 GB, whatever the seed."""
    steps = (Step("bytes", "70e9 * 2", 140 * 10**9, "bytes"),)
    return Question("weights-raw", seed, "How many GB?", "GB", 140 * 10**9, steps)
