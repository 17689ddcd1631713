"""A scenario file's text, read into a scenario and the list of everything wrong with it.

The format is described in `decks/interviews/README.md`. The parser never stops at the first
problem: what cannot be read is left out, the rest is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from trainer.cards.card import Point, Problem
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
from trainer.cards.scenario import (
    DIMENSIONS,
    FOLLOWED,
    Expected,
    Fact,
    FollowUp,
    Scenario,
    SideQuestion,
)
from trainer.cards.scenario_front import (
    Reader,
    check_keys,
    read_draw,
    read_minutes,
    read_passes,
)

HEAVIEST = 5  # of the weights that a fact or a point may have
LEVELS = 4
FOLLOW_UPS = "follow-ups"
TURNS = ("any", "not yet", "said")
BELOW = ("facts", "points", "questions", "levels")
PARTS: dict[str, tuple[str, ...]] = {
    "opening": (),
    "model answer": (),
    "scoping": ("facts", "levels"),
    "correctness": ("points", "levels"),
    "numbers": ("points", "questions", "levels"),
    "trade-offs": ("points", "levels"),
    "delivery": ("points", "levels"),
    FOLLOW_UPS: (),
}
Heading = tuple[str, str]
Sections = Mapping[Heading, Section]
Groups = tuple[tuple[str, ...], ...]


def is_scenario(text: str) -> bool:
    """Whether a file's text means to be a scenario: its front matter names one."""
    return re.match(r"\+\+\+\s*\n(?:(?!\+\+\+).*\n)*?scenario\s*=", plain_lines(text)) is not None


def parse_scenario(text: str, path: str) -> tuple[Scenario | None, list[Problem]]:
    """The scenario that a file's text holds, and every problem in it with its line and remedy.

    Args:
        text: The file's content.
        path: The file, as problems should name it.

    Returns:
        None in the place of the scenario where its front matter cannot be read at all.
    """
    text = plain_lines(text)
    front, skip, problems = read_front_matter(text, path)
    if problems:
        return None, problems
    reader = Reader(path, text, front)
    check_keys(reader)
    sections = _by_heading(reader, read_sections(text, skip))
    points = tuple(_points(reader, sections))
    traps = reader.names("traps")
    scenario = Scenario(
        name=reader.name("scenario"),
        title=reader.words("title"),
        level=str(front.get("level", "")),
        deck=reader.name("deck"),
        minutes=read_minutes(reader),
        passes=read_passes(reader),
        draw=read_draw(reader),
        traps=traps,
        reads=reader.names("reads"),
        sources=reader.names("sources"),
        opening=_text(reader, sections, "opening"),
        model_answer=_text(reader, sections, "model answer"),
        facts=tuple(_facts(reader, sections)),
        points=points,
        questions=tuple(_questions(reader, sections)),
        anchors={name: _anchors(reader, sections, name) for name in DIMENSIONS},
        follow_ups=_follow_ups(reader, sections, points, traps),
        path=path,
        lines={
            **{key: reader.line_of(key) for key in front},
            **{part: section.line for (part, below), section in sections.items() if not below},
        },
    )
    return scenario, sorted(reader.problems, key=lambda problem: problem.line)


def _by_heading(reader: Reader, found: Iterable[Section]) -> dict[Heading, Section]:
    """The sections by their heading and the one above it; headings that mean nothing reported."""
    sections: dict[Heading, Section] = {}
    part = ""
    for section in found:
        title = section.title.lower()
        part = title if section.level == 2 else part
        heading = (part, "" if section.level == 2 else title)
        known = part in PARTS and (heading[1] in ("", *PARTS[part]) or part == FOLLOW_UPS)
        if section.level == 1:
            continue
        if not known:
            remedy = f"parts: {', '.join(PARTS)}; below them {', '.join(BELOW)}"
            reader.report(section.line, f"unknown section {section.title[:40]!r}", remedy)
        elif heading in sections:
            reader.report(section.line, f"section {section.title!r} stands twice", "join the two")
        else:
            sections[heading] = section
    return sections


def _text(reader: Reader, sections: Sections, part: str) -> str:
    section = sections.get((part, ""))
    if section is None or not section.text:
        line = section.line if section else 1
        reader.report(
            line, f"the scenario has no {part}", f'add a section "## {part.capitalize()}"'
        )
        return ""
    return section.text


def _items(reader: Reader, sections: Sections, part: str, title: str) -> tuple[Item, ...]:
    """The bullets of a section that must be there."""
    section = sections.get((part, title))
    if section is None or not section.items:
        nearest = section or sections.get((part, ""))
        line = nearest.line if nearest else 1
        remedy = (
            f'add a list in a section "### {title.capitalize()}" below "## {part.capitalize()}"'
        )
        reader.report(line, f"{part} has no {title}", remedy)
        return ()
    return section.items


def _facts(reader: Reader, sections: Sections) -> Iterator[Fact]:
    for item in _items(reader, sections, "scoping", "facts"):
        name, text = _named(reader, item)
        notes = _notes(reader, item, ("any", "answer", "weight"))
        if not notes.get("answer"):
            remedy = 'add "- answer: ..." below it'
            reader.report(item.line, f"fact {name!r} has no answer", remedy)
        asks = Point(text, _groups(reader, item))
        yield Fact(name, asks, notes.get("answer", ""), _weight(reader, item, notes), item.line)


def _points(reader: Reader, sections: Sections) -> Iterator[Expected]:
    taken: set[str] = set()
    for dimension in DIMENSIONS[1:]:
        for item in _items(reader, sections, dimension, "points"):
            name, text = _named(reader, item)
            notes = _notes(reader, item, ("any", "card", "weight"))
            if name in taken:
                reader.report(item.line, f"point {name!r} stands twice", "give it another name")
            taken.add(name)
            point = Point(text, _groups(reader, item))
            weight = _weight(reader, item, notes)
            yield Expected(name, dimension, point, weight, notes.get("card", ""), item.line)


def _questions(reader: Reader, sections: Sections) -> Iterator[SideQuestion]:
    for item in _items(reader, sections, "numbers", "questions"):
        yield SideQuestion(item.text, read_bounds(item.children, reader.report), item.line)


def _anchors(reader: Reader, sections: Sections, dimension: str) -> tuple[str, ...]:
    items = _items(reader, sections, dimension, "levels")
    if items and len(items) != LEVELS:
        what = f"{dimension} has {len(items)} levels"
        remedy = "list four observable sentences, from level 1 to 4"
        reader.report(sections[dimension, "levels"].line, what, remedy)
    return tuple(item.text for item in items)


def _follow_ups(
    reader: Reader, sections: Sections, points: Iterable[Expected], traps: Iterable[str]
) -> dict[str, FollowUp]:
    """The tree by what leads to each branch; branches that are missing or lead nowhere reported."""
    said = {f"missing {p.name}": p.point.groups for p in points if p.dimension in FOLLOWED}
    wanted = {**said, **{f"trap {trap}": () for trap in traps}, "covered": ()}
    found = {title: s for (part, title), s in sections.items() if part == FOLLOW_UPS and title}
    above = sections.get((FOLLOW_UPS, ""))
    for when in wanted.keys() - found.keys():
        remedy = f'add a section "### {when}" below "## Follow-ups"'
        reader.report(above.line if above else 1, f"no follow-up for {when!r}", remedy)
    for when in found.keys() - wanted.keys():
        remedy = f"follow-ups: {', '.join(wanted)}"
        reader.report(found[when].line, f"follow-up {when!r} follows nothing", remedy)
    return {
        when: _follow_up(reader, section, wanted[when])
        for when, section in found.items()
        if when in wanted
    }


def _follow_up(reader: Reader, section: Section, groups: Groups) -> FollowUp:
    for item in section.items:
        if item.text.partition(":")[0] not in TURNS:
            what = f"unknown line {item.text[:40]!r}"
            reader.report(item.line, what, f"lines: {', '.join(TURNS)}")
    own = tuple(split(item.text.partition(":")[2]) for item in _called(section, "any"))
    turns = {name: _called(section, name) for name in TURNS[1:]}
    for name in [name for name, items in turns.items() if len(items) != 1]:
        remedy = f'add one line "- {name}: ..." with the question that is asked then'
        reader.report(section.line, f"follow-up {section.title!r} does not go on", remedy)
    if not section.text_beside_list:
        reader.report(section.line, f"follow-up {section.title!r} asks nothing", "write a question")
    if not (own or groups):
        remedy = 'add "- any: word, word" with what shows a good answer'
        reader.report(section.line, f"follow-up {section.title!r} has no word groups", remedy)
    narrower = "".join(item.text.partition(": ")[2] for item in turns["not yet"])
    harder = [Point(item.text.partition(": ")[2], _groups(reader, item)) for item in turns["said"]]
    asked = Point(section.text_beside_list, own or groups)
    return FollowUp(section.title, asked, narrower, (harder or [Point("")])[0], section.line)


def _called(section: Section, name: str) -> list[Item]:
    return [item for item in section.items if item.text.partition(":")[0] == name]


# Bullets


def _named(reader: Reader, item: Item) -> tuple[str, str]:
    name, colon, text = item.text.partition(": ")
    if not colon or not NAME.match(name):
        what = f"{item.text[:40]!r} does not begin with a name"
        reader.report(item.line, what, f'write "name: sentence"; {NAME_RULE}')
    return name, text


def _notes(reader: Reader, item: Item, known: tuple[str, ...]) -> dict[str, str]:
    notes = {}
    for child in item.children:
        name, colon, value = child.text.partition(":")
        if not colon or name not in known:
            what = f"unknown line {child.text[:40]!r}"
            reader.report(child.line, what, f"lines: {', '.join(known)}")
        notes[name] = value.strip()
    return notes


def _groups(reader: Reader, item: Item) -> Groups:
    groups = tuple(
        split(child.text.partition(":")[2])
        for child in item.children
        if child.text.startswith("any:")
    )
    if not groups or not all(groups):
        remedy = 'add "- any: word, word" below it'
        reader.report(item.line, f"{item.text[:40]!r} has no word group", remedy)
    return groups


def _weight(reader: Reader, item: Item, notes: Mapping[str, str]) -> int:
    given = notes.get("weight", "1")
    if given.isdecimal() and 1 <= int(given) <= HEAVIEST:
        return int(given)
    reader.report(item.line, f"weight {given[:40]!r} is none", f"give 1 to {HEAVIEST}")
    return 1
