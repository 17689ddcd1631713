"""The journal: what a learner did beside answering cards, as appended entries with a body of JSON.

Entries hold what has no place in a row of the log: marks on cards, measured lab runs, the
utterances and scores of interviews, memos that passed their check. Like the log, the journal only
grows; what an entry means is said by the module that writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

KINDS = ("mark", "lab", "interview", "memo")


@dataclass(frozen=True, slots=True)
class Entry:
    """One appended entry; nothing ever changes it.

    Attributes:
        kind: One of `KINDS`.
        subject: What it is about: a card's id, a lab's name, an interview's sitting.
        at: The moment, UTC.
        day: The learning day of that moment.
        body: Values that JSON can hold, keys in a fixed order.
        id: The entry's number in the learner's journal, from 1; 0 before it is stored.
    """

    kind: str
    subject: str
    at: datetime
    day: date
    body: Mapping[str, Any] = field(default_factory=dict)
    id: int = 0
