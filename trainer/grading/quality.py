"""From a verdict to an SM-2 quality: one table for every numeric answer.

| verdict    | quality | because                                             |
|------------|---------|-----------------------------------------------------|
| correct    | 5       | the exact figure, in the convention that was asked  |
| rounded    | 4       | right as said in an interview; the figure is near   |
| slip       | 3       | the way was right, the unit was not                 |
| mistake    | 2       | a known wrong turn; the right one is one step away  |
| wrong      | 1       | nothing known leads there                           |
| no answer  | 0       | the answer was revealed                             |

A hint caps the quality at 3. An answer later than the card's time costs one point of a 4 or
a 5. What scores below 4 comes back on the same day.
"""

from __future__ import annotations

QUALITIES = {"correct": 5, "rounded": 4, "slip": 3, "mistake": 2, "wrong": 1, "no answer": 0}
WITH_HINT = 3


def quality_of(verdict: str, *, hints: int = 0, late: bool = False) -> int:
    """The SM-2 quality, 0 to 5, of a verdict.

    Args:
        verdict: A key of `QUALITIES`.
        hints: How many hints were shown.
        late: Whether the answer took longer than the card's time.
    """
    quality = QUALITIES[verdict]
    if late and quality > WITH_HINT:
        quality -= 1
    return min(quality, WITH_HINT) if hints else quality
