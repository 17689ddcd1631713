"""What a program saw last of a log: where it ended, and how cards stood at that end.

It is a guess when it is used: another program may have written meanwhile. Then the database
refuses the row, for it does not continue the log, and the program looks again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from trainer.history.record import CardState
from trainer.store.answer import Place


@dataclass(slots=True)
class Seen:
    """The end of one learner's log as it was seen, and the states that belong to it."""

    _end: tuple[int, str] | None = None
    _states: dict[str, CardState | None] = field(default_factory=dict)

    def place(self, card: str) -> Place | None:
        """Where an answer to this card goes, as far as was seen; None if that was not seen."""
        if self._end is None or card not in self._states:
            return None
        return Place(*self._end, self._states[card])

    def note(self, card: str, place: Place) -> None:
        """Take in what was read: the end of the log and the card's state at one moment."""
        if (place.last, place.head) != self._end:
            self._states.clear()
        self._end = (place.last, place.head)
        self._states[card] = place.state

    def append(self, card: str, place: Place) -> None:
        """Take in what this program wrote: other cards stand as they stood before."""
        self._end = (place.last, place.head)
        self._states[card] = place.state

    def forget(self) -> None:
        """Know nothing any more."""
        self._end = None
        self._states.clear()
