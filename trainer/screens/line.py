"""Line mode: questions on stdout, one line read per answer, for pipes and screen readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from shutil import get_terminal_size
from textwrap import wrap
from typing import TextIO

from trainer.history.record import Review
from trainer.practice.review import Answer, Asked, Sitting
from trainer.screens import texts
from trainer.screens.texts import Line

RIGHT = ("correct", "rounded")  # what needs no derivation
WIDEST = 88  # columns of a line that the eye still follows


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
        self._say(texts.opening(self.sitting))
        while asked := self.sitting.next():
            self._say([texts.heading(self.sitting, asked), *texts.question(asked)])
            row = self._answer(asked)
            if row is None and asked.lab and not self._ended:
                continue  # put off
            if row is None:
                self.sitting.put_back(asked)
                break
            self._say([texts.saved(row, asked.seconds)])
            if failures := self.sitting.leech(row):
                self._say([texts.leech(asked.card, failures), texts.leech_verbs(asked.card)])
            self._say([*texts.put_off(self.sitting), *texts.enough(self.sitting)])
            self._write(f"saved {row.id}\n\n")
        self._say([texts.farewell(self.sitting)])

    def _answer(self, asked: Asked) -> Review | None:
        """Ask the card on the table; None if the input ended."""
        if asked.lab:
            from trainer.screens import lab

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
            if grade is None or grade.verdict not in RIGHT:
                self._say(texts.derivation(asked.question.steps))
            return row
        return None

    def _free_text(self, asked: Asked) -> Review | None:
        started = self.sitting.clock.seconds()
        text = self._read("answer: ")
        if text is None:
            return None
        seconds = self.sitting.clock.seconds() - started
        from trainer.practice.judging import Judging  # there was time enough to load them
        from trainer.screens import answer_texts

        proposal = self.sitting.propose(asked, text)
        self._say(answer_texts.findings(asked.card, proposal))
        self._say(answer_texts.model_answer(asked.card))
        self._say(texts.outlook(self.sitting, asked))
        grade = self._read_grade(proposal.quality)
        if grade is None:
            return None
        quality = int(grade or proposal.quality)
        points, traps = Judging(proposal).confirmed(quality)
        answer = Answer(text, seconds, proposed=proposal.quality, mistakes=traps, points=points)
        return self.sitting.store(asked, quality, answer)

    def _read_grade(self, suggested: int) -> str | None:
        """A digit, or nothing where the suggestion is taken; None at the end of input."""
        while (text := self._read(f"grade 0-5 [suggested {suggested}]: ")) is not None:
            if text.strip() in ("", *"012345"):
                return text.strip()
            self._say([("dim", f"{texts.clean(text[:40])!r} is no grade: {texts.GRADES}")])
        return None

    def _read(self, prompt: str) -> str | None:
        """One line of input without its end, or None at the end of input."""
        self._write(prompt if self.source.isatty() else f"{prompt.rstrip()}\n")
        line = self.source.readline()
        self._ended = not line
        return line.rstrip("\r\n") if line else None

    def _say(self, lines: Iterable[Line]) -> None:
        """Print lines; on a terminal wrapped between words, in a pipe each as one line."""
        width = min(get_terminal_size().columns, WIDEST) if self.target.isatty() else 0
        for _, text in lines:
            rows = [row for line in text.split("\n") for row in _rows(line, width)]
            self._write("".join(f"{row}\n" for row in rows))

    def _write(self, text: str) -> None:
        self.target.write(text)
        self.target.flush()


def _rows(line: str, width: int) -> list[str]:
    """A line as rows of so many columns; unbroken where the width is 0."""
    if not width:
        return [line]
    return wrap(line, width, replace_whitespace=False, break_on_hyphens=False) or [""]
