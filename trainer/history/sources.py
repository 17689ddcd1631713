"""What the health report is made of: the course that is claimed, and what the learner did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from trainer.cards.card import Card, Trap
from trainer.history.answers import Answers
from trainer.history.claims import Check, Claim, topic_claims
from trainer.history.interview import Record
from trainer.history.proof import Redraw
from trainer.history.record import Review


@dataclass(frozen=True)
class Course:
    """What there is to know.

    Attributes:
        cards: The cards that can be asked, by id.
        topics: The topics by name, with their titles.
        traps: The traps by name.
        check: The health check.
        words: How many words each section of the explainer has.
        minutes: How long an interview on each scenario takes.
    """

    cards: Mapping[str, Card]
    topics: Mapping[str, str]
    traps: Mapping[str, Trap]
    check: Check
    words: Mapping[str, int] = field(default_factory=dict)
    minutes: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def claims(self) -> list[Claim]:
        """The items of the health check, then a claim for each topic."""
        return [*self.check.claims, *topic_claims(self.check, self.topics, self.cards.values())]


@dataclass(frozen=True, slots=True)
class Past:
    """What the learner did.

    Attributes:
        answers: The log as columns.
        rows: From numbers to these rows of the log, by number.
        redraw: From a row to the question that was asked, None where nobody can tell.
        read: The sections of the explainer that were read, with the day.
        interviews: The interviews, oldest first.
        labs: The labs that were measured, with the newest day.
        memo: The day of the newest decision memo that still passes its check, or None.
        suspended: The cards that were put away.
    """

    answers: Answers
    rows: Callable[[Iterable[int]], Mapping[int, Review]]
    redraw: Redraw
    read: Mapping[str, date] = field(default_factory=dict)
    interviews: Sequence[Record] = ()
    labs: Mapping[str, date] = field(default_factory=dict)
    memo: date | None = None
    suspended: frozenset[str] = frozenset()
