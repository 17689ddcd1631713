"""Which words of a text it denies, so that `does not shrink` is not taken for `shrinks`.

A negator denies what follows it up to the end of its clause, at most `REACH` words; a second one
takes that back (`does not avoid storing` stores). What stands before it in its clause is what it
speaks of: `sharding does not keep the quality` neither affirms nor denies sharding, it is
`SPOKEN_OF`. Where all that is denied is that it helps or is needed, it is `DISMISSED`, which is
as good as denied: `RAG is not needed`, `RAG brings nothing`.
"""

from __future__ import annotations

from collections.abc import Sequence

from trainer.grading.lexicon import word_set
from trainer.grading.words import CLAUSE, FUNCTION, NONE, Word

AFFIRMED, DENIED, SPOKEN_OF, DISMISSED = range(4)
REACH = 5
SHORT = 3  # the reach of `hardly` and its kin, which stand beside what they deny

_NOT = word_set(
    "not no never none neither nor without nothing nobody nowhere cannot hardly barely scarcely "
    "rarely seldom unable avoid avoids avoided avoiding prevent prevents prevented preventing lack "
    "lacks lacking fail fails failed refuse refuses aint nope"
)
_JOINED = word_set(  # typed without the apostrophe
    "dont doesnt didnt isnt arent wasnt werent cant wont wouldnt couldnt shouldnt hasnt havent "
    "hadnt neednt mustnt"
)
# What is said to be so is denied of what stands before it: `RAG is unnecessary here`.
_USELESS = word_set(
    "unnecessary needless useless pointless superfluous irrelevant overkill unneeded redundant "
    "unsuitable wrong false untrue incorrect myth nonsense impossible"
)
_BAD = word_set("idea choice option plan")
_OPEN = word_set("to that for here in at with this because")
# What is denied of a thing when all of it is dismissed.
_USE = word_set(
    "need needed needs help helps helping bring brings add adds solve solves fix fixes work works "
    "require required use used useful value benefit gain sense worth necessary contribute apply "
    "applies answer tool point purpose role relevant matter matters do"
)
# Not a denial by themselves: `not only`, `no doubt`.
_ONLY = word_set("only just merely simply necessarily")
_FIXED = word_set("doubt wonder surprise")
_NEAR_ONLY = word_set("without hardly barely scarcely rarely seldom")
_PLACES = word_set("at in on with from by beyond but except")
# Before these a thing is not spoken of, only beside the point: `works in tiles without storing`.
_LOOSE = word_set("no nothing nor hardly")
_BESIDE = word_set("without avoid avoids avoided avoiding prevent prevents prevented lack lacks")
_ENDS = word_set(
    "but because since so although though while whereas however yet then when if unless which who "
    "where instead therefore hence thus bc cause except"
)
_VERBS = word_set("is are was were gets get becomes would will can could must has have had")
_SOFT_ENDS = word_set("and plus")
_PAIRS = {("instead", "of"), ("rather", "than"), ("free", "of"), ("far", "from")}
_ABOUT = 6  # words before a negator that it may speak of
_NEAR = 3  # words around a negator among which `need` and `help` are looked for


def polarity(words: Sequence[Word]) -> list[int]:
    """For each word whether the text affirms it, denies it, or denies something of it."""
    state = [AFFIRMED] * len(words)
    role, left, negator = AFFIRMED, 0, -1
    for at, word in enumerate(words):
        if role and (left < 0 or _ends_clause(words, at) or _turns(words, at, negator)):
            role = AFFIRMED
        if not _negates(words, at):
            left -= len(word.text) > 1 and word.text not in FUNCTION
            if role and left >= 0:
                state[at] = role
            continue
        negator = at
        denied = word.text == "nor" or role != DENIED
        role = _role(words, at) if denied else AFFIRMED
        left = _reach(words, at)
        if role == DENIED:
            _speak_of(words, at, state)
    return state


def is_negator(word: Word) -> bool:
    """Whether the word denies what follows it."""
    return word.text in _NOT or word.text in _JOINED or word.text.endswith("n't")


def _reach(words: Sequence[Word], at: int) -> int:
    """How many words behind a negator it may deny."""
    word = words[at]
    if word.text == "nothing" and _next(words, at) in _PLACES:
        return 0  # it does nothing at the beginning
    return SHORT if word.text in _NEAR_ONLY else REACH


def _role(words: Sequence[Word], at: int) -> int:
    """What becomes of the words behind a negator: `not just an experiment` leaves it open."""
    return SPOKEN_OF if _next(words, at) in _ONLY else DENIED


def _next(words: Sequence[Word], at: int) -> str:
    return words[at + 1].text if at + 1 < len(words) else ""


def _negates(words: Sequence[Word], at: int) -> bool:
    word, after = words[at], _next(words, at)
    if word.text == "bad":
        return after in _BAD
    if word.text in _USELESS:  # not the wrong passage
        return not after or words[at + 1].cut >= CLAUSE or after in _OPEN
    return (word.text, after) in _PAIRS or (is_negator(word) and after not in _FIXED)


def _ends_clause(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.cut >= CLAUSE:
        return True
    pair = (word.text, _next(words, at)) in _PAIRS
    return not pair and (word.text in _ENDS or word.text in _SOFT_ENDS)


def _turns(words: Sequence[Word], at: int, negator: int) -> bool:
    """Whether a word leads away from what was denied, though the clause goes on."""
    word, before = words[at].text, words[at - 1].text
    if word == "for":
        return before not in _USE  # no room for the cache: there is a cache
    if word == "as":
        return at - 1 > negator  # it does not matter as we sum in fp32; but: not as fine
    return words[negator].text == "without" and word in _VERBS  # without that all of it is lost


def _speak_of(words: Sequence[Word], at: int, state: list[int]) -> None:
    """Mark what stands before a negator in its clause."""
    role = _said_of(words, at)
    for before in range(at - 1, max(-1, at - 1 - _ABOUT), -1):
        if words[before + 1].cut > NONE or _ends_clause(words, before + 1):
            return
        if state[before] == AFFIRMED and words[before].value is None:
            state[before] = role


def _said_of(words: Sequence[Word], at: int) -> int:
    """Whether what stands before a negator is dismissed, spoken of, or not concerned."""
    near = {word.text for word in words[max(0, at - _NEAR) : at + 1 + _NEAR]}
    text = words[at].text
    if text in _USELESS or text == "bad" or (near & _USE and text not in _BESIDE):
        return DISMISSED
    loose = text in _LOOSE or text in _BESIDE or (text, _next(words, at)) in _PAIRS
    return AFFIRMED if loose else SPOKEN_OF
