"""An interview as its journal tells it: who said what when, what was found, and the scores.

A `Record` is the fold of all its entries (`history.interview_fold` says what each does), so that a
sitting can be carried on from the last line that was said, by another process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from trainer.cards.scenario import PHASES

DEBRIEF = "debrief"
CANDIDATE, INTERVIEWER = "candidate", "interviewer"
VERDICT = "verdict"  # what a turn is about that says how a figure was graded
ASKED_FOR = 0.5  # what a point is worth that is said only when it is asked about, or with a hint
WORD = {"y": 1.0, "p": 0.5, "n": 0.0}  # what the candidate's own word on a point is worth


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that was said.

    Attributes:
        who: `CANDIDATE` or `INTERVIEWER`.
        phase: In which phase.
        text: What was said.
        seconds: How far into the phase, pauses left out.
        late: The phase's time had run out.
        about: What the interviewer is after: `opening`, `question N`, `missing NAME`, `VERDICT`.
    """

    who: str
    phase: str
    text: str
    seconds: float
    late: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """How it was shown that a point, a fact or a trap is there.

    Attributes:
        quote: The words of the candidate, letter by letter; empty for what was said aloud.
        phase: In which phase.
        seconds: How far into it.
        late: The phase's time had run out.
        credit: What it is worth, 0 to 1.
    """

    quote: str
    phase: str
    seconds: float
    late: bool
    credit: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A graded answer to a side-question.

    Attributes:
        place: Which of the scenario's questions, from 0.
        family: Its family.
        seed: What its numbers were drawn from.
        text: What was typed.
        verdict: Of `grading.numeric`, or `no answer`.
        answer: The right answer in words.
        mistakes: Ids of the mistakes that were found.
        seconds: How far into the phase.
        late: The phase's time had run out.
        hints: How many hints were shown.
    """

    place: int
    family: str
    seed: int
    text: str
    verdict: str
    answer: str
    mistakes: tuple[str, ...]
    seconds: float
    late: bool
    hints: int


@dataclass(slots=True)
class Record:
    """One interview so far.

    Attributes:
        sitting: Its name, the subject of its entries.
        number: Which of the learner's interviews, from 1.
        at: When it began, UTC.
        day: On which learning day.
        begun: The body of its first event.
        phase: The phase it is in, one of `PHASES` or `DEBRIEF`.
        seconds: How long each phase took so far, pauses left out.
        turns: What was said, in order.
        unanswered: The interviewer has not yet replied to the last thing the candidate said.
        facts: The facts that were asked for.
        points: The points that were said.
        partly: Points that were said in part; a follow-up asks for the rest.
        unsure: Points that no grader could judge, said aloud.
        traps: The traps stepped into.
        mended: Those of them that the candidate then put right.
        judged: The phases whose answer was judged as a whole.
        figures: The numeric answers.
        branches: The follow-ups that were asked, `missing NAME` with the turn and its verdict.
        hints: What the hints were about.
        pauses: Seconds of each pause.
        paused: The clock stands.
        resumed: How often another process carried on.
        aloud: The answer was spoken.
        draft: What was typed and not said.
        notes: Why something was not counted, by `pasted`, `copied`, `stuffed` or `cut`.
        graders: Who judged, by name.
        own: The candidate's own scores.
        score: The rubric's scores as they were shown, or empty.
        owed: Which cards became due, or empty.
        closed: It is over.
        mentor: A mentor's scores.
        events: How many events there are.
    """

    sitting: str
    number: int = 0
    at: datetime | None = None
    day: date | None = None
    begun: Mapping[str, Any] = field(default_factory=dict)
    phase: str = PHASES[0]
    seconds: dict[str, float] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    unanswered: bool = False
    facts: dict[str, Shown] = field(default_factory=dict)
    points: dict[str, Shown] = field(default_factory=dict)
    partly: set[str] = field(default_factory=set)
    unsure: list[str] = field(default_factory=list)
    traps: dict[str, Shown] = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    branches: list[tuple[str, str, str]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    paused: bool = False
    resumed: int = 0
    aloud: bool = False
    draft: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    graders: list[str] = field(default_factory=list)
    own: dict[str, int] = field(default_factory=dict)
    score: Mapping[str, Any] = field(default_factory=dict)
    owed: Mapping[str, Any] = field(default_factory=dict)
    closed: bool = False
    mentor: Mapping[str, Any] = field(default_factory=dict)
    events: int = 0

    def said(self, phase: str) -> list[Turn]:
        """What the candidate said in a phase."""
        return [turn for turn in self.turns if (turn.who, turn.phase) == (CANDIDATE, phase)]

    def lacks(self, point: str) -> bool:
        """Whether a point was not said, or only in part."""
        return point not in self.points or point in self.partly

    def lack(self, point: str) -> float:
        """What share of a point was not said."""
        return 1 - self.points[point].credit if point in self.points else 1.0
