"""A deck file's text, read into a deck and the list of everything wrong with it.

The format is described in `decks/README.md`. The parser never stops at the first problem:
a card with a problem is left out, the others are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trainer.cards.card import FREE_TEXT, KINDS, LEVELS, Card, Deck, Point, Problem, Trap
from trainer.cards.outline import (
    NAME,
    NAME_RULE,
    Item,
    Section,
    plain_lines,
    read_bounds,
    read_front_matter,
    read_sections,
    split,
)

FIELDS = ("kind", "level", "topic", "traps", "reads", "sources", "status", "family", "lab")
REQUIRED = {"kind": KINDS, "level": LEVELS}
SECTIONS = ("Answer", "Points", "Hints", "Follow-up", "Wrong claims", "Bounds")


@dataclass(slots=True)
class _Reader:
    """One pass over one file: the deck's names on one side, the problems found on the other."""

    path: str
    name: str = ""
    topics: Mapping[str, str] = field(default_factory=dict)
    traps: Mapping[str, Trap] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, what: str, remedy: str) -> None:
        self.problems.append(Problem(self.path, line, what, remedy))


def parse_deck(text: str, path: str) -> tuple[Deck, list[Problem]]:
    """The deck that a file's text holds, and every problem in it with its line and remedy.

    Args:
        text: The file's content.
        path: The file, as problems should name it.
    """
    text = plain_lines(text)
    front, skip, problems = read_front_matter(text, path)
    reader = _Reader(path, problems=problems)
    if not problems:
        _read_names(reader, front, text)
    cards = _read_cards(reader, read_sections(text, skip))
    title = front.get("title", "")
    deck = Deck(reader.name, str(title), path, reader.topics, reader.traps, tuple(cards))
    return deck, sorted(reader.problems, key=lambda problem: problem.line)


# Front matter


def _read_names(reader: _Reader, front: Mapping[str, Any], text: str) -> None:
    def line_of(pattern: str) -> int:
        found = re.search(rf"(?m)^\s*{pattern}", text)
        return text.count("\n", 0, found.start()) + 1 if found else 1

    for key in front.keys() - {"deck", "title", "topics", "traps"}:
        remedy = "the front matter holds deck, title, [topics] and [traps.NAME]"
        reader.report(line_of(re.escape(key)), f"unknown key {key!r} in the front matter", remedy)
    name = front.get("deck")
    if not isinstance(name, str) or not NAME.match(name):
        reader.report(line_of("deck"), "the deck has no proper name", f'deck = "name": {NAME_RULE}')
    else:
        reader.name = name
    if not isinstance(front.get("title"), str) or not front["title"].strip():
        reader.report(line_of("title"), "the deck has no title", 'add title = "..."')
    topics = front.get("topics")
    if not isinstance(topics, dict) or not _is_text_table(topics):
        remedy = 'add a table [topics] with lines name = "Title"'
        reader.report(line_of(r"\[topics"), "the deck names no topics", remedy)
    else:
        reader.topics = topics
    reader.traps = _read_traps(reader, front.get("traps", {}), line_of)


def _is_text_table(table: Mapping[str, Any]) -> bool:
    return bool(table) and all(isinstance(title, str) for title in table.values())


def _read_traps(reader: _Reader, table: Any, line_of: Callable[[str], int]) -> dict[str, Trap]:
    traps = {}
    for name, given in table.items() if isinstance(table, dict) else [("", table)]:
        line = line_of(rf"\[traps\.{re.escape(name)}\]")
        trap = _as_trap(name, given)
        if trap is None:
            remedy = (
                'a table [traps.NAME] holds claim = "...", truth = "..." and says = ["...", ...]'
            )
            reader.report(line, f"trap {name!r} is not complete", remedy)
        else:
            traps[name] = trap
    return traps


def _as_trap(name: str, given: Any) -> Trap | None:
    if not isinstance(given, dict) or not NAME.match(name):
        return None
    claim, truth, says = given.get("claim"), given.get("truth"), given.get("says", [])
    texts = isinstance(claim, str) and isinstance(truth, str) and set(given) <= {
        "claim", "truth", "says",
    }  # fmt: skip
    if not texts or not isinstance(says, list) or not all(isinstance(s, str) for s in says):
        return None
    return Trap(name, str(claim), str(truth), tuple(map(split, says)))


# Cards


def _read_cards(reader: _Reader, sections: list[Section]) -> list[Card]:
    cards: list[Card] = []
    lines: dict[str, int] = {}
    starts = [n for n, section in enumerate(sections) if section.level == 2]
    for start in starts:
        head = sections[start]
        if head.title in lines:
            remedy = "give it an id of its own; an id is never shared"
            what = f"id {head.title!r} is already taken by the card on line {lines[head.title]}"
            reader.report(head.line, what, remedy)
            continue
        lines[head.title] = head.line
        card = _read_card(reader, head, _parts_below(sections, start))
        if card:
            cards.append(card)
    if not starts:
        reader.report(1, "the deck has no card", 'add a heading "## id" with fields below it')
    return cards


def _parts_below(sections: list[Section], start: int) -> list[Section]:
    parts = []
    for section in sections[start + 1 :]:
        if section.level <= 2:
            break
        parts.append(section)
    return parts


def _read_card(reader: _Reader, head: Section, parts: list[Section]) -> Card | None:
    found = len(reader.problems)
    if not NAME.match(head.title):
        reader.report(head.line, f"{head.title!r} cannot be a card's id", NAME_RULE)
    fields = _read_fields(reader, head)
    sections = _read_parts(reader, parts)
    card = Card(
        id=head.title,
        deck=reader.name,
        kind=fields.get("kind", ""),
        level=fields.get("level", ""),
        topic=fields.get("topic", ""),
        question=head.text_beside_list,
        answer=_text(sections.get("Answer")),
        points=_read_points(reader, sections.get("Points")),
        hints=tuple(item.text for item in _items(sections.get("Hints"))),
        follow_up=_text(sections.get("Follow-up")),
        wrong_claims=_read_points(reader, sections.get("Wrong claims")),
        traps=split(fields.get("traps", "")),
        reads=split(fields.get("reads", "")),
        sources=split(fields.get("sources", "")),
        family=fields.get("family", ""),
        bounds=read_bounds(_items(sections.get("Bounds")), reader.report),
        lab=fields.get("lab", ""),
        draft=fields.get("status") == "draft",
        path=reader.path,
        line=head.line,
    )
    _check_names(reader, card)
    check = {"numeric": _check_numeric, "lab": _check_lab}.get(card.kind, _check_free_text)
    check(reader, card, sections)
    return card if len(reader.problems) == found else None


def _read_fields(reader: _Reader, head: Section) -> dict[str, str]:
    fields: dict[str, str] = {}
    for item in head.items:
        name, colon, value = item.text.partition(":")
        if not colon or name not in FIELDS:
            reader.report(item.line, f"unknown field {name[:40]!r}", f"fields: {', '.join(FIELDS)}")
        elif name in fields:
            reader.report(item.line, f"field {name!r} stands twice", "keep one")
        else:
            fields[name] = value.strip()
    for name, allowed in REQUIRED.items():
        if fields.get(name, "") not in allowed:
            what = f"unknown {name} {fields[name]!r}" if name in fields else f"card has no {name}"
            reader.report(head.line, what, f'add "- {name}: ..." with one of {", ".join(allowed)}')
    if fields.get("status", "draft") != "draft":
        reader.report(head.line, f"unknown status {fields['status']!r}", 'only "draft" is known')
    return fields


def _read_parts(reader: _Reader, parts: Iterable[Section]) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    for part in parts:
        if part.title not in SECTIONS:
            remedy = f"sections: {', '.join(SECTIONS)}"
            reader.report(part.line, f"unknown section {part.title[:40]!r}", remedy)
        elif part.title in sections:
            reader.report(part.line, f"section {part.title!r} stands twice", "join the two")
        else:
            sections[part.title] = part
    return sections


def _read_points(reader: _Reader, section: Section | None) -> tuple[Point, ...]:
    points = []
    for item in _items(section):
        groups = []
        for child in item.children:
            name, _, words = child.text.partition(":")
            if name != "any" or not split(words):
                reader.report(child.line, "a word group is not readable", 'write "any: word, word"')
            groups.append(split(words))
        points.append(Point(item.text, tuple(groups)))
    return tuple(points)


def _items(section: Section | None) -> tuple[Item, ...]:
    return section.items if section else ()


def _text(section: Section | None) -> str:
    return section.text if section else ""


# What a card must have


def _check_names(reader: _Reader, card: Card) -> None:
    if card.topic not in reader.topics:
        what = f"unknown topic {card.topic!r}" if card.topic else "card has no topic"
        known = ", ".join(reader.topics) or "none yet"
        reader.report(card.line, what, f"name one of the deck's [topics]: {known}")
    for trap in card.traps:
        if trap not in reader.traps:
            remedy = f"add a table [traps.{trap}] to the front matter"
            reader.report(card.line, f"unknown trap {trap!r}", remedy)


def _check_free_text(reader: _Reader, card: Card, sections: Mapping[str, Section]) -> None:
    if not card.question:
        reader.report(card.line, "card has no question", "write it below the fields")
    if card.kind in FREE_TEXT and (card.family or card.lab):
        what = "family" if card.family else "lab"
        reader.report(card.line, f"a {card.kind} card has no {what}", "remove the field")
    if "Bounds" in sections:
        reader.report(sections["Bounds"].line, "only a numeric card has bounds", "remove them")
    if not card.answer and not card.draft:
        remedy = 'add a "### Answer" section below it'
        reader.report(card.line, "question has no answer", remedy)
    if not 2 <= len(card.points) <= 5 and not card.draft:
        line = sections["Points"].line if "Points" in sections else card.line
        remedy = 'list 2 to 5 in a "### Points" section'
        reader.report(line, f"card has {len(card.points)} points", remedy)
    if len(card.hints) > 3:
        reader.report(sections["Hints"].line, f"card has {len(card.hints)} hints", "keep three")


def _check_numeric(reader: _Reader, card: Card, sections: Mapping[str, Section]) -> None:
    if not card.family:
        remedy = 'add "- family: ..."; `trainer question list` names them'
        reader.report(card.line, "numeric card names no family", remedy)
    if card.question:
        remedy = "remove it; the family writes the question"
        reader.report(card.line, "numeric card has text of its own", remedy)
    for title in ("Answer", "Points", "Wrong claims"):
        if title in sections:
            remedy = "remove it; the family grades the answer"
            reader.report(sections[title].line, f"numeric card has a section {title!r}", remedy)


def _check_lab(reader: _Reader, card: Card, sections: Mapping[str, Section]) -> None:
    if not card.lab or card.family:
        remedy = 'have "- lab: ..." and no family; `trainer lab list` names the labs'
        reader.report(card.line, "lab card names no lab", remedy)
    if card.question or sections:
        remedy = "remove it; the lab asks the question and grades"
        reader.report(card.line, "lab card has text of its own", remedy)
