"""What a learner read of the explainer: appended rows, beside the log and no part of it."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select

from trainer.history.record import Reading
from trainer.store.rows import EPOCH, MICROSECOND
from trainer.store.tables import readings


def add_reading(connection: Connection, learner: str, reading: Reading) -> None:
    """Append a reading, in a transaction that holds the learner's row."""
    mine = readings.c.learner_id == learner
    last = connection.execute(select(func.max(readings.c.id)).where(mine)).scalar() or 0
    at = (reading.at - EPOCH) // MICROSECOND
    values = {"learner_id": learner, "id": last + 1, "section": reading.section, "at": at}
    connection.execute(insert(readings).values(**values))


def find_readings(connection: Connection, learner: str) -> list[Reading]:
    """Everything that the learner read, oldest first."""
    columns = select(readings.c.section, readings.c.at)
    query = columns.where(readings.c.learner_id == learner).order_by(readings.c.id)
    return [Reading(section, EPOCH + at * MICROSECOND) for section, at in connection.execute(query)]
