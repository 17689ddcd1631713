"""An interview in line mode: one line is one utterance, for pipes and screen readers."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TextIO

from trainer.history.record import Review
from trainer.practice.interview import Interview
from trainer.screens.texts import Line


@dataclass(slots=True)
class LineEar:
    """Reads and writes two text streams.

    Attributes:
        source: Where lines are read from.
        target: Where everything is written.
        goes_on_alone: An empty line ends each phase, also when nothing more is asked, so that a
            script knows where it is.
    """

    source: TextIO
    target: TextIO
    goes_on_alone: bool = False

    def held(self) -> AbstractContextManager[None]:
        """Nothing to hold: each line is read as it comes."""
        return nullcontext()

    def listen(self, interview: Interview) -> str | None:
        """The next line; None at the end of input."""
        question = interview.on_table()
        prompt = "" if question is None else f"answer in {question.unit or 'a number'}: "
        return self._read(prompt)

    def ask(self, prompt: str) -> str | None:
        """A line of the debrief; None at the end of input."""
        return self._read(prompt)

    def rest(self, interview: Interview) -> None:
        """Wait for a line."""
        self._read("Paused; Enter goes on: ")

    def say(self, lines: Iterable[Line]) -> None:
        """Write these lines."""
        self._write("".join(f"{text}\n" for _, text in lines))

    def saved(self, row: Review) -> None:
        """Write the row's id, as in a review."""
        self._write(f"saved {row.id}\n")

    def _read(self, prompt: str) -> str | None:
        if self.source.isatty():
            self._write(prompt or "> ")
        elif prompt:
            self._write(f"{prompt.rstrip()}\n")
        line = self.source.readline()
        return line.rstrip("\r\n") if line else None

    def _write(self, text: str) -> None:
        self.target.write(text)
        self.target.flush()
