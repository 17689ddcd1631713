"""From what was found to an SM-2 quality: one table for numbers, one for free text.

A numeric answer:

| verdict    | quality | because                                             |
|------------|---------|-----------------------------------------------------|
| correct    | 5       | the exact figure, in the convention that was asked  |
| rounded    | 4       | right as said in an interview; the figure is near   |
| slip       | 3       | the way was right, the unit was not                 |
| mistake    | 2       | a known wrong turn; the right one is one step away  |
| wrong      | 1       | nothing known leads there                           |
| no answer  | 0       | the answer was revealed                             |

A free text, by its rubric points, each said (1), partly said (a half) or not said (0):

| points said                          | quality |
|--------------------------------------|---------|
| all                                  | 5       |
| all but one at most, of three or more| 4       |
| half or more                         | 3       |
| some                                 | 2       |
| none                                 | 1       |
| nothing was written                  | 0       |

A wrong claim caps a free text at 2. A hint caps either at 3. A numeric answer later than the
card's time costs one point of a 4 or a 5. What scores below 4 comes back on the same day.
"""

from __future__ import annotations

QUALITIES = {"correct": 5, "rounded": 4, "slip": 3, "mistake": 2, "wrong": 1, "no answer": 0}
WITH_HINT = 3
WITH_TRAP = 2
UNJUDGED = 3  # right by the learner's own judgement: nothing was there to be found
SAID = {"y": 2, "p": 1, "n": 0}  # in halves of a point


def quality_of(verdict: str, *, hints: int = 0, late: bool = False) -> int:
    """The SM-2 quality, 0 to 5, of a verdict on a number.

    Args:
        verdict: A key of `QUALITIES`.
        hints: How many hints were shown.
        late: Whether the answer took longer than the card's time.
    """
    quality = QUALITIES[verdict]
    if late and quality > WITH_HINT:
        quality -= 1
    return min(quality, WITH_HINT) if hints else quality


def quality_of_points(letters: str, *, trapped: bool = False, hints: int = 0) -> int:
    """The SM-2 quality, 1 to 5, of a free text whose points were judged.

    Args:
        letters: One of `y` (said), `p` (partly) and `n` (not said) for each judged point.
        trapped: Whether a wrong claim was made.
        hints: How many hints were shown.
    """
    halves = sum(SAID[letter] for letter in letters)
    full = 2 * len(letters)
    if not letters:
        quality = UNJUDGED
    elif halves == full:
        quality = 5
    elif halves >= full - 2 and len(letters) > 2:
        quality = 4
    elif 2 * halves >= full:
        quality = 3
    else:
        quality = 2 if halves else 1
    if trapped:
        quality = min(quality, WITH_TRAP)
    return min(quality, WITH_HINT) if hints else quality
