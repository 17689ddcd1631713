"""SM-2, the text of 1990, in integers.

The published description of SuperMemo 2 and its Delphi plug-in disagree; this is the text:
a failure leaves the ease alone, and the new interval uses the ease from before the answer.

Source: P. A. Wozniak, "Optimization of learning", 1990, chapter 3.2, steps 1 to 7.
"""

from __future__ import annotations

from dataclasses import dataclass

START_EASE = 250
MIN_EASE = 130  # below 1.30 a card returns too often to be worth keeping
PASSING = 3  # the lowest quality that counts as remembered
DRILL_BELOW = 4  # what scored less comes back the same day (step 7)

# What each quality adds to the ease, in hundredths: EF' = EF + 0.1 - (5-q)(0.08 + (5-q)0.02).
EASE_CHANGE = {5: 10, 4: 0, 3: -14, 2: -32, 1: -54, 0: -80}


@dataclass(frozen=True, slots=True)
class Memory:
    """What SM-2 keeps of a card.

    Attributes:
        repetitions: Successes in a row.
        ease: The ease factor in hundredths, 250 for 2.50.
        interval: Days to the next review.
    """

    repetitions: int = 0
    ease: int = START_EASE
    interval: int = 0


def review(memory: Memory, quality: int) -> Memory:
    """The memory after an answer of this quality.

    A success (3 to 5) gives 1 day, then 6, then ceil(interval * ease) with the ease from
    before the answer; then the ease moves by `EASE_CHANGE`, never below 1.30. A failure
    starts again at 1 day and leaves the ease as it was.

    Args:
        memory: The memory before the answer.
        quality: 0 (no idea) to 5 (perfect).

    Raises:
        ValueError: If the quality is not a whole number from 0 to 5.
    """
    if quality not in EASE_CHANGE:
        raise ValueError(f"a quality is a whole number from 0 to 5, not {quality!r}")
    if quality < PASSING:
        return Memory(repetitions=0, ease=memory.ease, interval=1)
    return Memory(
        repetitions=memory.repetitions + 1,
        ease=max(MIN_EASE, memory.ease + EASE_CHANGE[quality]),
        interval=_next_interval(memory),
    )


def outlook(memory: Memory, quality: int) -> tuple[int, int]:
    """The interval that an answer of this quality leads to, and the one after it, in days.

    The second is that of a 4 on the day the card comes back. It is where the qualities from 3 up
    part: the next interval uses the ease from before the answer, so it is the same for all.
    """
    after = review(memory, quality)
    return after.interval, review(after, 4).interval


def _next_interval(memory: Memory) -> int:
    if memory.repetitions == 0:
        return 1
    if memory.repetitions == 1:
        return 6
    return -(-memory.interval * memory.ease // 100)  # ceil, in integers
