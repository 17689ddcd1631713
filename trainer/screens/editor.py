"""The learner's own editor: a text goes in, the text as it was saved comes back."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from trainer.errors import TrainerError

FALLBACKS = ("nano", "vim", "vi")
# Editors that know `+LINE` not, by the name of their program, and how they take file and line.
PLACES = {
    "code": ("--wait", "--goto", "{file}:{line}"),
    "codium": ("--wait", "--goto", "{file}:{line}"),
    "subl": ("--wait", "{file}:{line}"),
    "zed": ("--wait", "{file}:{line}"),
    "hx": ("{file}:{line}",),
}
PLUS = ("+{line}", "{file}")


class Scratch:
    """A file that is edited in the place of another, and removed when it has served.

    Line ends stay as they are.

    Attributes:
        path: Where it lies.
    """

    def __init__(self, text: str, name: str) -> None:
        handle, path = tempfile.mkstemp(prefix="trainer-", suffix=f"-{name}")
        os.close(handle)
        self.path = Path(path)
        self.path.write_bytes(text.encode())

    def edit(self, line: int = 1) -> str:
        """Open it at a line, wait, and return the text as it was saved.

        Raises:
            TrainerError: If there is no editor, it fails, or what it saved is no text.
        """
        command = editor_command(self.path, line)
        try:
            code = subprocess.run(command, check=False).returncode  # noqa: S603 - the learner's own
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise TrainerError(f"{command[0]}: {reason}; set EDITOR to your editor") from None
        if code:
            raise TrainerError(f"{command[0]} ended with code {code}; nothing was taken over")
        try:
            return self.path.read_bytes().decode()
        except (OSError, ValueError):
            raise TrainerError(f"{self.path}: cannot be read as UTF-8; save it again") from None

    def kept(self, text: str) -> str:
        """Remove the file if it still holds this text; else where the text in it is kept."""
        try:
            if self.path.read_bytes() != text.encode():
                return f"; your text is in {self.path}"
        except OSError:
            return ""  # it is gone
        self.remove()
        return ""

    def remove(self) -> None:
        """Remove the file."""
        with suppress(OSError):
            self.path.unlink()


def editor_command(path: Path, line: int) -> list[str]:
    """The command that opens a file at a line, by VISUAL, EDITOR, or what is installed.

    Raises:
        TrainerError: If there is no editor.
    """
    given = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    found = next((name for name in FALLBACKS if shutil.which(name)), "")
    try:
        program = shlex.split(given) or [found]
    except ValueError:
        raise TrainerError(f"EDITOR is {given!r}, which is no command; mend it") from None
    if not program[0]:
        raise TrainerError("there is no editor; set EDITOR to yours")
    style = PLACES.get(Path(program[0]).name, PLUS)
    return [*program, *(part.format(file=path, line=line) for part in style)]
