"""Taking back: which rows an undo means, and the rows that it appends. Nothing is removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from trainer.errors import TrainerError
from trainer.history.record import PRACTICE, CardState, Review
from trainer.history.replay import UNDOABLE, replay, standing, taken_back
from trainer.scheduling.sm2 import Memory


def answer_behind(row: Review, rows: Sequence[Review]) -> Review:
    """The answer that an undo row stands on, over any number of undos; an answer itself.

    Args:
        row: A row of a card.
        rows: All rows of that card.
    """
    by_id = {each.id: each for each in rows}
    while row.undoes is not None:
        row = by_id[row.undoes]
    return row


def whole_interview(row: Review, sitting: Sequence[Review]) -> list[Review]:
    """The rows that are taken back with this one: all of an interview, newest first.

    Of every answer of the interview it is the newest undo row, or the answer itself, where
    taking that back does the same as taking back `row`: all are removed, or all come back.

    Args:
        row: A row of an interview, or an undo row over one.
        sitting: The rows of that interview and the undo rows over them, oldest first.
    """
    taken = _taken(sitting)
    stands = {each.id for each in standing(reversed(sitting))}

    def counts(each: Review) -> bool:
        return answer_behind(each, sitting).id in stands

    top: dict[int, Review] = {}
    for each in reversed(sitting):
        if each.id not in taken and counts(each) == counts(row):
            top.setdefault(answer_behind(each, sitting).id, each)
    return list(top.values())


def take_back(
    rows: Sequence[Review], target: Review, now: datetime, today: date
) -> tuple[Review, CardState | None]:
    """The undo row for a row of a card, and the card's state after it.

    Taking back an undo brings its answer back. Only the card's newest answer can go or come:
    what was answered later was scheduled on top of it.

    Args:
        rows: All rows of the card, oldest first.
        target: Which of them to take back.
        now: This moment.
        today: The learning day of this moment.

    Raises:
        TrainerError: If the row cannot be taken back; the text says why.
    """
    state = replay(rows).get(target.card)
    memory = state.memory if state else Memory()
    _refuse(rows, target, memory)
    undo = Review(
        card=target.card,
        kind="undo",
        at=now,
        day=today,
        before=memory,
        after=Memory(),
        due=None,
        sitting=target.sitting,
        undoes=target.id,
        id=rows[-1].id + 1,
    )
    after = replay([*rows, undo]).get(target.card)
    if after is not None:
        undo = replace(undo, after=after.memory, due=after.due)
    return undo, after


def _refuse(rows: Sequence[Review], target: Review, memory: Memory) -> None:
    answer = answer_behind(target, rows)
    if answer.kind not in UNDOABLE or answer.card.startswith(PRACTICE):
        raise TrainerError(f"row {target.id} is no answer of a review or an interview; it stays")
    if target.id in _taken(rows):
        raise TrainerError(f"row {target.id} was taken back already, see `trainer history`")
    stands = list(standing(reversed(rows)))
    newer = next((row.id for row in stands if row.id > answer.id), None)
    if newer is not None:
        raise TrainerError(f"{target.card} was answered again in row {newer}; take that back first")
    if answer not in stands and answer.before != memory:
        what = f"an answer to {target.card} before row {answer.id} is taken back"
        raise TrainerError(f"{what}; bring that one back first")


def _taken(rows: Sequence[Review]) -> set[int]:
    return taken_back((row.id, row.undoes) for row in reversed(rows) if row.undoes is not None)
