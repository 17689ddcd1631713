"""From a prediction and what was measured to a verdict and an SM-2 quality.

The number, by what kind of amount was asked:

| tolerance  | full                  | half                  |
|------------|-----------------------|-----------------------|
| count      | within 2%             | -                     |
| ratio      | within a factor 1.25  | within a factor 1.6   |
| difference | within a factor 2     | within a factor 4     |

The direction is graded apart from it. The quality, 0 to 5, follows from both:

| number       | direction right | not said | wrong |
|--------------|-----------------|----------|-------|
| full         | 5               | 4        | 2     |
| half         | 4               | 3        | 2     |
| off          | 3               | 1        | 1     |
| not said     | 2               | 0        | 0     |

Nothing measured here is an exact figure, so nothing asks for one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.grading.answer import read_answer
from trainer.units import in_unit

# The largest factor between prediction and measurement for full and for half marks.
TOLERANCES = {"count": (1.02, 1.02), "ratio": (1.25, 1.6), "difference": (2.0, 4.0)}
RIGHT, WRONG, UNSAID = "right", "wrong", "none"  # verdicts on a direction
_QUALITY = {
    "full": {RIGHT: 5, UNSAID: 4, WRONG: 2},
    "half": {RIGHT: 4, UNSAID: 3, WRONG: 2},
    "off": {RIGHT: 3, UNSAID: 1, WRONG: 1},
    "none": {RIGHT: 2, UNSAID: 0, WRONG: 0},
}


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the learner expects.

    Attributes:
        number: In the unit that was asked; None if none was said.
        direction: One of the lab's directions; empty if none was said.
        problem: What is asked back; empty where the text was read.
    """

    number: float | None = None
    direction: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PredictionGrade:
    """How a prediction did.

    Attributes:
        number: `full`, `half`, `off`, or `none` if no number was said.
        direction: `right`, `wrong`, or `none` if no direction was said.
        quality: 0 to 5.
    """

    number: str
    direction: str
    quality: int


def read_prediction(text: str, unit: str, directions: Sequence[str]) -> Prediction:
    """What a line of text predicts: `3.2 x slower`, `12%`, `larger, about 3`.

    The number is read as every typed answer is; one of the directions may stand before or
    behind it. Any text is read or asked back.

    Args:
        text: As typed.
        unit: The unit that was asked.
        directions: The words that name a direction.
    """
    said = [word for word in directions if re.search(_whole(word), text, re.IGNORECASE)]
    if len(said) > 1:
        return Prediction(problem=f"{' and '.join(said)} cannot both be; name one.")
    direction = said[0] if said else ""
    rest = re.sub(_whole(direction), " ", text, flags=re.IGNORECASE) if said else text
    rest = rest.strip(" ,;\t\r\n")
    if said and not rest:
        return Prediction(direction=direction, problem="a number is missing.")
    reading = read_answer(rest, unit)
    if reading.value is None:
        return Prediction(direction=direction, problem=reading.says)
    return Prediction(float(in_unit(reading.value, unit)), direction)


def read_direction(text: str, directions: Sequence[str]) -> str:
    """The direction that a word or its beginning names; empty if none, or more than one, does."""
    typed = text.strip().casefold()
    if typed in directions:
        return typed
    close = [word for word in directions if typed and word.startswith(typed)]
    return close[0] if len(close) == 1 else ""


def grade_prediction(
    prediction: Prediction, measured: float, direction: str, tolerance: str
) -> PredictionGrade:
    """The grade of a prediction next to what was measured.

    Args:
        prediction: What was expected.
        measured: In the same unit.
        direction: The direction that was measured.
        tolerance: A key of `TOLERANCES`.

    Raises:
        ValueError: If the measurement is no finite number.
    """
    if not math.isfinite(measured):
        raise ValueError(f"{measured} was measured, which nothing can be compared with")
    number = _grade_number(prediction.number, measured, tolerance)
    turned = UNSAID
    if prediction.direction:
        turned = RIGHT if prediction.direction == direction else WRONG
    return PredictionGrade(number, turned, quality_of_prediction(number, turned))


def quality_of_prediction(number: str, direction: str) -> int:
    """The quality, 0 to 5, of the verdicts on number and direction."""
    return _QUALITY[number][direction]


def _grade_number(predicted: float | None, measured: float, tolerance: str) -> str:
    if predicted is None:
        return "none"
    full, half = TOLERANCES[tolerance]
    if predicted == measured:
        return "full"
    if predicted * measured <= 0:  # of another sign, or one of them 0: no factor lies between
        return "off"
    factor = max(predicted / measured, measured / predicted)
    return "full" if factor <= full else "half" if factor <= half else "off"


def _whole(word: str) -> str:
    return rf"(?<!\w){re.escape(word)}(?!\w)"
