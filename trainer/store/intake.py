"""Taking in rows from a file: all or none, in one transaction, with the states they lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, select

from trainer.history.merge import Merged
from trainer.history.record import Review
from trainer.store.answer import write
from trainer.store.journal import ENROL
from trainer.store.log import Log
from trainer.store.rebuild import rebuild_states
from trainer.store.rows import as_review
from trainer.store.tables import learners, reviews


def take_in(log: Log, join: Callable[[Sequence[Review]], Merged]) -> Merged:
    """Append what `join` makes of the whole log, and recompute the states; returns what it made.

    The log is read inside the transaction that writes, so an answer given meanwhile in another
    terminal is seen.

    Raises:
        StoreError: If the database cannot be read or written; nothing was taken in then.
    """

    def attempt(connection: Connection) -> Merged:
        connection.execute(ENROL, {"learner": log.learner})
        mine = learners.c.learner_id == log.learner
        head = connection.execute(select(learners.c.head).where(mine).with_for_update()).scalar()
        query = select(reviews).where(reviews.c.learner_id == log.learner).order_by(reviews.c.id)
        merged = join([as_review(row) for row in connection.execute(query).mappings()])
        for row in merged.rows:
            head = write(connection, log.learner, head or "", row, None)
        if merged.rows:
            rebuild_states(log.learner, connection)
        return merged

    return log.database.change(attempt)
