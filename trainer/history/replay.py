"""From the log to card states: the one place that says what a row does to a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from trainer.history.record import PRACTICE, CardState, Review
from trainer.scheduling import sm2

MOVES_MEMORY = ("review", "lab", "import")


def advance(state: CardState | None, row: Review) -> CardState | None:
    """The state of a card after one more of its rows; None while it was never reviewed.

    Undo rows are never folded in: `standing` leaves out what they take back.
    """
    if row.kind in MOVES_MEMORY and row.due is not None:
        return _after_review(state, row)
    if state is None:
        return None
    if row.kind == "drill" and row.day == state.drill and passed(row):
        return replace(state, drill=None, last=row.id)
    if row.kind == "interview" and row.due is not None:
        return replace(state, due=min(state.due, row.due), last=row.id)
    return replace(state, last=row.id)


def _after_review(state: CardState | None, row: Review) -> CardState:
    if row.quality is None or row.due is None:
        raise ValueError(f"row {row.id}: a {row.kind} needs a quality and a due day")
    return CardState(
        card=row.card,
        memory=sm2.review(state.memory if state else sm2.Memory(), row.quality),
        due=row.due,
        introduced=state.introduced if state else row.day,
        drill=None if passed(row) else row.day,
        lapses=(state.lapses if state else 0) + (row.quality < sm2.PASSING),
        last=row.id,
    )


def passed(row: Review) -> bool:
    """Whether a card with this row need not come back on the same day."""
    return row.quality is not None and row.quality >= sm2.DRILL_BELOW


def standing(newest_first: Iterable[Review]) -> Iterator[Review]:
    """The rows that count, newest first: no undo rows, and none that an undo took back.

    An undo may take back an undo, which brings the row before it to life again. Reads no
    further than it is asked to, so the last row that counts is found at once.

    Args:
        newest_first: Rows of one learner, or of one card, newest first.
    """
    taken_back: set[int] = set()
    for row in newest_first:
        if row.id in taken_back:
            continue
        if row.undoes is not None:
            taken_back.add(row.undoes)
        else:
            yield row


def replay(rows: Sequence[Review]) -> dict[str, CardState]:
    """The state of every reviewed card, by card id.

    Args:
        rows: The log of one learner, or the rows of one card, oldest first.
    """
    states: dict[str, CardState] = {}
    for row in reversed(list(standing(reversed(rows)))):
        state = advance(states.get(row.card), row)
        if state is not None:
            states[row.card] = state
    return states


def last_answer(newest_first: Iterable[Review]) -> Review | None:
    """The row that an undo takes back next: the last answer of a review or an interview.

    Free practice changes no schedule, so there is nothing in it to take back.
    """
    for row in standing(newest_first):
        if row.kind in ("review", "drill", "interview") and not row.card.startswith(PRACTICE):
            return row
    return None
