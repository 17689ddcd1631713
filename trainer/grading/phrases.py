"""The alternatives of a word group, and where a text says one of them.

An alternative of several words is met by them in any order, close together in one sentence. An
alternative with a negator is met where the text denies the rest of it. Function words matter
where only one other word stands beside them. Of `largest|biggest` either will do, `35..40` is any
number in between, and what `fp16 finer` asks for must be said of fp16. `decks/README.md` says it
with examples.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from trainer.grading.lexicon import word_set
from trainer.grading.negation import AFFIRMED, DENIED, DISMISSED, polarity
from trainer.grading.rivals import named, names_of
from trainer.grading.text import Text, is_content
from trainer.grading.words import Word, words_of

SLACK = 2  # other words of content that may stand between those of an alternative
MOST_HITS = 64  # looked at for one alternative, so that long texts take no longer

_RANGE = re.compile(r"(\d[\d.]*?)\.\.(\d[\d.]*)\Z")
_EMPTY = word_set("a an the is are be it its of to")


Names = tuple[tuple[int, frozenset[int]], ...]  # sets of rivals, and the names of each


@dataclass(frozen=True, slots=True)
class Element:
    """One word of an alternative: the keys it is found by, or the range of a number."""

    keys: tuple[str, ...]
    low: float = 0.0
    high: float = -1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """An alternative, ready to be looked for.

    Attributes:
        elements: Its words.
        denied: It is met where the text denies it.
        exact: Its words must follow each other, function words and all.
        numeric: It holds a number beside other words, which must stand closer to it.
        names: Names of `grading.rivals` in it, to which its words must belong.
    """

    elements: tuple[Element, ...]
    denied: bool = False
    exact: bool = False
    numeric: bool = False
    names: Names = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a text says an alternative.

    Attributes:
        first: Its first word.
        last: Its last word.
        weak: The text denies something of it: `sharding does not keep the quality`.
        denied: It was met as a denial.
        doubtful: The text says it of another name than the point is about, or beside a mistake.
    """

    first: int
    last: int
    weak: bool = False
    denied: bool = False
    doubtful: bool = False


@lru_cache(20_000)
def phrase_of(alternative: str) -> Phrase | None:
    """The alternative, ready to be looked for; None if it holds no word."""
    words, choices = _parts(alternative)
    content = [at for at, word in enumerate(words) if is_content(word)]
    state = polarity(words)
    denied = any(state[at] == DENIED for at in content)
    exact = not content or (
        len(content) == 1 and not denied and any(_matters(word) for word in words)
    )
    kept = range(len(words)) if exact else content
    if not kept:
        return None
    elements = tuple(_element(words[at], choices[at]) for at in kept)
    names: Names = ()
    rest = tuple(each for each in elements if not _is_name(each))
    if rest and not exact:  # `fp16 more precise`: what is said to be more precise is fp16
        names = _names(set(elements) - set(rest))
        elements = rest if names else elements
    numeric = len(elements) > 1 and any(words[at].value is not None for at in kept)
    return Phrase(elements, denied, exact, numeric, names)


@lru_cache(20_000)
def claim_of(alternative: str) -> Phrase | None:
    """An alternative of a wrong claim: all its words in their order, next to each other."""
    phrase = phrase_of(alternative)
    words, choices = _parts(alternative)
    elements = tuple(map(_element, words, choices))
    return replace(phrase, elements=elements, exact=True) if phrase else None


def _parts(alternative: str) -> tuple[list[Word], list[list[str]]]:
    """Its words, the first of each choice, and for each what else will do."""
    firsts, others = [], []
    for part in alternative.split():
        choice = [one for one in part.split("|") if one]
        if choice:
            firsts.append(_RANGE.sub(r"\1", choice[0]))
            others.append(choice)
    words = words_of(" ".join(firsts))
    begins, place = {}, 0
    for first, choice in zip(firsts, others, strict=True):
        begins[place] = choice
        place += len(first) + 1
    return words, [begins.get(word.start, [word.text]) for word in words]


def _is_name(element: Element) -> bool:
    return element.high < element.low and all(names_of(key) for key in element.keys)


def _names(elements: Iterable[Element]) -> Names:
    found = named(key for element in elements for key in element.keys)
    return tuple((index, frozenset(places)) for index, places in found.items())


def _matters(word: Word) -> bool:
    return not is_content(word) and word.text not in _EMPTY


def _element(word: Word, choice: Sequence[str]) -> Element:
    span = _RANGE.match(choice[0])
    keys = [word.keys[0], *(words_of(other)[0].keys[0] for other in choice[1:])]
    return Element(tuple(keys), *map(float, span.groups())) if span else Element(tuple(keys))


def hits(text: Text, phrase: Phrase) -> Iterator[Hit]:
    """Where the text says the phrase, from its beginning on."""
    places = []
    for element in phrase.elements:
        here = _places(text, element)
        if not here:
            return
        places.append(here)
    find = _in_order if phrase.exact else _close_by
    for at in places[0][:MOST_HITS]:
        found = find(text, at, places, phrase)
        if found and not text.masked.intersection(found) and _said_of(text, found, phrase.names):
            hit = _judged(text, found, phrase)
            if hit:
                yield hit


def belong(text: Text, found: Iterable[int], names: Names) -> bool:
    """Whether the text may say these words of these names: it says them of no other."""
    return all(text.belongs(at, index, places) for index, places in names for at in found)


def _said_of(text: Text, found: Iterable[int], names: Names) -> bool:
    """Whether the text says these words of the names that stand in the alternative."""
    return all(
        text.belongs(at, index, places) and text.named_near(at, index, places)
        for index, places in names
        for at in found
    )


def _places(text: Text, element: Element) -> Sequence[int]:
    if element.high >= element.low:
        return text.between(element.low, element.high)
    if len(element.keys) == 1:
        return text.places.get(element.keys[0], ())
    return sorted({at for key in element.keys for at in text.places.get(key, ())})


def _in_order(text: Text, at: int, places: Sequence[Sequence[int]], _: Phrase) -> Sequence[int]:
    """The words of an exact phrase that begins here, or none."""
    end = at + len(places)
    if end > len(text.words) or text.sentence[end - 1] != text.sentence[at]:
        return ()
    found = range(at, end)
    return (
        found if all(_holds(here, each) for here, each in zip(places, found, strict=True)) else ()
    )


def _holds(here: Sequence[int], at: int) -> bool:
    index = bisect_left(here, at)
    return index < len(here) and here[index] == at


def _close_by(
    text: Text, at: int, places: Sequence[Sequence[int]], phrase: Phrase
) -> Sequence[int]:
    """The nearest words of a phrase around its first one, if they are close enough, or none."""
    found = [at]
    for here in places[1:]:
        near = _nearest(here, at, found)
        if near is None or text.sentence[near] != text.sentence[at]:
            return ()
        found.append(near)
    slack = 1 if phrase.numeric else SLACK
    ranks = [text.rank[each] for each in found]
    return found if max(ranks) - min(ranks) < len(found) + slack else ()


def _nearest(here: Sequence[int], at: int, taken: Iterable[int]) -> int | None:
    """The place nearest to a word, the one behind it first, that is not taken yet."""
    index = bisect_left(here, at)
    near = [each for each in here[max(0, index - 2) : index + 2] if each not in taken]
    return min(near, key=lambda each: (abs(each - at), each < at), default=None)


def _judged(text: Text, found: Sequence[int], phrase: Phrase) -> Hit | None:
    """The hit, if the text affirms or denies these words as the phrase does."""
    states = [text.state[at] for at in found]
    first, last = min(found), max(found)
    if phrase.denied:
        met = DENIED in states or DISMISSED in states
        return Hit(first, last, denied=True) if met else None
    if DENIED in states:
        return None
    return Hit(first, last, weak=any(state != AFFIRMED for state in states))
