"""The layout of study notes: headings, the bullets and the paragraphs below them, with lines.

A rendered page that was copied as text has lost its marks, so a heading may be a bare line, and
inline code stands on a line of its own: the rest of its bullet follows it, or the next bullet,
`bytes_per_param - fp32 vs fp16`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from trainer.cards.card import Problem

# The sections that are known, each with the names that its heading may have or begin with.
SECTIONS = {
    "key_concepts": ("key concepts", "key concepts to master", "concepts to master"),
    "mental_models": ("mental models", "mental model"),
    "traps": ("common traps", "traps", "common pitfalls", "pitfalls", "common mistakes"),
    "interview": ("interview phrasing", "interview phrasings", "interview questions"),
    "difficulty": ("difficulty markers", "difficulty", "difficulty levels"),
    "self_check": ("self check questions", "self check", "self test"),
    "health": ("health check", "health checks", "health items"),
    "prerequisites": (
        "prerequisites and connections", "prerequisites", "connections", "builds on", "feeds into",
    ),
}  # fmt: skip

HASHES = re.compile(r" {0,3}(#{1,6})\s+(.*)")
RULE = re.compile(r"(?:=+|-{3,}|\*{3,}|_{3,}|- - -)\s*$")
FENCE = re.compile(r"\s*(```|~~~)")
SIGN = r"(?:[-*+•‣◦▪●○·☐☑✅\N{EN DASH}\N{EM DASH}]|[0-9]{1,3}[.)])\s+"
BOX = r"\[[ xX]\]\s+"
BULLET = re.compile(rf"(\s*)(?:{SIGN}(?:{BOX})?|{BOX}|(?=[🟢🟡🔴]))(\S.*)")
NUMBERING = re.compile(r"[0-9]{1,3}(?:\.[0-9]+)*[.)]?\s+")
BARE_HEADING = re.compile(r"[A-Z][a-z]+(?: (?:[A-Za-z][A-Za-z'-]*|&|/|-)){0,5}")
ENDS_A_BULLET = re.compile(r"\n.*[.?!]$|§[^()]*\)$")  # a sentence on a later line, a reference
OPERATOR = re.compile("[*/+=^·_\N{MULTIPLICATION SIGN}]")
PROSE = re.compile(r"(?<!\w)[A-Za-z]{2,} [A-Za-z]{2,}(?!\w)")
# A name or a capital, then a word; the rest of a formula, `z, the zero point`, begins no item.
BEGINS_AN_ITEM = re.compile(r"(?:[A-Z][\w-]+|[a-z]+[0-9]+)[ ,;:]+[A-Za-z]{2,}\b(?!\()")
LONGEST_FORMULA = 300  # characters before a dash that are looked at
_Lines = list[tuple[int, str]]  # number and text
NESTED = 2  # spaces; a bullet this much deeper than the first of its section is a detail


@dataclass(frozen=True, slots=True)
class Block:
    """A bullet or a paragraph: its text in one line, and the line where it begins."""

    text: str
    line: int


@dataclass(slots=True)
class Part:
    """What stands below one heading.

    Attributes:
        title: The heading; empty for what stands above the first one.
        line: The heading's line, from 1.
        section: The key of `SECTIONS`, or None where the heading is not known.
        depth: The number of its `#`, 0 where it has none.
        bullets: Its bullets, details joined to the bullet above them.
        paragraphs: Text beside the bullets.
    """

    title: str
    line: int
    section: str | None = None
    depth: int = 0
    bullets: list[Block] = field(default_factory=list)
    paragraphs: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Heading:
    title: str
    depth: int
    marked: bool

    @property
    def section(self) -> str | None:
        """The known section with this title; a bare line must be a name and nothing else."""
        words = " ".join(re.findall(r"\w+", self.title.replace("&", " and ").casefold()))
        for section, names in SECTIONS.items():
            if words in names or (self.marked and words.startswith(tuple(f"{n} " for n in names))):
                return section
        return None


def read_parts(text: str, path: str) -> tuple[str, list[Part], list[Problem]]:
    """The title of the notes, their parts in the order of the file, and what is wrong."""
    lines, problems = _readable_lines(text, path)
    title = ""
    parts = [Part("", 1)]
    bodies: list[_Lines] = [[]]
    for number, heading, line in _headings(lines):
        if heading is None:
            bodies[-1].append((number, line))
        elif heading.section is None and not title and len(parts) == 1:
            title = heading.title
        elif heading.section is not None or not 0 < parts[-1].depth < heading.depth:
            parts.append(Part(heading.title, number, heading.section, heading.depth))
            bodies.append([])
    title = title or _take_title(bodies[0])
    for part, body in zip(parts, bodies, strict=True):
        _fill(part, body)
    return title, parts, problems


def _take_title(body: _Lines) -> str:
    """The first line above all headings, taken out of them, unless it is a bullet."""
    for index, (_, line) in enumerate(body):
        if line.strip():
            return "" if re.match(r"\s*[-*+•]\s", line) else _title(body.pop(index)[1])
    return ""


def _readable_lines(text: str, path: str) -> tuple[list[str], list[Problem]]:
    """The lines with plain spaces and without hidden characters; code blocks are blank."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\uf0c1", "¶")
    text = re.sub(r"[^\S\n]", " ", text.expandtabs(4))
    lines = ["".join(filter(str.isprintable, line)) for line in text.split("\n")]
    opened = 0
    for index, line in enumerate(lines):
        fence = FENCE.match(line)
        if fence or opened:
            lines[index] = ""
        if fence:
            opened = 0 if opened else index + 1
    remedy = "close it with the same three marks"
    problem = Problem(
        path, opened, "a code block never ends, what follows is left out", remedy, True
    )
    return lines, [problem] if opened else []


# Headings


def _headings(lines: list[str]) -> Iterator[tuple[int, _Heading | None, str]]:
    """Each line with its number, and the heading that it is; underlines are passed over."""
    around = zip(["", *lines], lines, [*lines[1:], ""], strict=False)
    marked = [_marked_heading(*three) for three in around]
    bare_ones = not any(heading and heading.section for heading in marked)
    for index, line in enumerate(lines):
        heading = marked[index]
        if heading is None and RULE.match(line):
            continue
        if heading is None and line[:1].strip():
            heading = _bare_heading(line, lines[index + 1 : index + 4], bare_ones)
        yield index + 1, heading, line


def _marked_heading(before: str, line: str, after: str) -> _Heading | None:
    hashes = HASHES.match(line)
    if hashes:
        return _Heading(_title(hashes[2]), len(hashes[1]), True)
    if line.rstrip().endswith("¶"):
        return _Heading(_title(line), 0, True)
    if line.strip() and not before.strip() and after[:1] in "=-" and RULE.match(after):
        return _Heading(_title(line), 1 if after.startswith("=") else 2, True)
    return None


def _bare_heading(line: str, below: list[str], unknown_too: bool) -> _Heading | None:
    """The heading that a line without a mark is.

    A name that is known is one; where no heading has a mark, so is a short line of words above
    a bullet.
    """
    heading = _Heading(_title(line), 0, False)
    if heading.section and not re.match(r"[-*+•]\s", line):
        return heading
    if unknown_too and not BULLET.match(line) and BARE_HEADING.fullmatch(heading.title):
        follower = next((text for text in below if text.strip()), "")
        return heading if BULLET.match(follower) and not line.rstrip().endswith(".") else None
    return None


def _title(line: str) -> str:
    """A heading's words, without marks, emoji and number."""
    text = re.sub(r":\w+:", "", line)
    text = NUMBERING.sub("", re.sub(r"^\W+", "", text), count=1)
    return re.sub(r"^\W+", "", text).rstrip(" ¶#:*_")


# Bullets and paragraphs


def _fill(part: Part, body: _Lines) -> None:
    """Sort the lines of a part's body into its bullets and paragraphs."""
    bullets: list[_Lines] = []
    paragraphs: list[_Lines] = []
    open_block: _Lines | None = None
    first_indent = 0
    for number, line in body:
        match = BULLET.match(line)
        if match:
            first_indent = first_indent if bullets else len(match[1])
            if bullets and len(match[1]) >= first_indent + NESTED:
                bullets[-1].append((number, f"\N{EN DASH} {match[2].strip()}"))
            else:
                bullets.append([(number, match[2].strip())])
            open_block = bullets[-1]
        elif not line.strip():
            open_block = None
        else:
            if open_block is None:
                open_block = bullets[-1] if bullets and line[0] == " " else _opened(paragraphs)
            open_block.append((number, line.strip()))
    part.bullets = [block for bullet in bullets for block in _unglued(bullet)]
    part.paragraphs = [Block(" ".join(text for _, text in p), p[0][0]) for p in paragraphs]


def _opened(paragraphs: list[_Lines]) -> _Lines:
    paragraphs.append([])
    return paragraphs[-1]


def _unglued(bullet: _Lines) -> Iterator[Block]:
    """The bullet, or the bullets that inline code has glued into one."""
    text = "\n".join(line for _, line in bullet)
    start = 0
    for dash in re.finditer(r"\s-\s", text):
        end = text[max(start, dash.start() - LONGEST_FORMULA) : dash.start()]
        if _is_complete(end) and BEGINS_AN_ITEM.match(text, dash.end()):
            yield _block(bullet, text, start, dash.start())
            start = dash.end()
    yield _block(bullet, text, start, len(text))


def _block(bullet: _Lines, text: str, start: int, end: int) -> Block:
    line, _ = bullet[text.count("\n", 0, start)]
    return Block(text[start:end].replace("\n", " "), line)


def _is_complete(text: str) -> bool:
    """Whether a bullet that a page has broken may end here.

    A formula ends one where a colon stands before it, or the line's end that a page makes
    before inline code.
    """
    if ENDS_A_BULLET.search(text):
        return True
    codes = (text.rpartition(sign)[2] for sign in ("\n", ": ", ":\n") if sign in text)
    return any(map(_is_formula, codes))


def _is_formula(text: str) -> bool:
    balanced = text.count("(") == text.count(")") and text.count("`") % 2 == 0
    return balanced and bool(OPERATOR.search(text)) and not PROSE.search(text)
