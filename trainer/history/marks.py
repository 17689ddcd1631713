"""Marks on cards: put away, put off until tomorrow, flagged. Entries of the journal, kind `mark`.

The body of an entry is `{"mark": NAME}`, for a flag with its `note`. Cards that are suspended,
or buried today, are neither asked nor counted; their progress stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from trainer.history.journal import Entry

Put = tuple[str, str, int]  # a mark on a card: card, name, learning day as an ordinal

KIND = "mark"
NAMES = ("suspend", "bury", "resume", "flag", "unflag")


@dataclass(frozen=True, slots=True)
class Marks:
    """How cards are marked on a day.

    Attributes:
        suspended: Put away until they are resumed.
        buried: Put off until tomorrow.
        flags: The notes of flagged cards, by card, oldest first.
    """

    suspended: frozenset[str] = frozenset()
    buried: frozenset[str] = frozenset()
    flags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def hidden(self) -> frozenset[str]:
        """The cards that are not asked today."""
        return self.suspended | self.buried


def mark(name: str, card: str, now: datetime, today: date, note: str = "") -> Entry:
    """The entry that puts a mark on a card.

    Args:
        name: One of `NAMES`. `resume` brings back what was suspended or buried, `unflag` settles
            every flag of the card.
        card: The card's id.
        now: This moment.
        today: The learning day of this moment.
        note: What a flag says.

    Raises:
        ValueError: If there is no such mark.
    """
    if name not in NAMES:
        raise ValueError(f"a mark is one of {', '.join(NAMES)}, not {name!r}")
    body = {"mark": name, "note": note} if name == "flag" else {"mark": name}
    return Entry(KIND, card, now, today, body)


def marks_on(entries: Sequence[Entry], today: date) -> Marks:
    """How cards are marked on this day.

    Args:
        entries: The journal's entries of kind `mark`, oldest first.
        today: The learning day; what was buried on an earlier one is back.
    """
    put = [(each.subject, str(each.body.get("mark")), each.day.toordinal()) for each in entries]
    suspended, buried = put_away(put, today.toordinal())
    flags: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if entry.body.get("mark") == "flag":
            note = str(entry.body.get("note", ""))
            flags[entry.subject] = (*flags.get(entry.subject, ()), note)
        elif entry.body.get("mark") == "unflag":
            flags.pop(entry.subject, None)
    return Marks(frozenset(suspended), frozenset(buried), flags)


def put_away(put: Iterable[Put], today: int) -> tuple[set[str], set[str]]:
    """The cards that are suspended, and those that are buried, on a learning day.

    Args:
        put: Marks on cards, oldest first.
        today: The day as an ordinal.
    """
    suspended: set[str] = set()
    buried: set[str] = set()
    for card, name, day in put:
        if name == "suspend":
            suspended.add(card)
        elif name == "bury" and day >= today:
            buried.add(card)
        elif name == "resume":
            suspended.discard(card)
            buried.discard(card)
    return suspended, buried
