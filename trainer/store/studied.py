"""The learning days on which something was answered."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import Connection, func, select

from trainer.store.stream import taken_back_rows
from trainer.store.tables import reviews


def studied_days(connection: Connection, learner: str) -> list[date]:
    """The days with an answer that was graded and stands, newest first.

    `trainer health` counts the same ones; an interview is graded apart and is none.
    """
    row, undo = reviews, reviews.alias()
    graded = (
        row.c.learner_id == learner,
        row.c.kind.not_in(("undo", "interview")),
        row.c.quality.is_not(None),
    )
    counted = select(row.c.day, func.count()).where(*graded).group_by(row.c.day)
    many = Counter(dict(map(tuple, connection.execute(counted))))
    undone = select(row.c.id, row.c.day).distinct().where(*graded)
    undone = undone.where(undo.c.learner_id == learner, undo.c.undoes == row.c.id)
    taken = taken_back_rows(connection, learner)
    many.subtract(day for answer, day in connection.execute(undone) if answer in taken)
    return [date.fromordinal(day) for day in sorted(many, reverse=True) if many[day]]
