"""Free practice on numeric questions, by family or by mistake; no schedule changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

from trainer.cards.card import Card
from trainer.history.record import PRACTICE, Review
from trainer.history.replay import standing
from trainer.practice.agenda import Agenda
from trainer.practice.review import Asked, Plan, Sitting
from trainer.questions.chance import seed_from
from trainer.questions.family import Family
from trainer.questions.question import Question

TRIES = 18  # seeds until a family that can make a mistake shows it; a test finds the latest
FRESH = 200  # seeds until a question that can make it; 1 in 13 is the rarest


def practice_card(family: Family) -> Card:
    """The card that stands for a family in free practice; it belongs to no deck."""
    return Card(
        id=f"{PRACTICE}{family.name}",
        deck="",
        kind="numeric",
        level=family.level,
        topic=family.topic,
        family=family.name,
    )


def most_made(newest_first: Iterable[Review], known: Container[str]) -> str:
    """The id of the mistake made most often, empty if none was made; of equals the latest.

    Args:
        newest_first: The learner's log; what was taken back does not count.
        known: The mistakes that there are today.
    """
    made = Counter(name for row in standing(newest_first) for name in row.mistakes if name in known)
    return max(made, key=made.__getitem__, default="")


def prone(
    families: Iterable[Family], mistake: str, draw: Callable[[Card, int], Question]
) -> list[Family]:
    """The families whose questions can tell this mistake, as their first seeds show."""
    return [
        family
        for family in families
        if any(_tells(draw(practice_card(family), seed), mistake) for seed in range(TRIES))
    ]


@dataclass(slots=True)
class Drill(Sitting):
    """A sitting that asks its cards in turn until `plan.limit`, and leaves every schedule alone.

    The cards are those of `practice_card`, the plan is one that crams. Seeds follow from learner,
    family and the number of rows in the log, so that no row repeats another.

    Attributes:
        rows: How many rows the log had at the start.
        mistake: Ask only what can tell this mistake; empty for any question.
    """

    rows: int = 0
    mistake: str = ""

    @property
    def is_drill(self) -> bool:
        """True: a question stands for its family."""
        return True

    def undo(self, asked: Asked | None = None) -> None:
        """Nothing: practice changes no schedule, so there is nothing to take back."""

    def _plan(self) -> Agenda:
        cards = list(self.cards)
        first = self.rows % len(cards)
        turns = range(self.plan.limit or 0)
        return Agenda([cards[(first + turn) % len(cards)] for turn in turns])

    def _ask(self, card: Card, *, again: bool) -> Asked:
        for attempt in range(FRESH):
            row = self.rows + self.answered
            question = self.draw(card, seed_from(self.learner, card.family, row, attempt))
            if not self.mistake or _tells(question, self.mistake):
                break
        return Asked(card, None, again, question)


def drill_beside(sitting: Sitting, family: str, rows: int, count: int) -> Drill:
    """A drill on one family, beside a sitting and with its log.

    Args:
        sitting: The sitting.
        family: The family's name.
        rows: How many rows the log has.
        count: How many questions.

    Raises:
        ValueError: If there is no such family.
    """
    from trainer.questions.families import family_named  # loads every calculator

    found = family_named(family)
    if found is None:
        raise ValueError(f"there is no family {family!r}")
    card = practice_card(found)
    return Drill(
        cards={card.id: card},
        log=sitting.log,
        clock=sitting.clock,
        calendar=sitting.calendar,
        draw=sitting.draw,
        learner=sitting.learner,
        plan=Plan(cram=True, limit=count),
        rows=rows,
    )


def _tells(question: Question, mistake: str) -> bool:
    """Whether a wrong answer to this question can be known as this mistake."""
    return any(one.id == mistake for one in question.mistakes)
