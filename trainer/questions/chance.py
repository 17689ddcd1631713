"""Chance as an argument: small whole numbers from a seed, the same for ever.

Python's own `random` may change how it picks from one version to the next; a stored seed
must give the same question in ten years. This is SplitMix64, with rejection against bias.

Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_WORD = 2**64
_STEP = 0x9E3779B97F4A7C15


class Chance:
    """A stream of choices that a seed decides."""

    def __init__(self, seed: int) -> None:
        self._state = seed % _WORD

    def _word(self) -> int:
        self._state = word = (self._state + _STEP) % _WORD
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % _WORD
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB % _WORD
        return word ^ (word >> 31)

    def below(self, count: int) -> int:
        """A whole number from 0 to count - 1, each equally likely.

        Raises:
            ValueError: If the count is below 1.
        """
        if count < 1:
            raise ValueError(f"cannot choose among {count}")
        limit = _WORD - _WORD % count
        while (word := self._word()) >= limit:
            pass
        return word % count

    def choose(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]


def seed_from(*parts: object) -> int:
    """A seed of 32 bits that the parts decide: learner, card and how often it was asked, say."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
