"""What a learner read of the explainer: appended rows, beside the log and no part of it."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from trainer.history.record import Reading
from trainer.store.rows import EPOCH, MICROSECOND
from trainer.store.tables import learners, readings


def add_reading(connection: Connection, learner: str, reading: Reading) -> None:
    """Append a reading of an enrolled learner.

    One that is already the newest is not written again: a commit that was not confirmed may
    have written it.
    """
    mine = readings.c.learner_id == learner
    one_writer = select(learners.c.last).where(learners.c.learner_id == learner).with_for_update()
    connection.execute(one_writer)
    newest = select(readings).where(mine).order_by(readings.c.id.desc()).limit(1)
    last = connection.execute(newest).one_or_none()
    at = (reading.at - EPOCH) // MICROSECOND
    if last is not None and (last.section, last.at) == (reading.section, at):
        return
    number = last.id + 1 if last else 1
    values = {"learner_id": learner, "id": number, "section": reading.section, "at": at}
    connection.execute(insert(readings).values(**values))


def find_readings(connection: Connection, learner: str) -> list[Reading]:
    """Everything that the learner read, oldest first."""
    columns = select(readings.c.section, readings.c.at)
    query = columns.where(readings.c.learner_id == learner).order_by(readings.c.id)
    return [Reading(section, EPOCH + at * MICROSECOND) for section, at in connection.execute(query)]
