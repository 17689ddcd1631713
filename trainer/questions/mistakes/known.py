"""What is said about a known mistake."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Known:
    """A mistake that people make.

    Attributes:
        id: A letter for the topic and a number, `K2`.
        name: What was done, in a few words.
        says: What to tell the learner.
    """

    id: str
    name: str
    says: str
