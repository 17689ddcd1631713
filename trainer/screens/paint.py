"""Lines in colour: which colour a style has, and printing them on a console.

Of xterm's eight colours only red and magenta can be read on white as on black, so the others are
of the 256: each has a contrast of 4 to 1 on both (`tests/test_screens_paint.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shutil import get_terminal_size
from textwrap import wrap

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from trainer.screens.texts import Line

GREEN, AMBER, TEAL, GREY, RED = "color(28)", "color(130)", "color(30)", "color(243)", "red"
STYLES = {
    "green": GREEN, "yellow": AMBER, "red": RED, "good": GREEN, "bad": RED,
    "title": "bold", "question": "bold", "dim": "dim", "bar": TEAL, "": "",
}  # fmt: skip
THEME = Theme(
    {
        **dict.fromkeys(("markdown.list", "markdown.item.number", "markdown.table.border"), TEAL),
        "markdown.code": f"bold {TEAL}",
        "markdown.code_block": TEAL,
        "markdown.table.header": f"not bold {TEAL}",
        "markdown.link_url": "underline bright_blue",
        "progress.elapsed": AMBER,
        "bar.back": GREY,
    }
)


def console(*, stderr: bool = False) -> Console:
    """A console with these colours, as wide as its terminal; rich gives a dumb one 80 columns."""
    made = Console(theme=THEME, highlight=False, stderr=stderr)
    if made.is_dumb_terminal:
        made.size = get_terminal_size()
    return made


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
