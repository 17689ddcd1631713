"""The card states made anew from the log."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from trainer.errors import StoreError
from trainer.history.replay import fold
from trainer.store.database import Database
from trainer.store.rows import state_values
from trainer.store.stream import all_learners, standing_events
from trainer.store.tables import card_states, learners


class Rebuilt(NamedTuple):
    """How many rows of the log were read, and how many card states they lead to."""

    rows: int
    states: int


def rebuild(database: Database) -> Rebuilt:
    """Recompute the states of every learner whose log may be read; one transaction each.

    Raises:
        StoreError: If the database cannot be used, or a row of a log means nothing.
    """
    everyone = database.read(all_learners)
    parts = [database.change(partial(rebuild_states, learner)) for learner in everyone]
    return Rebuilt(sum(part.rows for part in parts), sum(part.states for part in parts))


def rebuild_states(learner: str, connection: Connection) -> Rebuilt:
    """Recompute a learner's states inside a transaction that writes."""
    mine = learners.c.learner_id == learner
    row = connection.execute(select(learners.c.last).where(mine).with_for_update()).one_or_none()
    try:
        cards = fold(standing_events(connection, learner))
    except ValueError as error:
        what = f"a row in the log of {learner} cannot be replayed ({error})"
        raise StoreError(f"{what}; run `trainer store check`") from None
    states = (progress.state(card) for card, progress in cards.items())
    values = [{"learner_id": learner, **state_values(state)} for state in states if state]
    connection.execute(delete(card_states).where(card_states.c.learner_id == learner))
    if values:
        connection.execute(insert(card_states), values)
    return Rebuilt(row.last if row else 0, len(values))
