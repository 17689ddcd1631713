"""A share that was counted, with the interval in which the true one lies."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.96  # 95% of a normal distribution lie within so many standard deviations


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some answers were right.

    Attributes:
        answers: How many there were.
        right: How many were right.
        share: The one over the other; None where there is nothing to count.
        low: The lower end of the 95% interval.
        high: Its upper end.
    """

    answers: int
    right: int
    share: float | None
    low: float
    high: float


def share_of(right: int, answers: int) -> Share:
    """The share of the answers that was right."""
    low, high = wilson(right, answers)
    return Share(answers, right, rounded(right / answers) if answers else None, low, high)


def wilson(right: float, answers: float) -> tuple[float, float]:
    """The 95% interval of a share, 0 to 1 where nothing is known.

    With p = right / n it is (p + z^2/2n +- z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). It never
    leaves 0 to 1, and tells something also of three answers out of three.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927).
    """
    if answers <= 0:
        return 0.0, 1.0
    p, z2 = right / answers, Z * Z / answers
    middle = (p + z2 / 2) / (1 + z2)
    half = Z * sqrt(p * (1 - p) / answers + z2 / (4 * answers)) / (1 + z2)
    return rounded(max(0.0, middle - half)), rounded(min(1.0, middle + half))


def rounded(value: float) -> float:
    """A figure as the report gives it, to four decimals."""
    return round(float(value), 4)
