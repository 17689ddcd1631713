"""The outline of a deck or a scenario: front matter, headings and the blocks below, with lines.

Everything here is layout; what a heading or a list means is decided in `parse` and
`scenario_parse`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from trainer.cards.card import Problem

FENCE = "+++"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
NAME_RULE = "use lower-case letters, digits and single hyphens"

Report = Callable[[int, str, str], None]  # of a problem: its line, what is wrong, the remedy


@dataclass(frozen=True, slots=True)
class Item:
    """One bullet: its text, its line, and the bullets nested below it."""

    text: str
    line: int
    children: tuple[Item, ...] = ()


@dataclass(slots=True)
class Section:
    """A heading and what stands below it until the next heading of level 1 to 3.

    Attributes:
        level: 1, 2 or 3.
        title: The heading's text.
        line: The heading's line, from 1.
        starts: The line on which the body starts, from 0.
        lines: The source lines of the body.
        items: The bullets of the body's first list.
        list_at: The lines of that list within the body, end excluded.
    """

    level: int
    title: str
    line: int
    starts: int
    lines: list[str] = field(default_factory=list)
    items: tuple[Item, ...] = ()
    list_at: tuple[int, int] = (0, 0)

    @property
    def text(self) -> str:
        """The body as Markdown."""
        return "\n".join(self.lines).strip()

    @property
    def text_beside_list(self) -> str:
        """The body as Markdown, without its first list."""
        start, end = self.list_at
        return "\n".join(self.lines[:start] + self.lines[end:]).strip()


def plain_lines(text: str) -> str:
    """The text of a file with Unix line ends and without a byte order mark."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")


def split(text: str) -> tuple[str, ...]:
    """What stands between the commas of a line."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def read_bounds(items: Iterable[Item], report: Report) -> dict[str, tuple[str, ...]]:
    """Bullets `name: a, b` as the bounds of a question family."""
    bounds = {}
    for item in items:
        name, _, values = item.text.partition(":")
        if not split(values):
            report(item.line, f"bound {name[:40]!r} has no values", 'write "name: a, b"')
        bounds[name] = split(values)
    return bounds


def read_front_matter(text: str, path: str) -> tuple[dict[str, Any], int, list[Problem]]:
    """The front matter as a mapping, how many lines it takes, and what is wrong with it."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        remedy = f'begin the file with a line "{FENCE}", deck = "name", title = "..." and "{FENCE}"'
        return {}, 0, [Problem(path, 1, "the deck has no front matter", remedy)]
    ends = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if ends is None:
        remedy = f'close it with a line "{FENCE}"'
        return {}, len(lines), [Problem(path, 1, "the front matter never ends", remedy)]
    try:
        return tomllib.loads("\n".join(lines[1:ends])), ends + 1, []
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"at line (\d+)", str(error))
        line = 1 + int(where[1]) if where else ends
        reason = str(error).partition(" (at ")[0].lower()
        problem = Problem(path, line, f"the front matter is not TOML: {reason}", "mend this line")
        return {}, ends + 1, [problem]


def read_sections(text: str, skip: int) -> list[Section]:
    """The sections of a deck's body, below `skip` lines of front matter."""
    lines = text.split("\n")
    tokens = MarkdownIt("commonmark").parse("\n".join([""] * skip + lines[skip:]))
    sections: list[Section] = []
    for index, token in enumerate(tokens):
        start, end = token.map or (0, 0)
        if token.type == "heading_open" and token.level == 0 and int(token.tag[1]) <= 3:
            if sections:
                sections[-1].lines = lines[sections[-1].starts : start]
            title = tokens[index + 1].content
            sections.append(Section(int(token.tag[1]), title, start + 1, end, lines[end:]))
        elif token.type.endswith("_list_open") and token.level == 0 and sections:
            section = sections[-1]
            if not section.items:
                section.items, _ = _read_items(tokens, index)
                section.list_at = (start - section.starts, end - section.starts)
    return sections


def _read_items(tokens: list[Token], index: int) -> tuple[tuple[Item, ...], int]:
    """The bullets of the list that opens at this token, and the index of its closing token."""
    items: list[Item] = []
    level = tokens[index].level
    text: list[str] = []
    children: tuple[Item, ...] = ()
    line = 0
    while True:
        index += 1
        token = tokens[index]
        if token.level == level and token.type.endswith("_list_close"):
            return tuple(items), index
        if token.type == "list_item_open":
            text, children, line = [], (), (token.map or (0, 0))[0] + 1
        elif token.type == "list_item_close":
            items.append(Item(" ".join(text), line, children))
        elif token.type.endswith("_list_open"):
            nested, index = _read_items(tokens, index)
            children += nested
        elif token.type == "inline":
            text.append(" ".join(token.content.split()))
