"""What is on the table in a sitting: the plan, a card that is asked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from trainer.cards.card import Card
from trainer.history.record import CardState
from trainer.questions.question import Question
from trainer.scheduling.queue import LONGEST_INTERVAL, NEW_PER_DAY, REVIEWS_PER_DAY
from trainer.scheduling.sm2 import PASSING

if TYPE_CHECKING:
    from trainer.questions.lab import LabQuestion

# Seconds that an answer may take before it counts as late; shown, never a cut-off.
SECONDS = {"green": 90, "yellow": 150, "red": 240}


@dataclass(frozen=True, slots=True)
class Plan:
    """What the learner wants of this sitting.

    Attributes:
        new_per_day: New cards a day, over all sittings of the day.
        reviews_per_day: Due cards a day; after days away the rest waits for the next ones.
        limit: At most this many cards, or None.
        ahead: Also take cards that are due within so many days.
        cram: Take every card, due or not.
        topic: The cards are those of one topic.
        count: Answers count although the sitting is for a topic, ahead or a cram.
        longest_interval: Days after which a card comes back at the latest.
        minutes: How long the learner wants to study on a day; 0 for as long as it takes.
        interview: The day that the learner works for, or None.
    """

    new_per_day: int = NEW_PER_DAY
    reviews_per_day: int = REVIEWS_PER_DAY
    limit: int | None = None
    ahead: int = 0
    cram: bool = False
    topic: bool = False
    count: bool = False
    longest_interval: int = LONGEST_INTERVAL
    minutes: int = 0
    interview: date | None = None

    @property
    def free(self) -> bool:
        """Whether the sitting leaves the schedule alone."""
        return (self.cram or self.ahead > 0 or self.topic) and not self.count

    @property
    def early(self) -> bool:
        """Whether cards are asked that are not due yet."""
        return self.cram or self.ahead > 0 or self.free


@dataclass(frozen=True, slots=True)
class Asked:
    """A card on the table.

    Attributes:
        card: The card.
        state: Where it stood when it was asked, None if it is new.
        again: It comes back on the same day; this pass changes no schedule.
        question: The drawn question of a numeric card, else None.
        lab: What a lab card asks, else None.
    """

    card: Card
    state: CardState | None
    again: bool
    question: Question | None
    lab: LabQuestion | None = None

    @property
    def seed(self) -> int | None:
        """What its numbers were drawn from; None where nothing was drawn."""
        drawn = self.question or self.lab
        return drawn.seed if drawn else None

    @property
    def seconds(self) -> int:
        """How long the answer may take before it counts as late."""
        return SECONDS[self.card.level]

    def unrefuted(self, quality: int) -> tuple[str, ...]:
        """The id of a card that quotes a wrong claim, where the claim was not refuted."""
        failed = self.card.kind == "trap" and quality < PASSING
        return (self.card.id,) if failed else ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the learner did with a card, apart from its quality.

    Attributes:
        text: What was typed.
        seconds: From showing the question to the answer.
        hints: How many hints were shown.
        proposed: The quality that the grader proposed for a free text.
        mistakes: Ids of the mistakes that were found, and names of the traps stepped into; for a
            wrong claim of the card itself the card's id.
        points: One letter for each rubric point, empty where not all were judged.
        confidence: `guess`, `likely`, `certain`, or empty.
    """

    text: str = ""
    seconds: float = 0.0
    hints: int = 0
    proposed: int | None = None
    mistakes: tuple[str, ...] = ()
    points: str = ""
    confidence: str = ""
