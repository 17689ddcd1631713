"""One row of the log: what was asked and answered, and what it did to the card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trainer.scheduling.sm2 import Memory

KINDS = ("review", "drill", "undo", "interview", "lab", "import")
PRACTICE = "family:"  # begins the card of a row of free practice, which belongs to no card


@dataclass(frozen=True, slots=True)
class Review:
    """One appended row; nothing ever changes it.

    Attributes:
        card: The card's id; for an undo, the card of the row taken back.
        kind: One of `KINDS`. A `drill` is practice, of the same day or free.
        at: The moment, UTC.
        day: The learning day of that moment.
        before: The card's memory before the answer.
        after: The memory after it.
        due: When the card is due after this row; None while it has no schedule.
        quality: 0 to 5; None where nothing was graded (an undo).
        answer: What was typed.
        family: The question family of a numeric card, else empty.
        seed: What its numbers were drawn from.
        mistakes: Ids of the mistakes that were found, and names of the traps stepped into; for a
            wrong claim of the card itself the card's id.
        seconds: From showing the question to the answer.
        hints: How many hints were shown.
        proposed: The quality that the grader proposed for a free text.
        points: One letter for each rubric point, y said, n not said, p partly; empty where not
            all of them were judged.
        confidence: `guess`, `likely`, `certain`, or empty.
        content: Digest of the card's text as it was asked.
        sitting: Which sitting it belongs to; an interview is undone as a whole.
        undoes: For an undo, the id of the row that it takes back.
        id: The row's number in the learner's log, from 1; 0 before it is stored.
    """

    card: str
    kind: str
    at: datetime
    day: date
    before: Memory
    after: Memory
    due: date | None
    quality: int | None = None
    answer: str = ""
    family: str = ""
    seed: int | None = None
    mistakes: tuple[str, ...] = ()
    seconds: float = 0.0
    hints: int = 0
    proposed: int | None = None
    points: str = ""
    confidence: str = ""
    content: str = ""
    sitting: str = ""
    undoes: int | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class CardState:
    """Where a card stands: the sum of its rows in the log.

    Attributes:
        card: The card's id.
        memory: Its SM-2 memory.
        due: The learning day on which it is due.
        introduced: The learning day of its first review, or for which an interview planned it.
        drill: The learning day on which it still has to come back, or None.
        lapses: How many reviews failed.
        last: The id of the last row that counts.
    """

    card: str
    memory: Memory
    due: date
    introduced: date
    drill: date | None
    lapses: int
    last: int


@dataclass(frozen=True, slots=True)
class Reading:
    """That a section of the explainer, `2.3`, was shown at this moment, UTC."""

    section: str
    at: datetime
