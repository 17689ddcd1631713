"""Standard streams that never fail on a character, nor for being closed."""

from __future__ import annotations

import codecs
import io
import os
import sys


def prepare() -> None:
    """Let stdout and stderr spell what their encoding lacks, and stdin mark what it cannot read.

    A stream that is closed (`>&-`) becomes an empty one: nothing to read, nobody who reads.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nowhere, mode, encoding="utf-8", closefd=False))
    codecs.register_error("trainer", _spell)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="trainer")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def let_go() -> None:
    """Send what could not be written nowhere, so that Python does not fail on it at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            stream.flush()


def _spell(error: UnicodeError) -> tuple[str, int]:
    from trainer.screens.texts import ascii_fallback  # only where it is needed

    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(ascii_fallback(character) for character in lacking), error.end
