"""A free text made ready for being searched: its words, what they deny, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from trainer.grading.negation import is_negator, polarity
from trainer.grading.rivals import Owner, owners
from trainer.grading.words import CLAUSE, FUNCTION, SENTENCE, Word, words_of

SHORTLY = 4  # words after which a name may follow what is said of it


@dataclass(slots=True)
class Text:
    """A free text with an index of its words.

    Attributes:
        raw: As typed.
        words: Its words in order.
        state: What `negation.polarity` says of each word.
        rank: For each word how many words of content stand before it.
        sentence: For each word the number of its sentence.
        clause: For each word the number of its clause.
        places: From a key to the words that are found by it.
        numbers: The words that are numbers.
        masked: Words that count for nothing: the question again, a bare list.
        doubted: Sentences that show nothing for sure, as they say something wrong.
    """

    raw: str
    words: Sequence[Word]
    state: Sequence[int]
    rank: Sequence[int]
    sentence: Sequence[int]
    clause: Sequence[int]
    places: dict[str, list[int]]
    numbers: Sequence[int]
    masked: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)
    _owners: dict[int, list[Owner]] = field(default_factory=dict)

    def quote(self, first: int, last: int) -> str:
        """The part of the text from one word to another, letter by letter."""
        return self.raw[self.words[first].start : self.words[last].end]

    def between(self, low: float, high: float) -> list[int]:
        """The words that are numbers in this range."""
        values = ((at, self.words[at].value) for at in self.numbers)
        return [at for at, value in values if value is not None and low <= value <= high]

    def belongs(self, at: int, rivals: int, names: frozenset[int]) -> bool:
        """Whether a word may belong to one of these names of a set of `grading.rivals`."""
        owner = self._owners_of(rivals)[at]
        return not owner or not owner.isdisjoint(names)

    def named_near(self, at: int, rivals: int, names: frozenset[int]) -> bool:
        """Whether a word belongs to one of these names, or one follows shortly: `finer is fp16`."""
        told = self._owners_of(rivals)
        if told[at]:
            return not told[at].isdisjoint(names)
        near = range(at + 1, min(at + 1 + SHORTLY, len(told)))
        found = next(
            (told[b] for b in near if told[b] and self.sentence[b] == self.sentence[at]), names
        )
        return found is not names and not found.isdisjoint(names)

    def _owners_of(self, rivals: int) -> list[Owner]:
        if rivals not in self._owners:
            self._owners[rivals] = owners(self.words, rivals)
        return self._owners[rivals]

    def doubt(self, at: int) -> None:
        """Let the sentence of a word be one that shows nothing for sure."""
        self.doubted.add(self.sentence[at])

    def mask(self, spent: set[int]) -> None:
        """Let these words count for nothing from now on."""
        self.masked |= spent


def is_content(word: Word) -> bool:
    """Whether a word says something by itself."""
    return word.text not in FUNCTION and not is_negator(word)


def text_of(raw: str) -> Text:
    """The text with its index."""
    words = words_of(raw)
    rank, sentence, clause = [], [], []
    content = sentences = clauses = 0
    places: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        content += is_content(word)
        sentences += word.cut >= SENTENCE
        clauses += word.cut >= CLAUSE
        rank.append(content)
        sentence.append(sentences)
        clause.append(clauses)
        for key in word.keys:
            places.setdefault(key, []).append(at)
    numbers = [at for at, word in enumerate(words) if word.value is not None]
    return Text(raw, words, polarity(words), rank, sentence, clause, places, numbers)
