"""The interactive review: rich paints, prompt_toolkit reads keys and lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from prompt_toolkit import PromptSession
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from rich.console import Console

from trainer.grading.rubric import Proposal
from trainer.history.record import Review
from trainer.practice.drill import Drill
from trainer.practice.review import Answer, Asked, Sitting
from trainer.screens import lab, texts
from trainer.screens.paint import paint
from trainer.screens.texts import Line

KEYS = (
    "Space  reveal, then accept the proposal     0-5  grade",
    "Enter  type an answer                       h    hint",
    "u      undo the last answer                 ?    these keys",
    "q      leave; every answer is kept          Ctrl-C, Ctrl-D leave too",
    f"Grades: {texts.GRADES}.",
)
COMMANDS = frozenset("uhq?")


class Leave(Exception):  # noqa: N818 - no error: the learner wants to stop
    """The learner leaves the sitting."""


@dataclass(slots=True)
class InteractiveScreen:
    """A sitting in a terminal.

    Attributes:
        sitting: The sitting to run.
        console: What paints.
    """

    sitting: Sitting
    console: Console
    _hints: int = 0
    _session: PromptSession[str] = field(default_factory=PromptSession)

    def run(self) -> None:
        """Ask until the day is done or the learner leaves; every answer is kept at once."""
        asked = None
        try:
            while True:
                asked = self.sitting.next()
                if asked is None:
                    if self._last_screen():
                        continue
                    return
                self.console.print()
                number, left = self.sitting.answered + 1, self.sitting.left() + 1
                self._say([texts.heading(asked, number, left)])
                self._say(texts.question(asked))
                self._ask(asked)
        except (Leave, EOFError):  # Ctrl-D leaves like q
            if asked is not None:
                self.sitting.put_back(asked)
            self._say([texts.farewell(self.sitting)])

    def _last_screen(self) -> bool:
        """Say goodbye; true if an undo brought a card back."""
        self._say([texts.farewell(self.sitting)])
        if not self.sitting.answered or isinstance(self.sitting, Drill):
            return False
        key = self._key("u undo, any other key leaves", any_key=True)
        return key == "u" and self._undo()

    def _ask(self, asked: Asked) -> None:
        self._hints = 0
        started = self.sitting.clock.seconds()
        if asked.lab:
            row = self._lab(asked)
        else:
            answer = self._numeric if asked.question else self._free_text
            row = answer(asked, started)
        if row is not None:
            self._say([texts.saved(row)])

    # The two kinds of card

    def _numeric(self, asked: Asked, started: float) -> Review | None:
        """Read a quantity, or nothing where Space reveals; None if the card was left by undo."""
        assert asked.question is not None  # noqa: S101 - for mypy; `_ask` looked
        while True:
            text = self._line(f"answer in {asked.question.unit or 'a number'}: ")
            if text in COMMANDS:
                if self._command(text, asked):
                    return None
                continue
            seconds = self.sitting.clock.seconds() - started
            grade = None if text == " " else self.sitting.grade(asked, text)
            if grade is not None and grade.verdict == "unreadable":
                self._say([("dim", f"{texts.clean(grade.reading.says)} (Space shows the answer)")])
                continue
            answer = Answer(text.strip(), seconds, hints=self._hints)
            row = self.sitting.store_grade(asked, grade, answer)
            self._say(texts.verdict(asked.question, grade))
            self._say(texts.derivation(asked.question.steps))
            return row

    def _free_text(self, asked: Asked, started: float) -> Review | None:
        text = None
        while True:
            key = self._key("Space reveal, Enter type an answer, h hint, ? keys, q leave")
            if key == "\r":
                text = self._line("answer: ", commands=False)
                break
            if key == " ":
                break
            if self._command(key, asked):
                return None
        seconds = self.sitting.clock.seconds() - started
        proposal = self.sitting.propose(asked, text, self._hints)
        self._say(texts.model_answer(asked.card, proposal))
        quality = self._quality(asked, proposal)
        if quality is None:
            return None
        answer = Answer(text or "", seconds, self._hints, proposal.quality)
        return self.sitting.store(asked, quality, answer)

    def _quality(self, asked: Asked, proposal: Proposal) -> int | None:
        while True:
            key = self._key(f"grade 0-5, Space takes {proposal.quality}, ? keys, q leave")
            if key in set("012345"):
                return int(key)
            if key == " ":
                return proposal.quality
            if key != "\r" and self._command(key, asked):
                return None

    def _lab(self, asked: Asked) -> Review | None:
        """A prediction, then the measurement; None if the card was put off or left by undo."""

        def ask(prompt: str) -> str | None:
            while True:
                text = self._line(prompt, commands=prompt.startswith(lab.PROMPT))
                if text not in COMMANDS:
                    return text
                if self._command(text, asked):
                    return None

        return lab.sit(self.sitting, asked, ask, self._say, plain=False)

    # Commands that every prompt knows

    def _command(self, key: str, asked: Asked) -> bool:
        """Carry out `u`, `h`, `?` or `q`; true if the card on the table is left."""
        match key:
            case "u":
                return self._undo(asked)
            case "h":
                self._say([self._hint(asked)])
            case "?":
                self._say([("dim", line) for line in KEYS])
            case "q":
                raise Leave
        return False

    def _undo(self, asked: Asked | None = None) -> bool:
        row = self.sitting.undo(asked)
        if row is None:
            self._say([("dim", "There is no answer to take back.")])
            return False
        self._say([("dim", f"Taken back: the answer to {texts.clean(row.card)}.")])
        return True

    def _hint(self, asked: Asked) -> Line:
        hints = asked.card.hints
        if self._hints >= len(hints):
            return ("dim", "No more hints." if hints else "This card has no hint.")
        self._hints += 1
        return ("", f"Hint {self._hints} of {len(hints)}: {texts.clean(hints[self._hints - 1])}")

    # Reading and painting

    def _key(self, message: str, *, any_key: bool = False) -> str:
        """One key: Space, Enter as a carriage return, a digit or a command."""
        keys = KeyBindings()

        @keys.add(Keys.Any)
        def _(event: KeyPressEvent) -> None:
            if any_key or event.data in set(" 012345") | COMMANDS:
                event.app.exit(result=event.data)

        @keys.add("enter")
        def _(event: KeyPressEvent) -> None:
            event.app.exit(result="\r")

        return str(self._session.prompt(f"{message} ", key_bindings=keys))

    def _line(self, message: str, *, commands: bool = True) -> str:
        """A line of text; on an empty line Space and the command keys act at once."""
        keys = KeyBindings()
        empty = Condition(lambda: commands and not self._session.default_buffer.text)

        for key in (*COMMANDS, " "):

            @keys.add(key, filter=empty)
            def _(event: KeyPressEvent) -> None:
                event.app.exit(result=event.data)

        return str(self._session.prompt(message, key_bindings=keys))

    def _say(self, lines: Iterable[Line]) -> None:
        paint(self.console, lines)
