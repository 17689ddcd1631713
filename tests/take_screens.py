"""Pictures of a real sitting for the README, made by rich from the screen of a pseudo-terminal.

`python -m tests.take_screens` plays the start of a review at a fixed moment in a home of its own,
and writes `tests/screens/*.svg`. Run it when the screen has changed.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from pathlib import Path

from pyte.screens import Char
from rich.console import Console
from rich.text import Text

from tests.terminal import Terminal

FOLDER = Path(__file__).parent / "screens"
COLUMNS, LINES = 80, 24
SEND = "\x13"  # Ctrl-S
ANSWER = (
    "Memory is parameters times bytes per parameter, 2 bytes in fp16 and half a\r"
    "byte in int4. A 7B takes 14 GB and 3.5 GB, a 70B 140 GB and 35 GB."
)


def picture(session: Terminal, title: str) -> str:
    """What stands on the screen, as SVG that needs nothing from elsewhere."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    rows = session.screen.buffer
    last = max(number for number in range(LINES) if session.screen.display[number].strip())
    for number in range(last + 1):
        line = Text()
        for column in range(COLUMNS):
            cell = rows[number][column]
            line.append(cell.data, _style(cell))
        line.rstrip()
        console.print(line)
    svg = console.export_svg(title=title, unique_id="trainer")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def _style(cell: Char) -> str:
    colour = {"default": "", "brown": "yellow"}.get(cell.fg, cell.fg)
    if re.fullmatch(r"[0-9a-f]{6}", colour):
        colour = f"#{colour}"
    return f"{colour} {'bold' if cell.bold else ''}".strip()


def main() -> None:
    """Play and write both pictures."""
    home = Path(tempfile.mkdtemp())
    (home / "config.toml").touch()  # a learner who was welcomed
    os.environ |= {
        "TRAINER_HOME": str(home),
        "TRAINER_NOW": "2026-11-23T09:00:00+00:00",
        "TRAINER_TIMEZONE": "UTC",
        "TERM": "xterm-256color",
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }
    FOLDER.mkdir(exist_ok=True)
    session = Terminal(COLUMNS, LINES, "review")
    session.wait_for("answer in GB")
    session.press("70.55 * 32 GB\r", "q leave")
    number = picture(session, "trainer review: a number, and where it went wrong")
    (FOLDER / "number.svg").write_text(number, encoding="utf-8")
    session.press("l", "likely")
    session.press("\r", "answer:")
    session.press(ANSWER + SEND, "Space takes")
    session.press("yy", "then 6\n3 [")
    points = picture(session, "trainer review: an answer judged point by point")
    (FOLDER / "points.svg").write_text(points, encoding="utf-8")
    session.child.send("q")
    session.end()


if __name__ == "__main__":
    main()
