"""Text files that are written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from trainer.errors import TrainerError

ELSEWHERE = "name another file"


def write_new(
    path: Path, text: str, *, force: bool = False, error: type[TrainerError] = TrainerError
) -> None:
    """Write a text file that the learner named.

    Args:
        path: The file.
        text: What it holds afterwards, in UTF-8.
        force: Whether a file that is there may be replaced.
        error: What to raise.

    Raises:
        TrainerError: If it is there and not to be replaced, or cannot be written.
    """
    refuse_existing(path, force=force, error=error)
    write_whole(path, text, error=error)


def refuse_existing(
    path: Path, *, force: bool = False, error: type[TrainerError] = TrainerError
) -> None:
    """Do nothing, unless the file is there and not to be replaced.

    Raises:
        TrainerError: If it is, or if no file can have this name.
    """
    try:
        is_there = path.exists()
    except OSError as reason:
        raise error(_unwritable(path, reason, ELSEWHERE)) from None
    if is_there and not force:
        raise error(f"{path}: is already there; name another file or add --force")


def write_whole(
    path: Path,
    text: str,
    *,
    folder: bool = False,
    error: type[TrainerError] = TrainerError,
    remedy: str = ELSEWHERE,
) -> None:
    """Write a text file in UTF-8, in the place of one that is there.

    Args:
        path: The file.
        text: What it holds afterwards, line ends as they are.
        folder: Whether to make its folder.
        error: What to raise.
        remedy: What the learner can do then.

    Raises:
        TrainerError: If it cannot be written; the file is as it was.
    """
    scratch = path.with_name(f".{path.name}.{os.getpid()}.new")  # two programs may write at once
    try:
        if folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(text, encoding="utf-8", newline="")
        scratch.replace(path)
    except OSError as reason:
        with suppress(OSError):
            scratch.unlink()
        raise error(_unwritable(path, reason, remedy)) from None


def _unwritable(path: Path, reason: OSError, remedy: str) -> str:
    what = (reason.strerror or str(reason)).lower()
    return f"{path}: cannot be written ({what}); {remedy}"
