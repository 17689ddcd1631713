"""What a word is compared by: its concept, whatever its ending, spelling or exact name."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from trainer.grading.lexicon import FORMATS, NUMBERS, PARTS, SAME, TIMES, UNITS

MOST_WORDS = 20_000  # kept; a deck with all its answers uses about 5,000

_AMERICAN = (
    (re.compile(r"(?<=[a-z]{3})is(e|ed|es|ing|er|ers|ation|ations)$"), r"iz\1"),
    (re.compile(r"yse(d|s|r)?$"), r"yze\1"),
    (re.compile(r"(?<=[a-z]{4})our(s|al|able|ing|ed|hood)?$"), r"or\1"),
    (re.compile(r"(?<=[a-z]{3})ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"(?<=[a-z]{3})tre(s|d)?$"), r"ter\1"),
    (re.compile(r"^artefact"), "artifact"),
    (re.compile(r"ogue(s)?$"), r"og\1"),
    (re.compile(r"^programme(s)?$"), r"program\1"),
)


@cache
def _stemmer() -> Any:
    import snowballstemmer  # 20 ms, paid at the first typed answer

    return snowballstemmer.stemmer("english")


@lru_cache(MOST_WORDS)
def stem(word: str) -> str:
    """The word without its ending, in American spelling: `quantised` is `quantiz`.

    `times` stays as it is: four times is not the time that a step takes.
    """
    if len(word) < 4 or word == "times":
        return word
    for pattern, spelled in _AMERICAN:
        word = pattern.sub(spelled, word)
    return str(_stemmer().stemWord(word))


@lru_cache(MOST_WORDS)
def keys_of(word: str) -> tuple[str, ...]:
    """What a lower-case word is found by, the most exact first.

    `vram` is found as `memory`, `int8` as `int8` and as `8bit`, `four` as `4`, `halves` as `1/2`.
    """
    if word in FORMATS:
        return FORMATS[word]
    short = stem(word)
    if word in NUMBERS:
        return (str(NUMBERS[word]), word)
    if word in TIMES:
        return (f"{TIMES[word]}x", short)
    if word in PARTS:
        return (f"1/{PARTS[word]}", short)
    return (UNITS.get(word) or _concepts().get(short, short),)


@cache
def _concepts() -> dict[str, str]:
    """From the stem of each word of the lexicon to its concept's name."""
    concepts: dict[str, str] = {}
    for line in SAME.split("\n"):
        words = line.split()
        for word in words:
            concepts[stem(word)] = words[0]
    return concepts
