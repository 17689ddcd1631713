"""What a sitting needs from outside, as Protocols; `cli.wiring` plugs the real things in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from trainer.cards.card import Card, Point
from trainer.history.journal import Entry
from trainer.history.record import CardState, Review
from trainer.scheduling.queue import Due

if TYPE_CHECKING:  # a start does without them
    from trainer.grading.rubric import Finding
    from trainer.history.lab_run import LabRun
    from trainer.questions.lab import LabQuestion


class Clock(Protocol):
    """The time of day, and a stopwatch."""

    def now(self) -> datetime:
        """This moment, with a time zone."""

    def seconds(self) -> float:
        """Seconds since some fixed moment; never goes back."""


class Journal(Protocol):
    """What the learner did beside answering; entries are only ever appended."""

    def note(self, entry: Entry) -> Entry:
        """Append an entry; returns it with its number, once it is on the disk."""

    def entries(self, kind: str) -> Sequence[Entry]:
        """The entries of a kind, oldest first."""


class Log(Protocol):
    """The learner's log: rows are only ever appended, each on the disk before the call ends."""

    @property
    def journal(self) -> Journal:
        """The journal beside the log."""

    def due(self, today: date) -> Sequence[Due]:
        """The cards due on this day or before it, in no order."""

    def coming(self, after: date, until: date) -> Mapping[date, int]:
        """How many cards fall due on each day after a day, until another one, where any do."""

    def drills(self, today: date) -> Sequence[str]:
        """The cards that must come back on this same day, the longest waiting first."""

    def known(self) -> set[str]:
        """The ids of all cards that have a state."""

    def introduced_on(self, day: date) -> int:
        """How many cards were seen for the first time on this day."""

    def reviewed_on(self, day: date) -> int:
        """How many due cards were answered on this day; new ones and practice do not count."""

    def state(self, card: str) -> CardState | None:
        """The state of a card, or None if it was never reviewed."""

    def append(self, card: str, decide: Callable[[CardState | None], Review]) -> Review:
        """Append the row that `decide` makes of the card's state; returns it with its id."""

    def undo(self, now: datetime, today: date) -> Review | None:
        """Take back the last answer; returns the undo row, None if nothing is left."""


class Desk(Protocol):
    """What lies beside a sitting: the files of the decks, and the explainer."""

    def source(self, card: Card) -> str:
        """The text of the card's deck file."""

    def revise(self, card: Card, text: str) -> Mapping[str, Card]:
        """Store a new text of the card's deck; returns its cards that can be asked, by id.

        Raises:
            DeckError: If something is wrong in it; the deck stays as it was.
        """

    def read(self, sections: Sequence[str]) -> str:
        """The text of these sections of the explainer, Markdown; they count as read."""


class LabRunner(Protocol):
    """The labs of this machine, and the journal that keeps their runs."""

    def question(self, lab: str, seed: int) -> LabQuestion:
        """The prediction that a lab asks for with this seed.

        Raises:
            TrainerError: If there is no such lab, or it cannot be measured here.
        """

    def measure(self, question: LabQuestion, progress: Callable[[float], None]) -> LabRun:
        """Measure, telling the share that is done; nothing is stored yet.

        Raises:
            TrainerError: If the measurement fails; says why.
        """

    def keep(self, run: LabRun) -> None:
        """Append a run to the journal; on return it is on the disk."""


class Grader(Protocol):
    """Says which points a free text makes; packages add one as an entry point `trainer.graders`."""

    @property
    def name(self) -> str:
        """What the record of an interview calls it."""

    def judge(self, question: str, points: Sequence[Point], answer: str) -> Sequence[Finding]:
        """One finding for each point, in order; each quote is a part of the answer.

        Args:
            question: What was asked, so that repeating it earns nothing.
            points: What the answer may say.
            answer: What was said.
        """
