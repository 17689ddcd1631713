"""One sitting on the screen that fits: keys and colour in a terminal, else line mode."""

from __future__ import annotations

import sys

from trainer.practice.review import Sitting


def run_sitting(sitting: Sitting, *, plain: bool) -> None:
    """Run a sitting to its end; line mode when asked for, or where stdin or stdout is a pipe."""
    if plain or not sys.stdin.isatty() or not sys.stdout.isatty():
        from trainer.screens.line import LineScreen

        LineScreen(sitting, sys.stdin, sys.stdout).run()
    else:
        from rich.console import Console

        from trainer.screens.interactive import InteractiveScreen

        InteractiveScreen(sitting, Console(highlight=False)).run()
