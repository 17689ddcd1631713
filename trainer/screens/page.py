"""A page of Markdown as a terminal shows it: paragraphs filled, lists indented, tables drawn."""

from __future__ import annotations

from rich.console import Console
from rich.markdown import Markdown

WIDEST = 88  # characters of a line that the eye still follows


def page(markdown: str, console: Console) -> str:
    """The page in the width and colours of a console, lines without spaces at their ends."""
    with console.capture() as captured:
        console.print(Markdown(markdown), width=min(console.width, WIDEST))
    return "\n".join(line.rstrip() for line in captured.get().strip("\n").split("\n"))
