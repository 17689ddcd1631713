"""Marked numbers: links in a text whose target names the calculation that a number comes from.

`[13.48 GB](calc:weights?model=llama-2-7b&dtype=fp16)` reads as `13.48 GB`, and
`trainer.cards.computed` can compute it again. The target is a verb of `trainer calc`, or
`arith`, with the verb's long options as query parameters; `key=` picks another result than the
verb's first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# [shown](calc:target): in the target, parentheses come in pairs, two deep at most.
_PAIR = r"\((?:[^()\s]|\([^()\s]*\))*\)"
_LINK = re.compile(rf"\[(?P<shown>[^\[\]]*)\]\(calc:(?P<target>(?:[^()\s]|{_PAIR})*)\)")
_BEGINS = re.compile(r"\]\(calc:")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked number.

    Attributes:
        shown: What the reader sees, `13.48 GB`.
        verb: The calculation, `weights`.
        options: What it is given, by name.
        line: Where it stands, from 1.
    """

    shown: str
    verb: str
    options: Mapping[str, str]
    line: int


def marks_in(text: str, first_line: int = 1) -> Iterator[Mark]:
    """The marked numbers of a text whose first line has this number."""
    from urllib.parse import parse_qsl  # not needed by those who only read

    for link in _LINK.finditer(text):
        verb, _, query = link["target"].partition("?")
        options = dict(parse_qsl(query, keep_blank_values=True))
        shown = " ".join(link["shown"].split())
        yield Mark(shown, verb, options, _line(text, link.start(), first_line))


def broken_marks(text: str, first_line: int = 1) -> Iterator[int]:
    """The lines of what begins like the target of a marked number and cannot be read as one."""
    whole = {text.index("](calc:", link.start()) for link in _LINK.finditer(text)}
    for begun in _BEGINS.finditer(text):
        if begun.start() not in whole:
            yield _line(text, begun.start(), first_line)


def unmarked(text: str) -> str:
    """The text as it is read: each marked number without its target."""
    return _LINK.sub(lambda link: link["shown"], text)


def _line(text: str, at: int, first_line: int) -> int:
    return first_line + text.count("\n", 0, at)
