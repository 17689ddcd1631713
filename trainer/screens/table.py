"""The table of an interactive sitting: what lies on it, and what every part of the screen uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console

from trainer.cards.card import Card
from trainer.practice.review import Asked, Sitting
from trainer.questions.question import Question
from trainer.screens.keyboard import WIDEST, Keyboard
from trainer.screens.paint import paint
from trainer.screens.texts import Line


class Leave(Exception):  # noqa: N818 - no error: the learner wants to stop
    """The learner leaves the sitting."""


@dataclass(slots=True)
class Table:
    """What lies on the table of a sitting.

    Attributes:
        sitting: The sitting.
        console: What paints.
        keyboard: What reads.
        asked: The card on the table, None between two cards.
        hints: How many of its hints were shown.
        confidence: How sure the learner is of the answer, empty until it is said.
        started: The stopwatch when the card was shown, in seconds.
        before: The card that was answered before it.
        solved: The last numeric question that was answered.
    """

    sitting: Sitting
    console: Console
    keyboard: Keyboard
    asked: Asked | None = None
    hints: int = 0
    confidence: str = ""
    started: float = 0.0
    before: Card | None = None
    solved: Question | None = None

    def deal(self, asked: Asked | None) -> None:
        """Put a card on the table, or none."""
        self.asked = asked
        self.hints = 0
        self.confidence = ""
        self.started = self.sitting.clock.seconds()

    @property
    def seconds(self) -> float:
        """Seconds since the card was shown."""
        return self.sitting.clock.seconds() - self.started

    def say(self, lines: Iterable[Line]) -> None:
        """Paint lines, no wider than the eye follows."""
        paint(self.console, lines, widest=WIDEST)
