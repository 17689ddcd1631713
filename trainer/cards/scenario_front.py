"""The front matter of a scenario: names, times, pass marks and what chance decides."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trainer.cards.card import Problem
from trainer.cards.outline import NAME, NAME_RULE
from trainer.cards.scenario import PHASES, RANKS

KEYS = (
    "scenario", "title", "level", "deck", "traps", "reads", "sources", "minutes", "pass", "draw",
)  # fmt: skip


@dataclass(slots=True)
class Reader:
    """One pass over one file: where it is, its text, and the problems found so far."""

    path: str
    text: str
    front: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, what: str, remedy: str) -> None:
        """Note a problem."""
        self.problems.append(Problem(self.path, line, what, remedy))

    def line_of(self, key: str) -> int:
        """The line of a key or table of the front matter; 1 where there is none."""
        found = re.search(rf"(?m)^\[?{re.escape(key)}\b", self.text)
        return self.text.count("\n", 0, found.start()) + 1 if found else 1

    def name(self, key: str) -> str:
        """The name that stands under a key."""
        given = self.front.get(key)
        if isinstance(given, str) and NAME.match(given):
            return given
        self.report(self.line_of(key), f"{key} is not a proper name", f'{key} = "...": {NAME_RULE}')
        return ""

    def words(self, key: str) -> str:
        """The line of text under a key."""
        given = self.front.get(key)
        if isinstance(given, str) and given.strip():
            return given
        self.report(self.line_of(key), f"the scenario has no {key}", f'add {key} = "..."')
        return ""

    def names(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key; empty where there is none."""
        given = self.front.get(key, [])
        if _is_texts(given):
            return tuple(given)
        self.report(
            self.line_of(key), f"{key} is not a list of texts", f'write {key} = ["...", ...]'
        )
        return ()

    def counts(self, key: str, names: Sequence[str], most: int) -> dict[str, int]:
        """The table under a key: for each of these names a whole number from 1 to `most`."""
        given = self.front.get(key, {})
        fits = isinstance(given, dict) and set(given) == set(names)
        if fits and all(type(count) is int and 1 <= count <= most for count in given.values()):
            return dict(given)
        remedy = f"give {', '.join(names)} a whole number from 1 to {most} each, and nothing else"
        self.report(self.line_of(key), f"table [{key}] is not complete", remedy)
        return {}


def check_keys(reader: Reader) -> None:
    """Report the keys that no scenario has, and a level that is none."""
    for key in reader.front.keys() - set(KEYS):
        what = f"unknown key {key!r} in the front matter"
        reader.report(reader.line_of(key), what, f"keys: {', '.join(KEYS)}")
    if reader.front.get("level") not in RANKS:
        remedy = f'level = "..." with one of {", ".join(RANKS)}'
        reader.report(reader.line_of("level"), "the scenario has no proper level", remedy)


def read_minutes(reader: Reader) -> dict[str, int]:
    """The minutes of each phase."""
    return reader.counts("minutes", PHASES, 60)


def read_passes(reader: Reader) -> dict[str, int]:
    """The pass mark of each rank, which must rise."""
    passes = reader.counts("pass", RANKS, 100)
    marks = [passes[rank] for rank in RANKS if passes]
    if marks != sorted(set(marks)):
        remedy = "junior below mid below senior"
        reader.report(reader.line_of("pass"), "pass marks do not rise", remedy)
    return passes


def read_draw(reader: Reader) -> dict[str, tuple[str, ...]]:
    """What chance decides: for each name at least two values."""
    given = reader.front.get("draw", {})
    table = given if isinstance(given, dict) else {"draw": given}
    draw = {}
    for name, values in table.items():
        if not _is_texts(values) or len(values) < 2:
            remedy = f'write {name} = ["...", "..."] with what chance may choose'
            reader.report(reader.line_of(name), f"{name!r} leaves chance no choice", remedy)
        else:
            draw[name] = tuple(values)
    if not table:
        remedy = 'add a table [draw], model = ["...", "..."] say'
        reader.report(reader.line_of("draw"), "the scenario draws nothing", remedy)
    return draw


def _is_texts(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(text, str) for text in given)
