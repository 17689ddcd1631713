"""How long the rest of a sitting takes, by how long its cards took so far."""

from __future__ import annotations

from trainer.history.usual import NUMBER

WEIGHT = 5  # answers as which the usual pace counts: few, so that the learner's own soon decides
LONGEST = 2  # times its budget that a card counts at most: a pause for tea is no pace


def minutes_left(cards: int, spent: float, answered: int) -> int:
    """Minutes that so many cards will take, whole ones, at least 1 while there are cards.

    Args:
        cards: Cards to go.
        spent: Seconds that the answers so far took, each capped by `counted`.
        answered: How many they were.
    """
    if not cards:
        return 0
    pace = (NUMBER * WEIGHT + spent) / (WEIGHT + answered)
    return max(1, round(cards * pace / 60))


def counted(seconds: float, budget: int) -> float:
    """The seconds of an answer that count for the pace."""
    return min(seconds, LONGEST * budget)
