"""The figures of the health report by the plainest way, row by row, to compare with."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trainer.history.record import Review
from trainer.history.replay import replay, standing

MOVES = ("review", "lab", "import")


def counted(rows: Sequence[Review], today: date) -> list[Review]:
    """The answers that count: graded, standing, not of the future, no interview; oldest first."""
    return [
        row
        for row in reversed(list(standing(reversed(rows))))
        if row.quality is not None and row.kind != "interview" and row.day <= today
    ]


@dataclass(frozen=True)
class Test:
    """A review that put memory to the test."""

    row: Review
    elapsed: int
    interval: int
    reviews: int
    lapses: int

    @property
    def passed(self) -> bool:
        """Whether it was remembered."""
        return self.row.quality >= 3


def tests_of(rows: Iterable[Review]) -> list[Test]:
    """The tests of memory among answers that count, in the order of the log."""
    last: dict[str, Review] = {}
    moved: dict[str, list[Review]] = defaultdict(list)
    found = []
    for row in rows:
        before = moved[row.card]
        if row.kind in MOVES:
            if before:
                elapsed = (row.day - last[row.card].day).days
                interval = (before[-1].due - before[-1].day).days
                lapses = sum(each.quality < 3 for each in before)
                if elapsed >= 1 and interval >= 1:
                    found.append(Test(row, elapsed, interval, len(before), lapses))
            before.append(row)
        last[row.card] = row
    return found


def prior(test: Test) -> float:
    """SM-2's own figure."""
    return min(0.999, max(0.001, 0.9 ** (test.elapsed / test.interval)))


def mean_so_far(tests: Sequence[Test]) -> list[float]:
    """The share remembered of all tests before each, and of one more that stands for 0.9."""
    return [(sum(t.passed for t in tests[:n]) + 0.9) / (n + 1) for n in range(len(tests))]


def moving_average(tests: Sequence[Test], window: int = 100) -> list[float]:
    """The same over the last tests only."""
    shares = []
    for n in range(len(tests)):
        last = tests[max(0, n - window) : n]
        shares.append((sum(t.passed for t in last) + 0.9) / (len(last) + 1))
    return shares


def log_loss(tests: Sequence[Test], predicted: Sequence[float]) -> float:
    """The mean of -log of what was given to what happened."""
    given = [p if t.passed else 1 - p for t, p in zip(tests, predicted, strict=True)]
    return -sum(map(math.log, given)) / len(given)


def rmse_in_bins(tests: Sequence[Test], predicted: Sequence[float]) -> float:
    """The weighted root mean square over bins by the logarithms of days, reviews and lapses."""
    bins: dict[tuple[int, ...], list[tuple[float, bool]]] = defaultdict(list)
    for test, p in zip(tests, predicted, strict=True):
        days = math.floor(math.log(test.elapsed) / math.log(3.62))
        reviews = math.floor(math.log(test.reviews + 1) / math.log(1.89))
        lapses = math.floor(math.log(test.lapses) / math.log(1.73)) + 1 if test.lapses else 0
        bins[days, reviews, lapses].append((p, test.passed))
    total = 0.0
    for pairs in bins.values():
        gap = sum(p for p, _ in pairs) / len(pairs) - sum(y for _, y in pairs) / len(pairs)
        total += len(pairs) * gap**2
    return math.sqrt(total / len(tests))


def auc(tests: Sequence[Test], predicted: Sequence[float]) -> float | None:
    """Over all pairs of a remembered and a forgotten one, how often the first was given more."""
    given = [(round(p, 4), t.passed) for t, p in zip(tests, predicted, strict=True)]
    yes, no = [p for p, y in given if y], [p for p, y in given if not y]
    if not yes or not no:
        return None
    wins = sum((a > b) + (a == b) / 2 for a in yes for b in no)
    return wins / (len(yes) * len(no))


def run_of_proofs(rows: Sequence[Review], quality: int, seconds: float) -> tuple[int, date | None]:
    """Proofs in a row of a free-text card, and the day of the newest.

    Args:
        rows: The answers to one card that count, oldest first.
        quality: What the learner and the grader must both say.
        seconds: How long an answer may take.
    """
    run, newest, days = 0, None, set()
    for row in rows:
        cold = row.day not in days
        days.add(row.day)
        if row.quality < quality:
            run = 0
        elif (
            cold
            and row.answer
            and not row.hints
            and row.seconds <= seconds
            and row.proposed is not None
            and row.proposed >= quality
        ):
            run, newest = run + 1, row.day
    return run, newest


def by_day(rows: Iterable[Review]) -> dict[date, tuple[int, float]]:
    """How many answers each day had, and their seconds, each at most ten minutes."""
    many, seconds = Counter(), Counter()
    for row in rows:
        many[row.day] += 1
        seconds[row.day] += min(max(row.seconds, 0.0), 600.0)
    return {day: (many[day], seconds[day]) for day in sorted(many)}


def wilson(right: float, answers: float) -> tuple[float, float]:
    """The 95% interval as the two roots of (p - s)^2 = z^2 s (1 - s) / n, solved for s."""
    if not answers:
        return 0.0, 1.0
    p, z2 = right / answers, 1.96**2 / answers
    a, b, c = 1 + z2, -(2 * p + z2), p * p
    root = math.sqrt(b * b - 4 * a * c)
    return max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))


def due_days(rows: Sequence[Review], today: date) -> dict[str, date]:
    """When each card is due, by replaying the rows up to today."""
    until = [row for row in rows if row.day <= today]
    return {card: state.due for card, state in replay(until).items()}


def shares_by(
    rows: Iterable[Review], key: Callable[[Review], object]
) -> dict[object, tuple[int, int]]:
    """For each key that is not None: how many answers were remembered, and how many there are."""
    right, answers = Counter(), Counter()
    for row in rows:
        if (name := key(row)) is not None:
            answers[name] += 1
            right[name] += row.quality >= 3
    return {name: (right[name], answers[name]) for name in answers}


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of the values does not exceed."""
    ordered = sorted(values)
    return next(v for n, v in enumerate(ordered, 1) if n >= share * len(ordered))
