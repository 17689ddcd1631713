"""Byte-level byte pair encoding (BPE): text to token numbers and back, without loss.

A text is cut into pieces (a word with the space before it, a line break with its indent), each
piece starts as bytes, and pairs are merged in the order in which training found them most often.

Source: Sennrich et al. 2016, arXiv:1508.07909, section 3.2; on bytes as in GPT-2 (Radford 2019).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from trainer.labs.algorithms.checks import Array

PIECE = re.compile(r"\n *| ?\w+| ?[^\w\s]+| +(?= )|\s")
BYTES = 256  # token n below this is the byte n
Pair = tuple[int, int]


class Tokenizer:
    """Turns text into token numbers by a list of merges.

    Attributes:
        merges: Pairs of tokens, earliest first; merge n makes the token 256 + n.
    """

    def __init__(self, merges: Sequence[Pair]) -> None:
        self.merges = tuple(merges)
        self._ranks = {pair: rank for rank, pair in enumerate(self.merges)}
        self._known: dict[str, list[int]] = {}
        self._bytes = [bytes([value]) for value in range(BYTES)]
        for left, right in self.merges:
            self._bytes.append(self._bytes[left] + self._bytes[right])

    @property
    def size(self) -> int:
        """V, the number of tokens."""
        return len(self._bytes)

    def encode(self, text: str) -> Array:
        """The tokens of a text, uint16 (T,)."""
        tokens: list[int] = []
        for piece in PIECE.findall(text):
            if piece not in self._known:
                self._known[piece] = self._merge(list(piece.encode()))
            tokens += self._known[piece]
        return np.array(tokens, np.uint16)

    def decode(self, tokens: Iterable[int]) -> str:
        """The text of some tokens; a character that was cut in two shows as a question mark."""
        return b"".join(self._bytes[token] for token in tokens).decode(errors="replace")

    def _merge(self, tokens: list[int]) -> list[int]:
        while len(tokens) > 1:
            best = min(pairwise(tokens), key=self._rank)
            if best not in self._ranks:
                break
            tokens = replace_pair(tokens, best, BYTES + self._ranks[best])
        return tokens

    def _rank(self, pair: Pair) -> int:
        return self._ranks.get(pair, len(self._ranks))


def replace_pair(tokens: Sequence[int], pair: Pair, new: int) -> list[int]:
    """The tokens with each occurrence of a pair, from the left, as one new token."""
    merged: list[int] = []
    index = 0
    while index < len(tokens):
        found = tuple(tokens[index : index + 2]) == pair
        merged.append(new if found else tokens[index])
        index += 2 if found else 1
    return merged


def learn(text: str, size: int) -> Tokenizer:
    """A tokenizer of `size` tokens: the most frequent pair is merged again and again.

    Raises:
        ValueError: If the text runs out of pairs before.
    """
    counts = Counter(PIECE.findall(text))
    pieces = [list(piece.encode()) for piece in counts]
    times = list(counts.values())
    pairs: Counter[Pair] = Counter()
    where: defaultdict[Pair, set[int]] = defaultdict(set)
    for index, piece in enumerate(pieces):
        for pair in pairwise(piece):
            pairs[pair] += times[index]
            where[pair].add(index)
    merges: list[Pair] = []
    while len(merges) < size - BYTES:
        best = max(pairs, key=lambda pair: (pairs[pair], pair), default=None)
        if best is None or not pairs[best]:
            raise ValueError(f"the text has no pairs left after {len(merges)} merges")
        for index in where.pop(best):
            for pair in pairwise(pieces[index]):
                pairs[pair] -= times[index]
            pieces[index] = replace_pair(pieces[index], best, BYTES + len(merges))
            for pair in pairwise(pieces[index]):
                pairs[pair] += times[index]
                where[pair].add(index)
        del pairs[best]
        merges.append(best)
    return Tokenizer(merges)
