"""Lines in colour: which colour a style has, and printing them on a console."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from rich.console import Console
from rich.text import Text

from trainer.screens.texts import Line

STYLES = {
    "green": "green", "yellow": "yellow", "red": "red", "good": "green", "bad": "red",
    "title": "bold", "question": "bold", "dim": "dim", "bar": "cyan", "": "",
}  # fmt: skip


def hanging(lines: Iterable[Line], width: int) -> Iterator[Line]:
    """The lines broken at a width, the rest of a long one below its indented beginning."""
    for style, text in lines:
        blanks = len(text) - len(text.lstrip())
        indent = " " * (blanks + 2 if blanks else 0)
        for line in wrap(text, width, subsequent_indent=indent, break_on_hyphens=False) or [""]:
            yield style, line


def paint(console: Console, lines: Iterable[Line], widest: int = 10_000) -> None:
    """Print lines, each in its style where the console has colour, wrapped to so many columns."""
    width = min(console.width, widest)
    for style, text in lines:
        console.print(Text(text, style=STYLES[style]), soft_wrap=False, width=width)
