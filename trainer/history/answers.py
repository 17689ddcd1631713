"""The log as columns: an array for each thing that a report looks at, not an object for each row.

A driver makes an object for each value that it reads, and a million rows have to take about a
second: so what is small is packed into two whole numbers a row, `when` and `traits`.

| when, bits | holds                                                                    |
|------------|--------------------------------------------------------------------------|
| 0-19       | days from the answer to the day its card was due after it, 0 for none    |
| 20-        | the learning day of the answer, an ordinal                               |

| traits, bits | holds                                                                  |
|--------------|------------------------------------------------------------------------|
| 0-2          | kind: its place in `record.KINDS`                                      |
| 3-5          | quality: 0 to 5, `NONE` where nothing was graded                       |
| 6-7          | hints: 0 to 2, 3 for three or more                                     |
| 8-10         | proposed: 0 to 5, `NONE` where no grader proposed anything             |
| 11-12        | confidence: its place in `CONFIDENCES`                                 |
| 13           | typed: 1 where an answer was typed                                     |
| 14-          | ease: that of the card before the answer, in hundredths                |
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

CONFIDENCES = ("", "guess", "likely", "certain")
NONE = 7
MOST_HINTS = 3
QUALITY, HINTS, PROPOSED, CONFIDENCE, TYPED, EASE = 3, 6, 8, 11, 13, 14  # where each begins
DAY = 20  # where the day begins
LONGEST = (1 << DAY) - 1  # days
MOST_EASE = (1 << 16) - 1


@dataclass(slots=True)
class Answers:
    """All rows of a learner's log, those of undos and those taken back too.

    The log has no gaps: row N, from 1, stands at place N - 1 of each column.

    Attributes:
        cards: The ids of all cards that have rows, in the order of `by_card`.
        counts: How many rows each of them has.
        by_card: The numbers of all rows, card after card, each card's oldest first.
        when: The learning day, and the days until the card was due again.
        traits: What is small.
        seconds: How long the answer took.
        mistakes: The ids of the mistakes of the rows that have some, by row number.
        taken: The numbers of the rows that an undo took back.
    """

    cards: list[str] = field(default_factory=list)
    counts: array[int] = field(default_factory=lambda: array("i"))
    by_card: array[int] = field(default_factory=lambda: array("i"))
    when: array[int] = field(default_factory=lambda: array("q"))
    traits: array[int] = field(default_factory=lambda: array("i"))
    seconds: array[float] = field(default_factory=lambda: array("d"))
    mistakes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    taken: Set[int] = frozenset()
