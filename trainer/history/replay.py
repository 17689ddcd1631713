"""From the log to card states: the one place that says what a row does to a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from trainer.history.record import PRACTICE, CardState, Review
from trainer.scheduling import sm2

MOVES_MEMORY = ("review", "lab", "import")
UNDOABLE = ("review", "drill", "interview", "lab")

# What replaying needs of a row that stands: id, card, kind, day, quality, due; days as ordinals.
Event = tuple[int, str, str, int, int | None, int | None]


class _Step:
    """A memory and where the qualities lead from it, each computed once by `sm2.review`."""

    __slots__ = ("after", "known", "memory")

    def __init__(self, memory: sm2.Memory, known: dict[sm2.Memory, _Step]) -> None:
        self.memory = memory
        self.known = known  # all steps of one fold, by memory
        self.after: dict[int, _Step] = {}

    def follow(self, quality: int) -> _Step:
        """The step after an answer of this quality, which is kept for the next time."""
        memory = sm2.review(self.memory, quality)
        step = self.known.setdefault(memory, _Step(memory, self.known))
        self.after[quality] = step
        return step


class Progress:
    """A card's state while its rows are folded in: the mutable twin of `CardState`.

    Days are ordinals, and `due` is None while the card has no schedule: it was never reviewed,
    and no interview made it due.
    """

    __slots__ = ("drill", "due", "introduced", "lapses", "last", "step")

    def __init__(self, step: _Step) -> None:
        self.step = step
        self.due: int | None = None
        self.introduced = 0
        self.drill: int | None = None
        self.lapses = 0
        self.last = 0

    def practise(self, row: int, kind: str, day: int, quality: int | None, due: int | None) -> None:
        """Fold in a row that leaves the memory as it is."""
        if kind == "interview" and due is not None:
            if self.due is None:
                self.introduced = due  # it will be seen then, and is one of that day's new cards
            self.due = due if self.due is None else min(self.due, due)
        if self.due is None:
            return
        if kind == "drill" and day == self.drill and quality is not None:
            self.drill = None if quality >= sm2.DRILL_BELOW else day
        self.last = row

    def state(self, card: str) -> CardState | None:
        """The state so far; None while the card has no schedule."""
        if self.due is None:
            return None
        return CardState(
            card=card,
            memory=self.step.memory,
            due=date.fromordinal(self.due),
            introduced=date.fromordinal(self.introduced),
            drill=None if self.drill is None else date.fromordinal(self.drill),
            lapses=self.lapses,
            last=self.last,
        )

    @classmethod
    def of(cls, state: CardState) -> Progress:
        """The progress that a state stands for, to be carried on."""
        progress = cls(_Step(state.memory, {}))
        progress.due = state.due.toordinal()
        progress.introduced = state.introduced.toordinal()
        progress.drill = None if state.drill is None else state.drill.toordinal()
        progress.lapses = state.lapses
        progress.last = state.last
        return progress


def advance(state: CardState | None, row: Review) -> CardState | None:
    """The state of a card after one more of its rows; None while it has no schedule.

    Undo rows are never folded in: `standing` leaves out what they take back.
    """
    before = {} if state is None else {row.card: Progress.of(state)}
    return fold([_event(row)], before)[row.card].state(row.card)


def fold(events: Iterable[Event], cards: dict[str, Progress] | None = None) -> dict[str, Progress]:
    """How every card stands after these rows, by card id.

    The loop is flat, without a call per row, so that a log of a million rows takes seconds.

    Args:
        events: Rows that stand, oldest first, no undo among them.
        cards: How cards stand before them; carried on in place.
    """
    cards = {} if cards is None else cards
    start = _Step(sm2.Memory(), {})
    for row, card, kind, day, quality, due in events:
        progress = cards.get(card)
        if progress is None:
            progress = cards[card] = Progress(start)
        if kind not in MOVES_MEMORY or due is None or quality is None:
            progress.practise(row, kind, day, quality, due)
            continue
        step = progress.step
        progress.step = step.after.get(quality) or step.follow(quality)
        if not step.memory.interval:  # its first review
            progress.introduced = day
        progress.due = due
        progress.drill = None if quality >= sm2.DRILL_BELOW else day
        if quality < sm2.PASSING:
            progress.lapses += 1
        progress.last = row
    return cards


def replay(rows: Sequence[Review]) -> dict[str, CardState]:
    """The state of every reviewed card, by card id.

    Args:
        rows: The log of one learner, or the rows of one card, oldest first.
    """
    stands = reversed(list(standing(reversed(rows))))
    states = ((card, each.state(card)) for card, each in fold(map(_event, stands)).items())
    return {card: state for card, state in states if state is not None}


def _event(row: Review) -> Event:
    due = None if row.due is None else row.due.toordinal()
    return row.id, row.card, row.kind, row.day.toordinal(), row.quality, due


def standing(newest_first: Iterable[Review]) -> Iterator[Review]:
    """The rows that count, newest first: no undo rows, and none that an undo took back.

    An undo may take back an undo, which brings the row before it to life again. Reads no
    further than it is asked to, so the last row that counts is found at once.

    Args:
        newest_first: Rows of one learner, or of one card, newest first.
    """
    taken: set[int] = set()
    for row in newest_first:
        if row.id in taken:
            continue
        if row.undoes is None:
            yield row
        else:
            taken.add(row.undoes)


def taken_back(undos: Iterable[tuple[int, int]]) -> set[int]:
    """The ids of all rows that an undo took back, of undo rows too.

    Args:
        undos: Id and `undoes` of every undo row, newest first.
    """
    taken: set[int] = set()
    for row, undoes in undos:
        if row not in taken:
            taken.add(undoes)
    return taken


def last_answer(newest_first: Iterable[Review]) -> Review | None:
    """The row that an undo takes back next: the last answer of a review or an interview.

    Free practice changes no schedule, so there is nothing in it to take back.
    """
    for row in standing(newest_first):
        if row.kind in UNDOABLE and not row.card.startswith(PRACTICE):
            return row
    return None
