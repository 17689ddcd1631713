"""That something is going on: a bar on stderr for whatever takes over a second."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AFTER = 1.0  # seconds; a bar that flashes by tells nothing


@contextmanager
def working(what: str, after: float = AFTER) -> Iterator[None]:
    """Show what is going on while the body runs, where stderr is a terminal that can redraw.

    Args:
        what: What is going on, "checking the log".
        after: Seconds until the bar appears.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    bar = _Bar(what)
    timer = threading.Timer(after, bar.start)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        bar.stop()


class _Bar:
    """A bar that moves without an end in sight; it leaves no trace."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._stop: Callable[[], None] | None = None

    def start(self) -> None:
        """Paint it; rich is loaded only here, when the wait has begun anyway."""
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        from trainer.screens.paint import console

        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        progress = Progress(*columns, console=console(stderr=True), transient=True)
        progress.add_task(self._what, total=None)
        progress.start()
        self._stop = progress.stop

    def stop(self) -> None:
        """Take it away."""
        if self._stop is not None:
            self._stop()
