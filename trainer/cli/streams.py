"""Standard streams that never fail on a character."""

from __future__ import annotations

import codecs
import io
import sys


def prepare() -> None:
    """Let stdout and stderr spell what their encoding lacks, and stdin mark what it cannot read."""
    codecs.register_error("trainer", _spell)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="trainer")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def _spell(error: UnicodeError) -> tuple[str, int]:
    from trainer.screens.texts import ascii_fallback  # only where it is needed

    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(ascii_fallback(character) for character in lacking), error.end
