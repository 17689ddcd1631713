"""What is remembered: retention that was measured, recall that is predicted, and how well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainer.history.shares import Share, rounded, share_of
from trainer.history.usual import LATELY

if TYPE_CHECKING:
    from trainer.history.prediction import Standing
    from trainer.history.statistics import Array, Table

BANDS = (1, 2, 7, 21, 91)  # days from which a band of intervals begins; SM-2 starts with 1 and 6


@dataclass(frozen=True, slots=True)
class Band:
    """Reviews of cards that had been put off for `first` to `last` days; None has no end.

    Attributes:
        first: The shortest interval.
        last: The longest one.
        passed: The share that was remembered.
        predicted: The mean of what was predicted for them before; None without reviews.
    """

    first: int
    last: int | None
    passed: Share
    predicted: float | None


@dataclass(frozen=True, slots=True)
class Retention:
    """True retention: of reviews that put memory to the test, the share remembered."""

    all: Share
    last_30_days: Share
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """How well one way of predicting recall did; see `history.prediction.Scores`."""

    name: str
    log_loss: float
    rmse: float
    auc: float | None


@dataclass(frozen=True, slots=True)
class PredictionReport:
    """Predicted recall, and how well it was predicted so far.

    Attributes:
        reviews: How many reviews it was scored on.
        method: `sm2`, or `fitted` once there were reviews enough.
        enough: From how many reviews on it is fitted.
        scores: The predictor, SM-2's own figure and the two baselines; empty without reviews.
        cards: The predicted recall of each card today.
    """

    reviews: int
    method: str
    enough: int
    scores: tuple[Rival, ...]
    cards: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a log says about memory.

    Attributes:
        retention: What was measured.
        prediction: What is predicted.
        failures: How many reviews of each card failed, by its id.
        due: The ordinal of the day on which each card is due after its last review, by its id.
        reviewed: The ordinal of the day of that review.
    """

    retention: Retention
    prediction: PredictionReport
    failures: Mapping[str, int]
    due: Mapping[str, int]
    reviewed: Mapping[str, int]


def remember(
    counted: Table, names: Sequence[str], together: Sequence[int], asked: Set[str]
) -> Remembered:
    """What is remembered, as the answers of a log tell it.

    Args:
        counted: The answers.
        names: The ids of its cards, by place.
        together: For each card the number of the group that is asked the same questions, -1 for
            none: an answer to one of them refreshes all.
        asked: The cards that can be asked; of others nothing is said.
    """
    from trainer.history import prediction  # numpy, only where there is something to count

    tested = prediction.tests(counted)
    predictor, predicted = prediction.learn(tested)
    now = prediction.stand(counted, together)
    recall = predictor.predict(now.elapsed, now.interval, now.ease, now.seen)
    cards = [names[place] for place in now.card.tolist()]
    scores = prediction.evaluate(tested, predicted) if len(tested.passed) else {}
    report = PredictionReport(
        reviews=len(tested.passed),
        method="fitted" if predictor.trusted else "sm2",
        enough=prediction.ENOUGH,
        scores=tuple(
            Rival(
                name=name,
                log_loss=rounded(score.log_loss),
                rmse=rounded(score.rmse),
                auc=None if score.auc is None else rounded(score.auc),
            )
            for name, score in scores.items()
        ),
        cards={c: rounded(p) for c, p in zip(cards, recall, strict=True) if c in asked},
    )
    lately = tested.passed[tested.day > counted.today - LATELY]
    retention = Retention(
        all=share_of(int(tested.passed.sum()), len(tested.passed)),
        last_30_days=share_of(int(lately.sum()), len(lately)),
        bands=_bands(tested.interval, tested.passed, predicted),
    )
    due = dict(zip(cards, now.due.tolist(), strict=True))
    reviewed = dict(zip(cards, (now.due - now.interval).tolist(), strict=True))
    return Remembered(retention, report, _failures(cards, now), due, reviewed)


def _bands(interval: Array, passed: Array, predicted: Array) -> tuple[Band, ...]:
    from trainer.history import statistics

    band, many = statistics.band_of(interval, BANDS), len(BANDS)
    counts = statistics.totals(band, many)
    right, given = (statistics.totals(band, many, each) for each in (passed, predicted))
    ends = [*(begin - 1 for begin in BANDS[1:]), None]
    return tuple(
        Band(
            first=first,
            last=ends[place],
            passed=share_of(int(right[place]), int(counts[place])),
            predicted=rounded(given[place] / counts[place]) if counts[place] else None,
        )
        for place, first in enumerate(BANDS)
    )


def _failures(cards: Sequence[str], now: Standing) -> dict[str, int]:
    lapses = now.seen[:, 1].tolist()
    return {card: many for card, many in zip(cards, lapses, strict=True) if many}
