"""The explainer: chapters of numbered sections, which the cards name in their `reads`.

A heading of level 1, `# 2 Number formats`, is a chapter; one of level 2, `## 2.3 Precision
against range`, is a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from trainer.cards.card import Problem
from trainer.cards.marks import Mark, broken_marks, marks_in, unmarked

_HEADING = re.compile(r"(#{1,2})\s+(.*\S)\s*")


@dataclass(frozen=True)
class Section:
    """One section.

    Attributes:
        number: `2.3`.
        title: Its heading without the number.
        source: The Markdown below the heading, with the targets of its marked numbers.
        line: The heading's line, from 1.
    """

    number: str
    title: str
    source: str
    line: int

    @cached_property
    def text(self) -> str:
        """The section as it is read, Markdown without the targets of marked numbers."""
        return unmarked(self.source).strip()

    @property
    def sections(self) -> tuple[Section, ...]:
        """Itself, as a chapter has its sections."""
        return (self,)

    @property
    def markdown(self) -> str:
        """Heading and text."""
        return f"## {self.number} {self.title}\n\n{self.text}"

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def marks(self) -> Iterator[Mark]:
        """Its marked numbers."""
        return marks_in(self.source, self.line + 1)

    def mention(self, words: str) -> str:
        """The first line that holds one of these words, if the section holds them all; else ''.

        Capitals do not count, and a word is found inside a longer one.
        """
        wanted = words.casefold().split()
        whole = f"{self.title}\n{self.text}".replace("**", "")
        if not all(word in whole.casefold() for word in wanted):
            return ""
        lines = whole.split("\n")
        return next(line for line in lines if any(word in line.casefold() for word in wanted))


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its number, `2`, its title, its heading's line, and its sections."""

    number: str
    title: str
    line: int
    sections: list[Section] = field(default_factory=list)

    @property
    def markdown(self) -> str:
        """Heading and sections."""
        heading = f"# {self.number} {self.title}"
        return "\n\n".join([heading, *(section.markdown for section in self.sections)])


@dataclass(frozen=True, slots=True)
class Explainer:
    """The whole text, chapter by chapter."""

    chapters: tuple[Chapter, ...]

    @property
    def sections(self) -> dict[str, Section]:
        """Every section by its number, in the order of the text."""
        return {each.number: each for chapter in self.chapters for each in chapter.sections}

    def find(self, number: str) -> Chapter | Section | None:
        """The section, `2.3`, or the chapter, `2`, of this number."""
        chapters = {chapter.number: chapter for chapter in self.chapters}
        return chapters.get(number) or self.sections.get(number)


def parse_explainer(text: str, path: str) -> tuple[Explainer, list[Problem]]:
    """The explainer that a file's text holds, and every problem in it with its line and remedy."""
    lines = text.split("\n")
    headings = [(n, found) for n, line in enumerate(lines) if (found := _HEADING.fullmatch(line))]
    ends = [*(n for n, _ in headings[1:]), len(lines)]
    chapters: list[Chapter] = []
    problems = [_unreadable(path, line) for line in broken_marks(text)]
    for (start, heading), end in zip(headings, ends, strict=False):
        what = _read_heading(chapters, heading, start + 1, "\n".join(lines[start + 1 : end]))
        if what:
            remedy = 'number the headings "# 2 Title", "## 2.1 Title", "## 2.2 Title"'
            problems.append(Problem(path, start + 1, what, remedy))
    if not chapters:
        problems.append(Problem(path, 1, "there is no chapter", 'begin with "# 1 Title"'))
    explainer = Explainer(tuple(chapters))
    for section in explainer.sections.values():
        if not section.text:
            what = f"section {section.number} is empty"
            problems.append(Problem(path, section.line, what, "write it below the heading"))
    return explainer, sorted(problems, key=lambda problem: problem.line)


def _unreadable(path: str, line: int) -> Problem:
    remedy = "write [13.48 GB](calc:weights?model=llama-2-7b&dtype=fp16)"
    return Problem(path, line, "a marked number cannot be read", remedy)


def _read_heading(chapters: list[Chapter], heading: re.Match[str], line: int, body: str) -> str:
    """Put a chapter or section where it belongs; what is wrong with it, or an empty text."""
    signs, rest = heading.groups()
    number, _, title = rest.partition(" ")
    if signs == "#" or not chapters:
        expected = str(len(chapters) + 1)
        chapters.append(Chapter(number, title, line))
    else:
        expected = f"{len(chapters)}.{len(chapters[-1].sections) + 1}"
        chapters[-1].sections.append(Section(number, title, body, line))
    return "" if number == expected and title else f"{number!r} stands where {expected} is due"
