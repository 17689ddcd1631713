"""Words that are mistyped, told from words that merely look alike.

Only plain words of seven letters and more can be typos, never a name or a format: `fp16` and
`bf16`, `GQA` and `MQA`, `LoRA` and `QLoRA` are one letter apart and opposites. A word that
English has is not a typo of another.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from trainer.grading.english import is_english
from trainer.grading.stems import keys_of
from trainer.grading.text import Text

_WORD = re.compile(r"[a-z]+")
SHORTEST = 7  # letters of a word that can be mistyped
SHORTEST_STEM = 6
NONE = 9  # more slips than any typo has
TWICE = 9  # letters of a stem from which on two slips are forgiven

_ENDINGS = frozenset(
    ("", "s", "e", "es", "ed", "d", "er", "ers", "r", "ing", "ings", "ion", "ions", "ation",
     "ations", "ization", "izations", "al", "ly", "y", "ity", "ies", "ment", "ments", "ness",
     "aton", "atoin", "ng", "ign", "eing", "tion")
)  # fmt: skip

Vocabulary = Mapping[str, Sequence[tuple[str, str]]]  # by first letter: stem or word, and its key


def vocabulary(alternatives: Iterable[str]) -> Vocabulary:
    """The words of these alternatives that a typo may stand for, and their stems."""
    found: dict[str, str] = {}
    for word in {word for each in alternatives for word in _WORD.findall(each.lower())}:
        key = keys_of(word)[0]
        found |= {word: key, key: key}
    by_letter: dict[str, list[tuple[str, str]]] = {}
    for spelling in sorted(found):
        if spelling.isalpha() and len(spelling) >= SHORTEST_STEM:
            by_letter.setdefault(spelling[0], []).append((spelling, found[spelling]))
    return by_letter


def mend(text: Text, known: Vocabulary) -> None:
    """Let the mistyped words of a text be found as what they were meant to be."""
    for at, word in enumerate(text.words):
        key = meant(word.text, known)
        if key and key not in word.keys:
            insort(text.places.setdefault(key, []), at)


def meant(typed: str, known: Vocabulary) -> str:
    """The key of the word that a mistyped one was meant to be; empty if it is no typo."""
    if len(typed) < SHORTEST or not typed.isalpha():
        return ""
    slips = ((_slips(typed, spelling), key) for spelling, key in known.get(typed[0], ()))
    key = min((found for found in slips if found[0] < NONE), default=(NONE, ""))[1]
    return "" if key and is_english(typed) else key


def _slips(typed: str, spelling: str) -> int:
    """How many slips lie between what was typed and a word, or a stem and an ending."""
    bound = 2 if len(spelling) >= TWICE else 1
    counts = (
        _distance()(typed[:cut], spelling, score_cutoff=bound)
        for cut in range(len(spelling) - bound, min(len(spelling) + bound, len(typed)) + 1)
        if typed[cut:] in _ENDINGS
    )
    return min((count for count in counts if count <= bound), default=NONE)


@cache
def _distance() -> Any:
    """Letters left out, added, changed or swapped."""
    from rapidfuzz.distance import OSA  # 10 ms, paid at the first typed answer

    return OSA.distance
