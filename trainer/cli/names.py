"""Names that a user types: what they stand for, and what is close to one that is unknown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

from trainer.errors import UsageError

T = TypeVar("T")

ALIKE = 0.5  # difflib's ratio, below which a name is another one rather than a slip
FEW = 30  # names that one line of an error still holds
LISTED = {
    "card": "trainer deck cards",
    "claim": "trainer health",
    "family": "trainer question list",
    "lab": "trainer lab list",
    "scenario": "trainer interview --list",
}


def choose(what: str, name: str, known: Mapping[str, T]) -> tuple[str, T]:
    """The name as it is known, and what it stands for; capitals do not matter.

    Raises:
        UsageError: If it is unknown; names the three closest, or says where all are listed.
    """
    plain = {key.lower(): key for key in known}
    if (key := plain.get(name.strip().lower())) is not None:
        return key, known[key]
    if close := close_to(name, plain):
        remedy = f"close to it: {', '.join(plain[near] for near in close)}"
    elif what in LISTED:
        remedy = f"`{LISTED[what]}` shows them"
    else:
        remedy = f"known: {', '.join(known)}" if len(known) <= FEW else "check its spelling"
    raise UsageError(f"no {what} {name!r}; {remedy}")


def close_to(name: str, known: Collection[str]) -> list[str]:
    """The names most like this one, then those that hold it as a part; three at most."""
    from difflib import get_close_matches  # only after a slip

    typed = name.strip().lower()
    alike = get_close_matches(typed, known, cutoff=ALIKE)
    holding = [each for each in known if len(typed) > 1 and typed in each]
    return list(dict.fromkeys((*alike, *holding)))[:3]
