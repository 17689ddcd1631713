"""Names that a user types: what they stand for, and what is close to one that is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from trainer.errors import UsageError

T = TypeVar("T")


def choose(what: str, name: str, known: Mapping[str, T]) -> tuple[str, T]:
    """The name as it is known, and what it stands for; capitals do not matter.

    Raises:
        UsageError: If it is unknown; names the three closest.
    """
    plain = {key.lower(): key for key in known}
    if (key := plain.get(name.strip().lower())) is not None:
        return key, known[key]
    from trainer.calc.shapes import closest  # only after a slip

    close = ", ".join(plain[near] for near in closest(name, plain))
    raise UsageError(f"no {what} {name!r}; close to it: {close}")
