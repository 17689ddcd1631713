"""An interview from its opening to its last line, on whatever screen reads and paints."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from trainer.cards.scenario import PHASES
from trainer.history.interview import DEBRIEF, INTERVIEWER
from trainer.history.record import Review
from trainer.practice.interview import GRACE, Interview
from trainer.practice.interview_debts import Debt, PastLog, debts, make_due
from trainer.practice.interviewer import Heard
from trainer.screens import interview_texts as says
from trainer.screens.interview_report import debrief, result
from trainer.screens.texts import Line, clean

OFFLINE = "rubric"  # the grader that answers at once


class Leave(Exception):  # noqa: N818 - no error: the learner wants to stop
    """The learner leaves; everything said is kept."""


class Ear(Protocol):
    """What an interview needs of a screen."""

    def held(self) -> AbstractContextManager[None]:
        """The screen held for the whole of a sitting, so that nothing typed ahead is lost."""

    def listen(self, interview: Interview) -> str | None:
        """What the candidate says next; an empty text ends the phase; None at the end of input."""

    def ask(self, prompt: str) -> str | None:
        """A line of the debrief; None at the end of input."""

    def rest(self, interview: Interview) -> None:
        """Wait until a pause is over."""

    def say(self, lines: Iterable[Line]) -> None:
        """Paint these lines."""

    def saved(self, row: Review) -> None:
        """Acknowledge a row that is on the disk."""

    @property
    def goes_on_alone(self) -> bool:
        """Whether a phase ends by itself when nothing more is asked."""


@dataclass(slots=True)
class Talk:
    """One interview on a screen.

    Attributes:
        interview: The interview, new or carried on.
        ear: The screen.
        log: Where the cards of the debrief become due.
    """

    interview: Interview
    ear: Ear
    log: PastLog
    _phase: str = ""
    _warned: str = ""

    def run(self) -> bool:
        """Run it to its end; false if the input ended before it.

        Raises:
            Leave: If the learner leaves; what was said is kept.
        """
        ended = self._phases()
        self._debrief(alone=ended)
        return not ended

    def _phases(self) -> bool:
        """All timed phases; true if the input ended in one of them."""
        interview = self.interview
        self.ear.say(says.title(interview))
        if interview.record.turns:
            self.ear.say(says.case(interview))
            self._hear(interview.come_back())
            self._repeat()
        else:
            self._hear(interview.proceed())
        while interview.record.phase in PHASES:
            text = self.ear.listen(interview)
            if text is None:
                interview.finish()
                return True
            self._take(text)
            if self.ear.goes_on_alone and interview.nothing_left():
                self._hear(interview.end_phase())
        return False

    def _take(self, text: str) -> None:
        """Do what was typed: a command, an empty line, or something to say."""
        command = text.strip().lower()
        if not command:
            self._thinks("answer")
            self._hear(self.interview.end_phase())
        elif re.fullmatch(r"/\w+", command):  # one that is mistyped is no speech either
            self._command(command)
        else:
            self._warn()
            self._thinks("clarify", "follow-ups")
            self._hear(self.interview.say(text))

    def _thinks(self, *phases: str) -> None:
        """Say that it may take a while, where a grader outside this program is asked."""
        if self.interview.record.phase in phases and self.interview.grader.name != OFFLINE:
            self.ear.say([("dim", says.THINKS)])

    def _warn(self) -> None:
        """Say once in a phase that its time has run out, or that a line came after it."""
        phase = self.interview.record.phase
        if self.interview.record.begun["hard"]:
            if self.interview.over(GRACE):
                self.ear.say([("bad", says.CUT)])
        elif self.interview.over() and self._warned != phase:
            self._warned = phase
            self.ear.say([("bad", says.OVERTIME)])

    def _command(self, command: str) -> None:
        match command:
            case "/hint":
                hint = self.interview.hint()
                self.ear.say([("dim", f"Hint: {clean(hint)}" if hint else "There is no hint now.")])
            case "/pause":
                self.interview.pause()
                self.ear.rest(self.interview)
                self.interview.go_on()
            case "/aloud":
                self._aloud()
            case "/time":
                self.ear.say([("dim", says.time_left(self.interview))])
            case "/quit":
                raise Leave
            case "/help":
                self.ear.say(says.commands())
            case _:
                self.ear.say([("dim", f"There is no {clean(command)}."), *says.commands()])

    def _aloud(self) -> None:
        if self.interview.record.phase != "answer":
            self.ear.say([("dim", "Only the answer can be spoken; here the words are needed.")])
            return
        self.interview.aloud()
        self.ear.say([("dim", "Speak; an empty line ends it. You judge the points in the end.")])

    def _hear(self, heard: Heard) -> None:
        """Show a verdict and what the interviewer says, with a heading for each new phase."""
        self.ear.say(says.verdict(heard))
        for turn in heard.turns:
            self._heading(turn.phase)
            self.ear.say(says.turn(turn))

    def _heading(self, phase: str) -> None:
        if phase != self._phase:
            self._phase = phase
            self.ear.say(says.phase_heading(self.interview))

    def _repeat(self) -> None:
        """Show again what was asked last, after coming back."""
        record = self.interview.record
        if record.phase not in PHASES or self._phase:
            return
        asked = [
            turn for turn in record.turns if (turn.who, turn.phase) == (INTERVIEWER, record.phase)
        ]
        self._heading(record.phase)
        self.ear.say(
            line for turn in asked[-1:] if turn.about != "opening" for line in says.turn(turn)
        )
        self.ear.say([("dim", says.time_left(self.interview))])

    # The debrief

    def _debrief(self, *, alone: bool) -> None:
        """The candidate's own scores first, then the evidence, what becomes due, and the result.

        Args:
            alone: Nobody is there to ask.
        """
        self.ear.say([("", ""), ("title", DEBRIEF.capitalize())])
        if not alone and not self.interview.record.score:
            self._rate()
            self._confirm()
        score = self.interview.score()
        self.ear.say(debrief(self.interview.record, score))
        self.ear.say(says.model_answer(self.interview))
        self._settle(debts(self.interview.stage, self.interview.record, score), alone=alone)
        self.interview.close()
        self.ear.say(result(self.interview.record, score))

    def _rate(self) -> None:
        unrated = self.interview.unrated()
        if unrated:
            self.ear.say([("dim", "Score yourself first, 1 to 4; an empty line leaves one out.")])
        for dimension in unrated:
            self.ear.say(says.anchors(self.interview, dimension))
            level = self._choice(f"your {dimension}, 1-4: ", "1234")
            if level is None:
                return
            if level:
                self.interview.rate(dimension, int(level))

    def _confirm(self) -> None:
        points = {each.name: each.point.text for each in self.interview.stage.scenario.points}
        for name in list(self.interview.record.unsure):
            letter = self._choice(f"Did you say: {clean(points[name])} y, p(artly), n: ", "ypn")
            if letter is None:
                return
            self.interview.confirm(name, letter or "n")

    def _choice(self, prompt: str, letters: str) -> str | None:
        """One of these letters, or nothing; asked again until it is."""
        while (text := self.ear.ask(prompt)) is not None:
            answer = text.strip().lower()
            if not answer or answer in set(letters):
                return answer
            self.ear.say([("dim", f"One of {', '.join(letters)}, please.")])
        return None

    def _settle(self, owed: list[Debt], *, alone: bool) -> None:
        """Make the cards due, all but those that are declined."""
        interview = self.interview
        if not interview.record.owed:
            declined = self._declined(owed, alone=alone)
            taken = [debt.card for debt in owed if debt.card not in declined]
            interview.owe(taken, declined=declined)
        taken = list(interview.record.owed["cards"])
        rows = self._pay([debt for debt in owed if debt.card in taken])
        self.ear.say([says.made_due(rows, len(interview.record.owed["declined"]))])

    def _pay(self, owed: list[Debt]) -> list[Review]:
        interview = self.interview
        cards = {card.id: card for card in interview.stage.deck.cards}
        rows = []
        for debt in owed:
            now = interview.clock.now()
            day = interview.calendar.day(now)
            row = make_due(debt, interview.record, cards, self.log, now, day)
            if row is not None:
                self.ear.saved(row)
                rows.append(row)
        return rows

    def _declined(self, owed: list[Debt], *, alone: bool) -> list[str]:
        """The cards that the learner leaves as they are."""
        if owed:
            self.ear.say([("", ""), *says.owed(owed)])
        if alone or not owed:
            return []
        numbers = {str(number): debt.card for number, debt in enumerate(owed, 1)}
        prompt = "Enter takes them, n none, or numbers to leave out: "
        while text := (self.ear.ask(prompt) or "").strip().lower():
            if text in ("n", "no", "none"):
                return list(numbers.values())
            given = text.replace(",", " ").split()
            if all(each in numbers for each in given):
                return [numbers[each] for each in given]
            self.ear.say([("dim", f"Numbers from 1 to {len(owed)}, please.")])
        return []
