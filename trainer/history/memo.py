"""A decision memo: its options, its numbers with their sources, the decision, what would change it.

A memo is Markdown with the parts of `PARTS` as headings of level 2. Its numbers are links whose
targets are their sources, and a check computes each of them again:

| link                                          | the number is                                 |
|-----------------------------------------------|-----------------------------------------------|
| `[13.48 GB](calc:weights?model=llama-2-7b)`   | what a calculator gives, as in decks          |
| `[4.31](lab:weight-bytes)`                    | what the learner's own run of a lab measured  |
| `[4.5](lab:weight-bytes?row=nf4&column=NAME)` | a cell of that run's table                    |
| `[2 s](given:what the customer asked for)`    | given; nobody can compute it                  |
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from trainer.cards.card import Problem
from trainer.cards.computed import Models, wrong_mark
from trainer.cards.marks import broken_marks, marks_in
from trainer.history.journal import Entry
from trainer.history.lab_run import LabRun
from trainer.units import unit

KIND = "memo"
OPTIONS, DECISION, CHANGE = "Options", "Decision", "What would change it"
PARTS = (OPTIONS, DECISION, CHANGE)
LEAST_OPTIONS, LEAST_CHECKED, LEAST_WORDS = 2, 3, 15
LONGEST = 100_000  # characters of a memo; a page has about 3,000
PLACEHOLDER = "TODO"

_OTHER = re.compile(r"\[(?P<shown>[^\[\]]*)\]\((?P<kind>lab|given):(?P<target>[^()]*)\)")
_LINK = re.compile(r"\[[^\[\]]*\]\([^()]*(?:\([^()]*\)[^()]*)*\)")
_SHOWN = re.compile(r"(?P<number>-?[\d,]+(?:\.(?P<decimals>\d+))?)\s*(?P<unit>\S.*)?")
_AMOUNT = re.compile(
    r"(?<![\w.-])\d[\d,.]*\s?(?:[kKMGT]i?B|%|x\b|ms\b|s\b|min\b|h\b|bytes?\b|"
    r"tokens?/s|tokens? per second|dollars?\b|euros?\b)|[$\u20ac]\s?\d[\d,.]*"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A number that was measured or given: what is shown, and where it comes from."""

    shown: str
    kind: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Memo:
    """What a memo holds.

    Attributes:
        options: The titles of its options.
        computed: Numbers that calculators give.
        measured: Numbers that labs measured.
        given: Numbers that are given.
        problems: What is wrong with it, by line.
    """

    options: tuple[str, ...] = ()
    computed: int = 0
    measured: int = 0
    given: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Part:
    """A part of a memo: its heading, its line, and the lines below it."""

    title: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def check_memo(text: str, path: str, models: Models, runs: Sequence[LabRun]) -> Memo:
    """What a memo holds, and everything that is wrong with it.

    Args:
        text: The file's content.
        path: The file, as problems should name it.
        models: The models that calculations may name.
        runs: The learner's own runs of labs; a number is right if any run of its lab gave it.
    """
    return _Checker(path, models, runs).check(text)


def digest(text: str) -> str:
    """What tells a memo's text from any other."""
    return hashlib.sha256(text.encode()).hexdigest()


def entry_of(text: str, name: str, at: datetime, day: date) -> Entry:
    """The journal entry that keeps a memo that passed its check, all of it."""
    return Entry(KIND, name, at, day, {"digest": digest(text), "text": text})


def newest_right(
    entries: Sequence[Entry], models: Models, runs: Sequence[LabRun], today: date
) -> date | None:
    """The day of the newest kept memo that passes its check also now; None if none does.

    The check runs again on the text that was kept, so that a mended calculator or a text that was
    changed behind the program's back tells.

    Args:
        entries: The journal's entries of kind `memo`, oldest first.
        models: The models that calculations may name.
        runs: The learner's runs of labs.
        today: The learning day; later entries do not count.
    """
    for entry in reversed(entries):
        text = str(entry.body.get("text", ""))
        honest = entry.body.get("digest") == digest(text) and entry.day <= today
        if honest and not check_memo(text, entry.subject, models, runs).problems:
            return entry.day
    return None


class _Checker:
    """One pass over one memo."""

    def __init__(self, path: str, models: Models, runs: Sequence[LabRun]) -> None:
        self.path, self.models, self.runs = path, models, runs
        self.problems: list[Problem] = []

    def check(self, text: str) -> Memo:
        """Everything that the memo holds and lacks."""
        if len(text) > LONGEST:
            self._report(1, f"the memo has more than {LONGEST:,} characters", "shorten it")
            return Memo(problems=tuple(self.problems))
        for number, line in enumerate(text.split("\n"), 1):
            if PLACEHOLDER in line:
                self._report(number, f"there is still a {PLACEHOLDER}", "write what belongs there")
        parts = {part.title.lower(): part for part in _parts(text, 2)}
        for title in PARTS:
            if title.lower() not in parts:
                self._report(1, f"the memo has no part {title!r}", f'add "## {title}"')
        options = list(self._options(parts.get(OPTIONS.lower())))
        self._words(parts)
        computed = self._computed(text)
        sources = list(_sources(text))
        cited = [source for source in sources if source.kind == "lab"]
        measured = sum(self._measured(source) for source in cited)
        self._enough(len(list(marks_in(text))), len(cited))
        self._unsourced(parts.values())
        self.problems.sort(key=lambda problem: problem.line)
        given = sum(source.kind == "given" for source in sources)
        return Memo(tuple(options), computed, measured, given, tuple(self.problems))

    def _report(self, line: int, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.path, line, what, remedy))

    def _options(self, part: _Part | None) -> Iterator[str]:
        """The titles of the options, each of which needs a number with a source."""
        if part is None:
            return
        found = list(_parts(part.text, 3, part.line + 1))
        if len(found) < LEAST_OPTIONS:
            what = f"{len(found)} option{'' if len(found) == 1 else 's'} to choose from"
            remedy = f'give at least {LEAST_OPTIONS}, each below a heading "### ..."'
            self._report(part.line, what, remedy)
        for option in found:
            yield option.title
            if not list(marks_in(option.text)) and not list(_sources(option.text)):
                remedy = "say what it costs or gains, with a link to the source"
                self._report(option.line, f"the option {option.title!r} has no number", remedy)

    def _words(self, parts: Mapping[str, _Part]) -> None:
        for title in (DECISION, CHANGE):
            part = parts.get(title.lower())
            if part and len(_LINK.sub("0", part.text).split()) < LEAST_WORDS:
                remedy = f"give the reason in at least {LEAST_WORDS} words"
                self._report(part.line, f"the part {title!r} says too little", remedy)

    def _computed(self, text: str) -> int:
        """How many numbers calculators give; wrong ones are reported."""
        right = 0
        for mark in marks_in(text):
            wrong = wrong_mark(mark, self.models)
            right += not wrong
            if wrong:
                self._report(mark.line, wrong, "`trainer calc` computes it")
        for line in broken_marks(text):
            remedy = "write [18](calc:arith?expr=9*2)"
            self._report(line, "a marked number cannot be read", remedy)
        return right

    def _measured(self, source: Source) -> bool:
        """Whether a run of the learner's gave this number; else it is reported."""
        name, _, query = source.target.partition("?")
        runs = [run for run in self.runs if run.lab == name.strip()]
        shown = _SHOWN.fullmatch(source.shown.strip())
        if not runs:
            remedy = f"`trainer lab run {name.strip() or 'NAME'}`, then `trainer lab report`"
            self._report(source.line, f"lab {name.strip()!r} was not measured here", remedy)
        elif shown is None:
            remedy = "show a number, and its unit if it has one"
            self._report(source.line, f"{source.shown!r} is no number", remedy)
        else:
            figures = [figure for run in runs for figure in _figures(run, query)]
            if any(_rounds_to(figure, symbol, shown) for figure, symbol in figures):
                return True
            gave = ", ".join(f"{figure:.6g}" for figure, _ in figures[-3:]) or "no such figure"
            what = f"{source.shown!r} is not what {name.strip()} measured: {gave}"
            self._report(source.line, what, "`trainer lab report` shows its table")
        return False

    def _enough(self, computed: int, measured: int) -> None:
        """Report too few numbers that can be checked, right or wrong."""
        if computed + measured < LEAST_CHECKED:
            what = f"{computed + measured} numbers that a calculator or a lab can confirm"
            self._report(1, what, f"use at least {LEAST_CHECKED}")
        if not measured:
            remedy = "cite a lab that you measured: [4.31](lab:weight-bytes)"
            self._report(1, "no number was measured", remedy)

    def _unsourced(self, parts: Iterable[_Part]) -> None:
        """Report amounts that are no link: nobody can check them."""
        for part in parts:
            for number, line in enumerate(_prose(part.text).split("\n"), part.line + 1):
                for amount in _AMOUNT.finditer(line):
                    what = f"{amount[0].strip()!r} has no source"
                    remedy = "link it: [14 GB](calc:...), [4.31](lab:...) or [2 s](given:why)"
                    self._report(number, what, remedy)


def _parts(text: str, level: int, first_line: int = 1) -> Iterator[_Part]:
    """The parts below headings of this level; what stands before the first is none."""
    part: _Part | None = None
    for number, line in enumerate(text.split("\n"), first_line):
        heading = re.fullmatch(r"(#{1,6})\s+(.*\S)\s*", line)
        if heading and len(heading[1]) <= level:
            if part is not None:
                yield part
            part = _Part(heading[2], number) if len(heading[1]) == level else None
        elif part is not None:
            part.lines.append(line)
    if part is not None:
        yield part


def _sources(text: str) -> Iterator[Source]:
    for link in _OTHER.finditer(text):
        line = 1 + text.count("\n", 0, link.start())
        yield Source(" ".join(link["shown"].split()), link["kind"], link["target"], line)


def _prose(text: str) -> str:
    """The text without links and code, on as many lines."""
    blank = re.compile(r"[^\n]")
    for pattern in (_LINK, re.compile(r"`[^`\n]*`")):
        text = pattern.sub(lambda found: blank.sub(" ", found[0]), text)
    return text


def _figures(run: LabRun, query: str) -> Iterator[tuple[float, str]]:
    """The figures of a run, with units, that a link may mean: what was measured, or a cell."""
    from urllib.parse import parse_qsl

    options = dict(parse_qsl(query))
    if options.get("device", run.device) != run.device:
        return
    if "column" not in options:
        yield run.measured, run.unit
        return
    for row in run.table:
        value: Any = row.get(options["column"])
        named = str(next(iter(row.values()))) == options.get("row")
        if named and isinstance(value, int | float):
            yield float(value), options["column"].rpartition(", ")[2]  # `cache, MB`


def _rounds_to(figure: float, symbol: str, shown: re.Match[str]) -> bool:
    """Whether a figure of this unit, rounded to the digits shown, is shown; a size in any unit."""
    number = float(shown["number"].replace(",", ""))
    decimals = len(shown["decimals"] or "")
    there = figure * _bytes(symbol) / _bytes(shown["unit"] or symbol)
    return bool(abs(there - number) * 10**decimals <= 0.5 + 1e-9)


def _bytes(symbol: str) -> float:
    """Bytes in one of this unit; 1 for what is no size."""
    try:
        known = unit(symbol)
    except ValueError:
        return 1.0
    return float(known.factor) if known.dimension == "size" else 1.0
