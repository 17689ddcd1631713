"""What a sitting needs from outside, as Protocols; `cli.wiring` plugs the real things in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Protocol

from trainer.history.record import CardState, Review
from trainer.scheduling.queue import Due


class Clock(Protocol):
    """The time of day, and a stopwatch."""

    def now(self) -> datetime:
        """This moment, with a time zone."""

    def seconds(self) -> float:
        """Seconds since some fixed moment; never goes back."""


class Log(Protocol):
    """The learner's log: rows are only ever appended, each on the disk before the call ends."""

    def due(self, today: date) -> Sequence[Due]:
        """The cards due on this day or before it, in no order."""

    def drills(self, today: date) -> Sequence[str]:
        """The cards that must come back on this same day, the longest waiting first."""

    def known(self) -> set[str]:
        """The ids of all cards that have a state."""

    def introduced_on(self, day: date) -> int:
        """How many cards were seen for the first time on this day."""

    def state(self, card: str) -> CardState | None:
        """The state of a card, or None if it was never reviewed."""

    def append(self, card: str, decide: Callable[[CardState | None], Review]) -> Review:
        """Append the row that `decide` makes of the card's state; returns it with its id."""

    def undo(self, now: datetime, today: date) -> Review | None:
        """Take back the last answer; returns the undo row, None if nothing is left."""
