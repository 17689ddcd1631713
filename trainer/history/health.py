"""The health report: figures and names only, which every face of it shows.

Shares and chances are 0 to 1 with four decimals, times are seconds or minutes as named, days are
dates. `data/health/README.md` documents each field as the JSON has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from trainer.history.calibration import Calibration
from trainer.history.habits import Leech, Slip, TrapReport
from trainer.history.judgement import Step
from trainer.history.readiness import Readiness
from trainer.history.recall import PredictionReport, Retention
from trainer.history.study_days import CalendarReport, DueDay
from trainer.history.tallies import Pace, TopicReport, Totals

VERSION = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was done for a claim.

    Attributes:
        kind: As in `history.claims.Piece`.
        about: The card, family, section, scenario or lab.
        date: When.
        question: What was asked, as plain text.
        answer: What was answered, or how it went.
        seconds: How long it took; None where nobody measured.
        counts: Whether it proves.
        because: Why it does not; empty where it does.
    """

    kind: str
    about: str
    date: date
    question: str
    answer: str
    seconds: float | None
    counts: bool
    because: str


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """How a claim stands, with its evidence and the next step.

    Attributes:
        id: What commands call it.
        title: As a sentence, or the title of a topic.
        topic: The topic that it is about; empty for an item of the health check.
        state: `proven`, `fading`, `disputed` or `unproven`.
        because: Why, in a few words.
        recall: The mean predicted recall of its cards; None where none has a memory.
        evidence: What was done for it.
        next: What to do next; None where it is proven.
    """

    id: str
    title: str
    topic: str
    state: str
    because: str
    recall: float | None
    evidence: tuple[Evidence, ...]
    next: Step | None


@dataclass(frozen=True, slots=True)
class HealthReport:
    """All figures of the health check, as of a learning day."""

    version: int
    as_of: date
    title: str
    answers: Totals
    claims: tuple[ClaimReport, ...]
    topics: tuple[TopicReport, ...]
    retention: Retention
    calibration: Calibration
    slips: tuple[Slip, ...]
    traps: tuple[TrapReport, ...]
    leeches: tuple[Leech, ...]
    time: tuple[Pace, ...]
    forecast: tuple[DueDay, ...]
    calendar: CalendarReport
    prediction: PredictionReport
    readiness: Readiness
