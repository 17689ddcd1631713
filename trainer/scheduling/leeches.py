"""Leeches: cards that keep failing and cost more than they teach.

Named at the eighth failure and at every fourth from there, as Anki does (its manual, "Leeches").
"""

from __future__ import annotations

AFTER = 8  # failed reviews that make a leech
EVERY = 4  # failed reviews from one naming to the next


def is_leech(failures: int) -> bool:
    """Whether a card with so many failed reviews is a leech."""
    return failures >= AFTER


def named_now(failures: int) -> bool:
    """Whether the failure that made it so many is one at which the learner is told."""
    return is_leech(failures) and (failures - AFTER) % EVERY == 0
