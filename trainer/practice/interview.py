"""A mock interview: clarify, answer, numbers, follow-ups, debrief.

Everything that happens is an event in the journal before anything else is done with it, and what
comes next follows from the record alone: another process can carry on with the same record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from trainer.cards.scenario import DIMENSIONS, PHASES
from trainer.grading.numeric import Grade
from trainer.history.interview import INTERVIEWER, VERDICT, Record
from trainer.history.interview_fold import fold
from trainer.history.interview_score import Score, as_document, score
from trainer.history.journal import Entry
from trainer.practice.interview_grading import (
    GIVES_UP,
    grade_figure,
    judge_answer,
    judge_facts,
    judge_reply,
)
from trainer.practice.interview_hints import hint_for
from trainer.practice.interviewer import (
    THE_LAST,
    Heard,
    Stage,
    asks,
    clarification,
    next_turn,
)
from trainer.practice.ports import Clock, Grader, Journal
from trainer.questions.question import Question
from trainer.scheduling.days import Calendar

GRACE = 2.0  # seconds after a hard limit in which a line that is being cut off arrives


@dataclass(slots=True)
class Interview:
    """One sitting of a mock interview.

    Attributes:
        stage: Its scenario with what was drawn.
        record: What happened so far.
        journal: Where each event goes at once.
        clock: The time of day, and a stopwatch.
        calendar: How days are cut.
        grader: Who judges free text.
    """

    stage: Stage
    record: Record
    journal: Journal
    clock: Clock
    calendar: Calendar
    grader: Grader
    _base: float = 0.0
    _since: float = field(init=False)
    _stands: bool = False
    _graded: tuple[Question, Grade | None] | None = None

    def __post_init__(self) -> None:
        """Carry on the clock where the record left it."""
        self._base = self.record.seconds.get(self.record.phase, 0.0)
        self._since = self.clock.seconds()

    # The clock

    def elapsed(self) -> float:
        """Seconds that the phase took so far, pauses left out."""
        if self.record.paused or self._stands:
            return self._base
        return self._base + max(0.0, self.clock.seconds() - self._since)

    def left(self) -> float | None:
        """Seconds until the phase's time has run out, negative after that; None in the debrief."""
        limit = self.record.begun["minutes"].get(self.record.phase)
        return None if limit is None else limit - self.elapsed()

    def over(self, by: float = 0.0) -> bool:
        """Whether the phase's time has run out by more than so many seconds."""
        left = self.left()
        return left is not None and left < -by

    def pause(self) -> None:
        """Stop the clock; the pause is noted."""
        self._base = self.elapsed()
        self._note("pause", **self._here())
        self._since = self.clock.seconds()

    def go_on(self) -> None:
        """Start the clock again."""
        away = max(0.0, self.clock.seconds() - self._since)
        self._note("go", **self._here(), away=round(away, 1))
        self._since = self.clock.seconds()

    def come_back(self) -> Heard:
        """Carry on in another process; what was due when the last one ended is done now."""
        self._note("resume")
        if self.record.paused:
            self._note("go", **self._here(), away=0.0)
        self._since = self.clock.seconds()
        return self.proceed()

    # What the candidate does

    def say(self, text: str) -> Heard:
        """Take down one utterance, then hear the interviewer's reply.

        With a hard limit what is said after the time counts nothing and ends the phase; a line
        that was under way when it ran out still counts.
        """
        late = self.over(GRACE if self.record.begun["hard"] else 0.0)
        self._note("say", **self._here(), text=text, late=late)
        if late and self.record.begun["hard"]:
            return self.end_phase()
        return self.proceed()

    def aloud(self) -> None:
        """Note that the answer was spoken, not typed."""
        self._note("aloud", **self._here())

    def end_phase(self) -> Heard:
        """End the phase and begin the next."""
        self._note("end", **self._here())
        self._base, self._since = 0.0, self.clock.seconds()
        return self.proceed()

    def finish(self) -> None:
        """Leave out the phases that are left, and go straight to the debrief."""
        while self.record.phase in PHASES:
            self._note("end", **self._here())
            self._base, self._since = 0.0, self.clock.seconds()
        self._judge_once()

    def keep_draft(self, text: str) -> None:
        """Keep what is typed and not yet said, when the terminal closes."""
        if text.strip() and text != self.record.draft:
            self._note("draft", **self._here(), text=text)

    def hint(self) -> str:
        """A hint for what is asked, which halves what it earns; empty if there is none."""
        about, text = hint_for(self.stage, self.record, self.on_table())
        if text:
            self._note("hint", **self._here(), about=about, text=text)
        return text

    # The interviewer

    def proceed(self) -> Heard:
        """Do what the interviewer has to do until it is the candidate's turn.

        The clock stands meanwhile: a slow grader takes no time from the candidate.
        """
        self._base, self._graded = self.elapsed(), None
        self._stands = True
        before = len(self.record.turns)
        while self._move():
            pass
        self._since, self._stands = self.clock.seconds(), False
        new = (turn for turn in self.record.turns[before:] if turn.who == INTERVIEWER)
        turns = tuple(turn for turn in new if turn.about != VERDICT)  # which `grade` tells in full
        question, grade = self._graded or (None, None)
        return Heard(turns, question, grade)

    def on_table(self) -> Question | None:
        """The side-question that waits for an answer."""
        place = len(self.record.figures)
        if self.record.phase == "numbers" and place < len(self.stage.scenario.questions):
            return self.stage.question(place)
        return None

    def nothing_left(self) -> bool:
        """Whether the interviewer has said that this phase has no more questions."""
        last = self.record.turns[-1] if self.record.turns else None
        return last is not None and (last.phase, last.about) == (self.record.phase, "last")

    def _move(self) -> bool:
        """One move of the interviewer; false if it is the candidate's turn."""
        match self.record.phase:
            case "clarify":
                return self._clarify()
            case "answer":
                return self._open_answer()
            case "numbers":
                return self._judge_once() or self._numbers()
            case "follow-ups":
                return self._follow_up()
        return False

    def _clarify(self) -> bool:
        if not self.record.turns:
            return self._ask("opening", self.stage.fill(self.stage.scenario.opening))
        if not self.record.unanswered:
            return False
        found = judge_facts(self.stage, self.record, self.grader)
        refused = next(iter(found["notes"].values()), "")
        found["reply"] = refused or clarification(self.stage, self.record, found["facts"])
        return self._note("judge", **self._here(), **found)

    def _open_answer(self) -> bool:
        if any(turn.phase == "answer" for turn in self.record.turns):
            return False
        return self._ask("answer", "Now your answer, please.")

    def _judge_once(self) -> bool:
        if "answer" in self.record.judged:
            return False
        found = judge_answer(self.stage, self.record, self.grader)
        here = {"phase": "answer", "seconds": self.record.seconds.get("answer", 0.0)}
        return self._note("judge", **here, **found)

    def _numbers(self) -> bool:
        question = self.on_table()
        if question is None:
            return not self.nothing_left() and self._ask("last", THE_LAST)
        about = f"question {len(self.record.figures)}"
        if all(turn.about != about for turn in self.record.turns):
            return self._ask(about, question.prompt)
        return self.record.unanswered and self._grade(question)

    def _grade(self, question: Question) -> bool:
        grade, graded = grade_figure(self.record, question)
        if not graded:
            says = grade.reading.says if grade else ""
            return self._ask("again", f"{says} ({GIVES_UP} shows the answer)")
        self._graded = (question, grade)
        return self._note("grade", **self._here(), **graded)

    def _follow_up(self) -> bool:
        if self.record.unanswered:
            return self._note(
                "judge", **self._here(), **judge_reply(self.stage, self.record, self.grader)
            )
        if self.nothing_left() or (self.record.branches and not self.record.branches[-1][2]):
            return False
        turn = next_turn(self.stage.scenario, self.record, in_time=not self.over())
        if turn is None:
            return self._ask("last", THE_LAST)
        when, which = turn
        text = asks(self.stage.scenario.follow_ups[when], which).text
        return self._ask(when, self.stage.fill(text), turn=which)

    # The debrief

    def unrated(self) -> list[str]:
        """The dimensions that the candidate has not scored yet."""
        return [name for name in DIMENSIONS if name not in self.record.own]

    def rate(self, dimension: str, level: int) -> None:
        """Take down the candidate's own score of a dimension, 1 to 4."""
        self._note("rate", dimension=dimension, level=level)

    def confirm(self, point: str, letter: str) -> None:
        """Take down whether a point was said aloud: `y`, `p` for partly, or `n`."""
        self._note("confirm", point=point, letter=letter)

    def score(self) -> Score:
        """The rubric's scores, which are kept as they are shown."""
        shown = score(self.stage.scenario, self.stage.deck, self.record)
        document = as_document(shown)
        if document != self.record.score:
            self._note("score", score=document)
        return shown

    def owe(self, cards: Iterable[str], *, declined: Iterable[str]) -> None:
        """Take down which cards are made due, and which the candidate declined."""
        self._note("owe", cards=list(cards), declined=list(declined))

    def close(self) -> None:
        """The sitting is over."""
        self._note("close")

    # Events

    def _here(self) -> dict[str, Any]:
        return {"phase": self.record.phase, "seconds": round(self.elapsed(), 1)}

    def _ask(self, about: str, text: str, **more: Any) -> bool:
        return self._note("ask", **self._here(), about=about, text=text, **more)

    def _note(self, event: str, **body: Any) -> bool:
        """Append an event to the journal and to the record."""
        now = self.clock.now()
        numbered = {"event": event, "n": self.record.events, **body}
        entry = Entry("interview", self.record.sitting, now, self.calendar.day(now), numbered)
        fold(self.record, self.journal.note(entry))
        return True
