"""Text from decks, notes and answers made safe to be shown beside others."""

from __future__ import annotations

import re

# Characters that would let a text from outside change how others are shown.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    r"""The text with control and direction characters shown as `\x1b`, so that none acts."""
    return _HIDDEN.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
