"""One sitting on the screen that fits: keys and colour in a terminal, else line mode."""

from __future__ import annotations

import os
import sys

from trainer.practice.review import Sitting


def run_sitting(sitting: Sitting, *, plain: bool, editing: str = "emacs") -> None:
    """Run a sitting to its end.

    Args:
        sitting: The sitting.
        plain: Line mode, which also serves pipes and terminals that cannot move the cursor.
        editing: `emacs` or `vi`, the keys of typed answers.
    """
    dumb = os.environ.get("TERM", "").lower() in ("dumb", "unknown")
    if plain or dumb or not sys.stdin.isatty() or not sys.stdout.isatty():
        from trainer.screens.line import LineScreen

        LineScreen(sitting, sys.stdin, sys.stdout).run()
    else:
        from trainer.screens.interactive import InteractiveScreen
        from trainer.screens.keyboard import Keyboard
        from trainer.screens.paint import console
        from trainer.screens.table import Table

        table = Table(sitting, console(), Keyboard(editing))
        InteractiveScreen(table).run()
