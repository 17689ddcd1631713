"""Line mode: questions on stdout, one line read per answer, for pipes and screen readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from trainer.history.record import Review
from trainer.practice.review import Answer, Asked, Sitting
from trainer.screens import lab, texts
from trainer.screens.texts import Line


@dataclass(slots=True)
class LineScreen:
    """A sitting over two text streams.

    Attributes:
        sitting: The sitting to run.
        source: Where answers are read from, a line each.
        target: Where everything is written.
    """

    sitting: Sitting
    source: TextIO
    target: TextIO
    _ended: bool = False

    def run(self) -> None:
        """Ask until the day is done or the input ends; every answer is kept at once."""
        while asked := self.sitting.next():
            number, left = self.sitting.answered + 1, self.sitting.left() + 1
            self._say([texts.heading(asked, number, left), *texts.question(asked)])
            row = self._answer(asked)
            if row is None and asked.lab and not self._ended:
                continue  # put off
            if row is None:
                self.sitting.put_back(asked)
                break
            self._say([texts.saved(row)])
            self._write(f"saved {row.id}\n\n")
        self._say([texts.farewell(self.sitting)])

    def _answer(self, asked: Asked) -> Review | None:
        """Ask the card on the table; None if the input ended."""
        if asked.lab:
            return lab.sit(self.sitting, asked, self._read, self._say, plain=True)
        return self._numeric(asked) if asked.question else self._free_text(asked)

    def _numeric(self, asked: Asked) -> Review | None:
        """Ask until a line can be read as a quantity; `?` reveals the answer."""
        assert asked.question is not None  # noqa: S101 - for mypy; `run` looked
        started = self.sitting.clock.seconds()
        while (text := self._read(f"answer in {asked.question.unit or 'a number'}: ")) is not None:
            seconds = self.sitting.clock.seconds() - started
            grade = None if text.strip() == "?" else self.sitting.grade(asked, text)
            if grade is not None and grade.verdict == "unreadable":
                self._say([("dim", f"{texts.clean(grade.reading.says)} (? shows the answer)")])
                continue
            row = self.sitting.store_grade(asked, grade, Answer(text, seconds))
            self._say(texts.verdict(asked.question, grade))
            self._say(texts.derivation(asked.question.steps))
            return row
        return None

    def _free_text(self, asked: Asked) -> Review | None:
        started = self.sitting.clock.seconds()
        text = self._read("answer: ")
        if text is None:
            return None
        seconds = self.sitting.clock.seconds() - started
        proposal = self.sitting.propose(asked, text)
        self._say(texts.model_answer(asked.card, proposal))
        quality = self._read_quality(proposal.quality)
        if quality is None:
            return None
        answer = Answer(text, seconds, proposed=proposal.quality)
        return self.sitting.store(asked, quality, answer)

    def _read_quality(self, suggested: int) -> int | None:
        while (text := self._read(f"grade 0-5 [suggested {suggested}]: ")) is not None:
            if not text.strip():
                return suggested
            if text.strip() in set("012345"):
                return int(text)
            self._say([("dim", f"{texts.clean(text[:40])!r} is no grade: {texts.GRADES}")])
        return None

    def _read(self, prompt: str) -> str | None:
        """One line of input without its end, or None at the end of input."""
        self._write(prompt if self.source.isatty() else f"{prompt.rstrip()}\n")
        line = self.source.readline()
        self._ended = not line
        return line.rstrip("\r\n") if line else None

    def _say(self, lines: Iterable[Line]) -> None:
        self._write("".join(f"{text}\n" for _, text in lines))

    def _write(self, text: str) -> None:
        self.target.write(text)
        self.target.flush()
