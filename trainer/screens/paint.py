"""Lines in colour: which colour a style has, and printing them on a console."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from trainer.screens.texts import Line

STYLES = {
    "green": "green", "yellow": "yellow", "red": "red", "good": "green", "bad": "red",
    "title": "bold", "question": "bold", "dim": "dim", "bar": "cyan", "": "",
}  # fmt: skip


def paint(console: Console, lines: Iterable[Line], widest: int = 10_000) -> None:
    """Print lines, each in its style where the console has colour, wrapped to so many columns."""
    width = min(console.width, widest)
    for style, text in lines:
        console.print(Text(text, style=STYLES[style]), soft_wrap=False, width=width)
