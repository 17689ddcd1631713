"""Study notes, read into the items of their sections and the list of what was not understood.

Notes come as Markdown or as the text of a rendered page: headings begin with `#`, end in `¶` or
are bare lines; a bullet may be broken over lines by inline code. Layout is `notes_layout`'s;
here stands what a section and its bullets mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trainer.cards.card import Problem
from trainer.cards.notes_layout import SECTIONS, Block, Part, read_parts
from trainer.errors import DeckError

MOST_LINES = 10_000  # a week of notes has some hundred; more is another kind of file
SECTION = r"[0-9]{1,3}(?:\.[0-9]{1,3})?"
JOINT = r"\s*(?:[,;&\u2010-\u2015-]|and\b|to\b)\s*"
REFERENCES = re.compile(rf"§+\s*{SECTION}(?:{JOINT}(?:§+\s*{SECTION}|[0-9]+\.[0-9]+))*")
REFERENCE = re.compile(rf"({SECTION})(?:\s*(?:[\u2010-\u2015-]|to\b)\s*§*\s*({SECTION}))?")
BRACKETS = re.compile(r"\s*\([^()]{0,200}§[^()]{0,200}\)")
LONGEST_RANGE = 30  # sections; a longer one is a slip, not a reading list
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|__)(?=\S)(.{1,500}?)(?<=\S)\1(?![\w*])")
LINK = re.compile(r"!?\[([^\[\]]{1,500})\]\([^()\s]{1,500}\)")
QUOTES = "\"'\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019"
CIRCLES = {"🟢": "green", "🟡": "yellow", "🔴": "red"}
LEVEL_WORDS = {
    "green": "green", "g": "green", "easy": "green", "yellow": "yellow", "y": "yellow",
    "medium": "yellow", "red": "red", "r": "red", "hard": "red",
    "green_circle": "green", "yellow_circle": "yellow", "red_circle": "red",
}  # fmt: skip
LEVEL_WORD = re.compile(r"(?:[\[(:](\w+)[\]):]|(\w+)\s*[:\u2013\u2014-])\s*")
LABEL = re.compile(r"\b(?:Builds on|Feeds into)\b|\b(?:builds on|feeds into)(?=\s*:)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a section.

    Attributes:
        text: What it says, in one line, without section references.
        line: Where it begins.
        reads: The sections of the explainer that it refers to.
        level: The level that a difficulty marker gives, or empty.
    """

    text: str
    line: int
    reads: tuple[str, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """What a notes file holds.

    Attributes:
        title: Its first heading, or empty.
        path: The file, as problems name it.
        sections: The entries of every section of `SECTIONS`, in the order of the file.
        prose: Paragraphs beside the bullets, by section.
        problems: What was not understood, by line; all of them warnings.
    """

    title: str
    path: str
    sections: Mapping[str, tuple[Entry, ...]]
    prose: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]


def read_notes(text: str, path: str) -> Notes:
    """The notes that a file's text holds, with a problem for all that is left out.

    Raises:
        DeckError: If the text has too many lines, or no section that is known.
    """
    if text.count("\n") > MOST_LINES:
        raise DeckError(f"{path}: more than {MOST_LINES:,} lines; import one week at a time")
    title, parts, problems = read_parts(text, path)
    if not any(part.section for part in parts):
        raise DeckError(f"{path}: no section of study notes; {_known_sections()}")
    entries: dict[str, list[Entry]] = {name: [] for name in SECTIONS}
    prose: dict[str, list[str]] = {name: [] for name in SECTIONS}
    for part in parts:
        if part.section is None:
            problems += _left_out(part, path)
            continue
        bullets, paragraphs = part.bullets, part.paragraphs
        if part.section == "prerequisites":
            bullets, paragraphs = _connections(bullets, paragraphs)
        for bullet in bullets:
            entry, found = _read_entry(bullet, part.section, path)
            entries[part.section].append(entry)
            problems += found
        prose[part.section] += [plain(paragraph.text) for paragraph in paragraphs]
    problems += _empty_sections(parts, entries, path)
    return Notes(
        plain(title),
        path,
        {name: tuple(found) for name, found in entries.items()},
        {name: tuple(found) for name, found in prose.items()},
        tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def plain(text: str) -> str:
    """A text in one line, its links and emphasis reduced to their words; code stays marked."""
    text = EMPHASIS.sub(r"\2", LINK.sub(r"\1", " ".join(text.split())))
    return re.sub(r"(?<=\w)— ", " — ", text)  # inline code swallows the space before a dash


def _left_out(part: Part, path: str) -> list[Problem]:
    count = len(part.bullets)
    if not part.title:
        what = f"{count} bullets stand above the first known section"
        remedy = "put them below a heading that is known"
        return [Problem(path, part.bullets[0].line, what, remedy, warning=True)] if count else []
    what = f"unknown section {part.title[:60]!r}, its {count} bullets are left out"
    return [Problem(path, part.line, what, _known_sections(), warning=True)]


def _known_sections() -> str:
    return f"sections: {', '.join(names[0] for names in SECTIONS.values())}"


def _empty_sections(
    parts: Iterable[Part], entries: Mapping[str, list[Entry]], path: str
) -> list[Problem]:
    remedy = 'begin each item with "- "'
    lines = {part.section: part.line for part in parts if part.section}
    return [
        Problem(path, line, f"section {name!r} has no bullets", remedy, warning=True)
        for name, line in lines.items()
        if not entries[name]
    ]


def _connections(bullets: list[Block], paragraphs: list[Block]) -> tuple[list[Block], list[Block]]:
    """The bullets and paragraphs of the prerequisites, cut where a label stands."""
    labelled = [block for block in paragraphs if LABEL.search(plain(block.text))]
    cut = [piece for block in [*bullets, *labelled] for piece in _cut_at_labels(block)]
    return cut, [block for block in paragraphs if block not in labelled]


def _cut_at_labels(block: Block) -> list[Block]:
    text = plain(block.text)
    starts = [match.start() for match in LABEL.finditer(text)]
    if not starts:
        return [block]
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    return [Block(piece.strip(" ;·|-"), block.line) for piece in pieces]


def _read_entry(bullet: Block, section: str, path: str) -> tuple[Entry, list[Problem]]:
    text, line = plain(bullet.text), bullet.line
    reads, problem = read_references(text)
    problems = [Problem(path, line, problem, "name each section", warning=True)] if problem else []
    text = BRACKETS.sub("", text).strip() or text
    level = ""
    if section == "difficulty":
        level, text = _read_level(text)
        if not level:
            remedy = 'begin it with "green:", "yellow:" or "red:"'
            problems.append(
                Problem(path, line, "difficulty marker has no level", remedy, warning=True)
            )
    return Entry(unquoted(text), line, reads, level), problems


def unquoted(text: str) -> str:
    """A text without the quotation marks around the whole of it."""
    inner = text[1:-1]
    whole = len(text) > 2 and text[0] in QUOTES and text[-1] in QUOTES
    return inner.strip() if whole and not set(inner) & set('"\u201c\u201d') else text


def _read_level(text: str) -> tuple[str, str]:
    """The level of a difficulty marker, or an empty one, and the text without it."""
    for circle, level in CIRCLES.items():
        if circle in text:
            return level, text.replace(circle, "").strip("\ufe0f :-\u2013\u2014")
    match = LEVEL_WORD.match(text)
    level = LEVEL_WORDS.get((match[1] or match[2]).lower(), "") if match else ""
    return (level, text[match.end() :]) if match and level else ("", text)


def read_references(text: str) -> tuple[tuple[str, ...], str]:
    """The sections that a text refers to by `§`, ranges unfolded, and what is odd about them.

    `(§5.6, §6.1-§6.3)` gives 5.6, 6.1, 6.2, 6.3. A range over chapters gives its two ends.
    """
    found: list[str] = []
    problem = ""
    for match in REFERENCE.finditer(" ".join(REFERENCES.findall(text))):
        first, last = match.groups()
        between = _unfold(first, last or first)
        if not between:
            problem = f"section range {match[0]!r} cannot be unfolded"
        found += between or [first, last]
    return tuple(dict.fromkeys(found)), problem


def _unfold(first: str, last: str) -> list[str]:
    """Every section from first to last, none where that cannot be told."""
    chapter, _, start = first.rpartition(".")
    chapter_after, _, end = last.rpartition(".")
    if chapter != chapter_after or not 0 <= int(end) - int(start) < LONGEST_RANGE:
        return []
    dot = "." if chapter else ""
    return [f"{chapter}{dot}{number}" for number in range(int(start), int(end) + 1)]
