"""Rows from elsewhere joined to a log: what is known is left out, what is new goes behind.

A row is known by what was answered, not by its number: card, moment, quality, answer, family,
seed and sitting, and for an undo the row that it takes back. So the same file can be brought in
twice, and the logs of two machines can be joined in either order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from trainer.errors import TrainerError
from trainer.history.record import PRACTICE, CardState, Review
from trainer.history.replay import MOVES_MEMORY, advance, replay
from trainer.history.undo import take_back
from trainer.scheduling import sm2
from trainer.scheduling.days import Calendar
from trainer.scheduling.queue import LONGEST_INTERVAL, due_on

Identity = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """An answer that another program kept: which card, when, and how good it was, 0 to 5."""

    card: str
    at: datetime
    quality: int
    seconds: float = 0.0


@dataclass(slots=True)
class Merged:
    """What joining gave.

    Attributes:
        rows: The rows to append, with their numbers.
        known: How many rows the log had already.
        left: Why a row cannot be joined, a sentence each.
    """

    rows: list[Review] = field(default_factory=list)
    known: int = 0
    left: list[str] = field(default_factory=list)


def rows_of(ratings: Iterable[Rating], calendar: Calendar, source: str) -> list[Review]:
    """The rows that stand for another program's answers, oldest first.

    The first answer to a card on a learning day moves its memory (kind `import`); what the
    other program asked again on that day is practice, as in the same-day drill of SM-2.
    """
    seen: set[tuple[str, int]] = set()
    rows = []
    start = sm2.Memory()
    for rating in sorted(ratings, key=lambda each: (each.at, each.card)):
        day = calendar.day(rating.at)
        kind = "drill" if (rating.card, day.toordinal()) in seen else "import"
        seen.add((rating.card, day.toordinal()))
        row = Review(rating.card, kind, rating.at, day, start, start, None, rating.quality)
        rows.append(replace(row, seconds=rating.seconds, sitting=f"import {source}"))
    return rows


def merge(
    existing: Sequence[Review], incoming: Iterable[Review], longest: int = LONGEST_INTERVAL
) -> Merged:
    """The rows of `incoming` that `existing` lacks, ready to be appended to it.

    A row that continues its card's state stays as it is, so the rows of an exported log join an
    empty one unchanged. Any other gets the memory, and where it moves that the due date, which
    follow here.

    Args:
        existing: The whole log, oldest first.
        incoming: Rows of another log, oldest first; their numbers matter to their undo rows only.
        longest: Days after which a card comes back at the latest.
    """
    log = _Joined(existing, longest)
    for row in incoming:
        log.take(row)
    return log.merged


class _Joined:
    """A log that grows by rows from elsewhere."""

    def __init__(self, existing: Sequence[Review], longest: int) -> None:
        self.merged = Merged()
        self._longest = longest
        self._last = existing[-1].id if existing else 0
        self._cards: dict[str, list[Review]] = {}
        self._states: dict[str, CardState | None] = {}
        self._ours: dict[Identity, int] = {}  # the number of a row here
        self._identities: dict[int, Identity] = {}
        self._counts: Counter[Identity] = Counter()  # equal rows are told apart by their turn
        for row in existing:
            self._cards.setdefault(row.card, []).append(row)
            undone = self._identities.get(row.undoes) if row.undoes else None
            identity = self._identify(row, undone, self._counts)
            self._ours[identity] = row.id
            self._identities[row.id] = identity
        self._theirs: dict[int, int] = {}  # their number of a row to ours
        self._their_counts: Counter[Identity] = Counter()

    def take(self, row: Review) -> None:
        """Append a row unless it is known or cannot be joined."""
        ours = None if row.undoes is None else self._theirs.get(row.undoes)
        if row.undoes is not None and ours is None:
            what = f"row {row.id} takes back row {row.undoes}, which came in neither file nor log"
            self.merged.left.append(what)
            return
        undone = self._identities[ours] if ours is not None else None
        identity = self._identify(row, undone, self._their_counts)
        known = self._ours.get(identity)
        if known is not None:
            self._theirs[row.id] = known
            self.merged.known += 1
            return
        try:
            joined, state = self._join(replace(row, id=self._last + 1, undoes=ours))
        except TrainerError as error:
            self.merged.left.append(f"row {row.id}: {error}")
            return
        self._keep(joined, state, identity)
        self._theirs[row.id] = joined.id

    def _keep(self, row: Review, state: CardState | None, identity: Identity) -> None:
        self._last = row.id
        self._ours[identity] = row.id
        self._identities[row.id] = identity
        self._cards.setdefault(row.card, []).append(row)
        self._states[row.card] = state
        self.merged.rows.append(row)

    def _join(self, row: Review) -> tuple[Review, CardState | None]:
        """The row as it must stand here, and the state of its card after it."""
        rows = self._cards.get(row.card, [])
        if row.undoes is not None:
            target = next(each for each in rows if each.id == row.undoes)
            undo, after = take_back(rows, target, row.at, row.day)
            return replace(row, before=undo.before, after=undo.after, due=undo.due), after
        state = self._state(row.card, rows)
        row = row if _continues(row, state) else self._refit(row, state)
        return row, advance(state, row)

    def _state(self, card: str, rows: list[Review]) -> CardState | None:
        if card not in self._states:
            self._states[card] = replay(rows).get(card)
        return self._states[card]

    def _refit(self, row: Review, state: CardState | None) -> Review:
        memory = state.memory if state else sm2.Memory()
        if row.kind == "interview":
            return replace(row, before=memory, after=memory)
        if row.kind not in MOVES_MEMORY or row.quality is None:
            due = state.due if state else None
            return replace(row, before=memory, after=memory, due=due)
        after = sm2.review(memory, row.quality)
        due = due_on(row.day, after.interval, self._longest)
        return replace(row, before=memory, after=after, due=due)

    @staticmethod
    def _identify(row: Review, undone: Identity | None, counts: Counter[Identity]) -> Identity:
        said = (row.card, row.at, row.quality, row.answer, row.family, row.seed, row.sitting)
        key = (*said, undone)
        counts[key] += 1
        return (*key, counts[key])


def _continues(row: Review, state: CardState | None) -> bool:
    """Whether a row follows from the state of its card just as it is."""
    memory = state.memory if state else sm2.Memory()
    if row.card.startswith(PRACTICE):
        return True
    if row.before != memory:
        return False
    if row.kind in MOVES_MEMORY and row.quality is not None:
        return row.due is not None and row.after == sm2.review(memory, row.quality)
    return row.after == memory
