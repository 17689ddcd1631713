"""The program in a real pseudo-terminal, read as a screen."""

from __future__ import annotations

import os
import sys
import time

import pexpect
import pyte

from tests.piped import PATIENCE


class Terminal:
    """A program on a screen of so many columns and lines."""

    def __init__(self, columns: int, lines: int, *arguments: str) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        command = ["-m", "trainer", *arguments]
        self.child = pexpect.spawn(
            sys.executable,
            command,
            dimensions=(lines, columns),
            encoding="utf-8",
            timeout=PATIENCE,
            env=dict(os.environ),  # not what readline adds below Python: COLUMNS=80
        )
        self.child.delaybeforesend = None
        self.screen.write_process_input = self.child.send  # where the cursor is, when asked

    def press(self, keys: str, words: str) -> str:
        """Send keys, and read until these words stand on the screen; the screen's text."""
        self.child.send(keys)
        return self.wait_for(words)

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the screen, as a window manager does."""
        self.screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    def wait_for(self, words: str) -> str:
        """Read until these words stand on the screen; the screen's text."""
        ends = time.monotonic() + PATIENCE  # a clock on the screen never stops talking
        while words not in self.text():
            try:
                if time.monotonic() > ends:
                    raise pexpect.TIMEOUT(words)
                self._stream.feed(self.child.read_nonblocking(4096, timeout=PATIENCE))
            except (pexpect.TIMEOUT, pexpect.EOF) as error:
                raise AssertionError(f"no {words!r} on the screen:\n{self.text()}") from error
        return self.text()

    def finish(self) -> str:
        """Read until the program ends; the screen's text."""
        try:
            while True:
                self._stream.feed(self.child.read_nonblocking(4096, timeout=30))
        except pexpect.EOF:
            return self.text()

    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def end(self) -> int:
        """Wait for the program's end; its exit code."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus
