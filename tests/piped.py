"""A review in a process of its own that a test talks to: answers in, `saved ID` lines out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

PATIENCE = 60.0  # seconds that a test waits for what must come: a machine may stall
CARD = """
## {name}

- kind: recall
- level: green
- topic: t

What is {name}?

### Answer

A card.

### Points

- one
- two
"""
PROGRAM = """
import sys
waits, busy = float(sys.argv.pop(1)), int(sys.argv.pop(1))
from trainer.store import engine
engine.BUSY_MILLISECONDS = busy
engine.POSTGRES["options"] = engine.POSTGRES["options"].replace("=5000", f"={busy}")
from trainer.cli import wiring
wiring.PIPE_WAITS = waits
from trainer.__main__ import main
main()
"""


def deck_of(path: Path, cards: int, name: str = "plain") -> Path:
    """A deck of so many recall cards, `c00` and on, each answered by two lines."""
    head = f'+++\ndeck = "{name}"\ntitle = "T"\n[topics]\nt = "T"\n+++\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + "".join(CARD.format(name=f"c{n:02}") for n in range(cards)))
    return path


def program(*arguments: str, waits: float = 60.0, busy: int = 50) -> list[str]:
    """The command line of a program that finds out soon that a database is locked.

    Args:
        arguments: Of the program.
        waits: Seconds that a pipe tries again.
        busy: Milliseconds that one try waits for a lock.
    """
    return [sys.executable, "-W", "error", "-c", PROGRAM, str(waits), str(busy), *arguments]


class Piped:
    """A piped review that runs; what it prints goes to files beside its deck.

    Attributes:
        process: The process.
    """

    def __init__(self, folder: Path, command: list[str], **environment: str) -> None:
        number = len(list(folder.glob("review-*.out"))) + 1
        self._out, self._err = (folder / f"review-{number}.{end}" for end in ("out", "err"))
        with self._out.open("w") as out, self._err.open("w") as err:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=err,
                text=True,
                env={**os.environ, **environment},
            )

    @property
    def out(self) -> str:
        """What it printed so far."""
        return self._out.read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        """What it said on stderr so far."""
        return self._err.read_text(encoding="utf-8")

    @property
    def saved(self) -> list[int]:
        """The ids that it acknowledged so far."""
        return [int(found) for found in re.findall(r"^saved (\d+)\n", self.out, re.MULTILINE)]

    @property
    def asked(self) -> list[str]:
        """The cards that it asked so far."""
        return re.findall(r"^What is (\w+)\?$", self.out, re.MULTILINE)

    def type(self, *lines: str) -> None:
        """Type these lines."""
        self.process.stdin.write("".join(f"{line}\n" for line in lines))
        self.process.stdin.flush()

    def answer(self, cards: int = 1, quality: int = 4) -> None:
        """Answer so many cards and wait until all are saved."""
        want = len(self.saved) + cards
        self.type(*("x", str(quality)) * cards)
        self.until(lambda: len(self.saved) >= want)

    def until(self, happened: object) -> None:
        """Wait until this holds, or until these words stand on stdout or stderr."""
        test = happened if callable(happened) else lambda: happened in self.out + self.err
        started = time.monotonic()
        while not test():
            waited = time.monotonic() - started
            assert waited < PATIENCE, f"{happened} did not happen:\n{self.out}\n{self.err}"
            time.sleep(0.01)

    def end(self) -> int:
        """End the input and wait; the exit code."""
        self.process.stdin.close()
        return self.process.wait(timeout=PATIENCE)
