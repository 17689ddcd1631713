"""Who is said to do what: of two names that a text contrasts, which one a word belongs to.

`fp16 has 5 exponent bits, bf16 has 8` says 5 of fp16 and not of bf16. A word belongs to the last
such name before it in its sentence, or else to the one that the sentence before speaks of. A name
that is only compared with (`than fp16`, `unlike GPTQ`) owns nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from trainer.grading.lexicon import word_set
from trainer.grading.stems import keys_of
from trainer.grading.words import CLAUSE, Word, sentences

# Sets of names that are contrasted; a name may be written in several ways.
_RIVALS = (
    ("fp16", "bf16"),
    ("gptq", "awq"),
    ("lora", "qlora"),
    ("lora adapter", "fullft"),
    ("prefill", "decode"),
    ("mha", "mqa", "gqa"),
    ("flash flashattention", "pagedattention page"),
    ("symmetric", "asymmetric"),
    ("ptq", "qat"),
    ("e4m3", "e5m2"),
    ("nf4", "int4"),
    ("stage1", "stage2", "stage3"),
    ("w4a16", "w8a8"),
    ("exponent", "mantissa fraction"),
    ("query q", "key value kv k v"),
    ("rag retrieval", "finetune lora peft adapter"),
)
_ASIDE = word_set("than unlike vs versus like as from over not against with")
_JOINTS = word_set("and or & / both")

Owner = frozenset[int]  # names of a set, by their place in it; empty where none is known
NOBODY: Owner = frozenset()


@cache
def names_of(key: str) -> tuple[tuple[int, int], ...]:
    """For a key the sets that it is a name of, and its place in each."""
    return tuple(
        (index, place)
        for index, rivals in enumerate(_RIVALS)
        for place, spellings in enumerate(rivals)
        if key in _keys(spellings)
    )


@cache
def _keys(spellings: str) -> frozenset[str]:
    return frozenset(keys_of(word)[0] for word in spellings.split())


def named(keys: Iterable[str]) -> dict[int, set[int]]:
    """The names among these keys, by set; a set whose names are all there tells nothing."""
    found: dict[int, set[int]] = {}
    for key in keys:
        for index, place in names_of(key):
            found.setdefault(index, set()).add(place)
    return {index: places for index, places in found.items() if len(places) < len(_RIVALS[index])}


def owners(words: Sequence[Word], index: int) -> list[Owner]:
    """For each word of a text the names of a set that it belongs to."""
    told: list[Owner] = []
    carried = NOBODY
    for sentence in sentences(words):
        mentions = _mentions(words, sentence, index)
        owner = carried if not mentions else NOBODY
        for at in sentence:
            owner = mentions.get(at, owner)
            told.append(owner)
        spoken = frozenset().union(*mentions.values())
        carried = spoken if len(spoken) == 1 else NOBODY
    return told


def _mentions(words: Sequence[Word], sentence: range, index: int) -> dict[int, Owner]:
    """Where a sentence names one of a set, and who owns what follows: `A and B` do together."""
    found: dict[int, Owner] = {}
    last = -9
    for at in sentence:
        place = _place(words[at], index)
        if place is None or _aside(words, sentence.start, at):
            continue
        joined = at - last <= 3 and any(w.text in _JOINTS for w in words[last + 1 : at])
        found[at] = frozenset({place}) | (found[last] if joined else NOBODY)
        last = at
    return found


def _place(word: Word, index: int) -> int | None:
    return next((place for at, place in names_of(word.keys[0]) if at == index), None)


def _aside(words: Sequence[Word], first: int, at: int) -> bool:
    """Whether a name is only compared with."""
    for before in range(at - 1, max(first, at - 2) - 1, -1):
        if words[before + 1].cut >= CLAUSE:
            return False
        if words[before].text in _ASIDE:
            return True
    return False
