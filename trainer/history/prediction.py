"""How likely a card is remembered today: SM-2's own figure, corrected by the learner's log.

The prior is 0.9 ** (t / interval): t days after the last answer, a card that was put off for
`interval` days is taken to be remembered with a chance of 0.9 when it falls due. On top of it lies
a logistic layer over the prior, the days, the card and the learner's last results. It learns
online: all reviews of a learning day are predicted before any of them is learned from, so that
each prediction can be scored honestly. Its update is a Newton step on the day's reviews around
what was known before (a Gaussian for each weight), so there is no step size to choose.

Beside it stand two baselines that know no card: the mean of all reviews so far, and that of the
last `WINDOW`. Whoever predicts worse than they do predicts badly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.history.record import KINDS
from trainer.history.replay import MOVES_MEMORY
from trainer.history.statistics import Table, changes, in_log_order
from trainer.history.usual import WINDOW
from trainer.scheduling.sm2 import EASE_CHANGE, MIN_EASE, PASSING

Array = NDArray[Any]

AT_DUE = 0.9  # the share that SM-2 aims at when a card falls due
ENOUGH = 100  # reviews from which the layer is trusted before the prior
LEAST = 0.001  # nothing is predicted to be surer than this to be forgotten or remembered
PRECISION = 4.0  # how firmly each weight begins where the prior is
FADES = 0.999  # what a learning day leaves of the precision, so that a learner may change
# Bins of the RMSE: the logarithms of days, reviews and lapses, as the metric's authors chose them.
BASES = {"elapsed": 3.62, "reviews": 1.89, "lapses": 1.73}


@dataclass(frozen=True, slots=True)
class Tests:
    """Reviews that put memory to the test, in the order of the log.

    A card's first review tests no memory, nor does a second one on the same day.

    Attributes:
        day: The learning day, an ordinal.
        passed: Whether it was remembered.
        elapsed: Days since the card was last answered, from 1.
        interval: Days for which it had been put off, from 1.
        ease: In hundredths.
        reviews: How many answers the card had before.
        lapses: How many of them were not remembered.
    """

    day: Array
    passed: Array
    elapsed: Array
    interval: Array
    ease: Array
    reviews: Array
    lapses: Array


@dataclass(frozen=True, slots=True)
class Scores:
    """How good predictions were, all made before the answer.

    Attributes:
        log_loss: The mean of -log of what was given to what happened; 0 is best.
        rmse: The root mean square of the difference between predicted and measured share over
            bins of days, reviews and lapses. Source: the wiki of fsrs4anki, "The Metric".
        auc: The chance that a remembered review was given more than a forgotten one; 0.5 tells
            nothing; None while all, or none, were remembered. Predictions count to 4 digits.
    """

    log_loss: float
    rmse: float
    auc: float | None


@dataclass(frozen=True, slots=True)
class Predictor:
    """What was learned from a log.

    Attributes:
        weights: Of the features.
        trusted: Whether there were reviews enough, else the prior predicts.
        lately: The share that was remembered lately.
    """

    weights: Array
    trusted: bool
    lately: float

    def predict(self, elapsed: Array, interval: Array, ease: Array, seen: Array) -> Array:
        """The chance that cards are remembered.

        Args:
            elapsed: Days since each was last answered.
            interval: Days for which it was put off; below 1 counts as 1.
            ease: In hundredths.
            seen: Reviews and lapses of each, shape (cards, 2).
        """
        if not self.trusted:
            return prior(elapsed, interval)
        lately = np.full(len(elapsed), self.lately)
        return _sigmoid(_features(elapsed, interval, ease, seen, lately) @ self.weights)


def tests(counted: Table) -> Tests:
    """The reviews that test memory, in the order of the log."""
    moves = np.flatnonzero(np.isin(counted.kind, _MOVES))
    card, day, passed = counted.card[moves], counted.day[moves], counted.passed[moves]
    begins, group = np.flatnonzero(changes(card)), np.cumsum(changes(card)) - 1
    nth = np.arange(len(moves)) - begins[group] if len(moves) else moves
    failed_before = np.cumsum(~passed) - ~passed
    lapses = failed_before - failed_before[begins][group] if len(moves) else moves
    elapsed = day - counted.day[np.maximum(moves - 1, 0)]
    interval = np.roll(counted.gap[moves], 1)
    keep = (nth > 0) & (elapsed >= 1) & (interval >= 1)
    chosen = in_log_order(counted.ids[moves[keep]], np.flatnonzero(keep), counted.rows)
    return Tests(
        day=day[chosen],
        passed=passed[chosen],
        elapsed=elapsed[chosen],
        interval=interval[chosen],
        ease=counted.ease[moves][chosen],
        reviews=nth[chosen],
        lapses=lapses[chosen],
    )


def learn(tested: Tests) -> tuple[Predictor, Array]:
    """What a log teaches, and what was predicted for each of its reviews before its answer."""
    before = _moving(tested.passed)
    weights, precision = _BEGIN, PRECISION * np.eye(len(_BEGIN))
    predicted = prior(tested.elapsed, tested.interval)
    seen = np.column_stack((tested.reviews, tested.lapses))
    for day in _days(tested):
        parts = (tested.elapsed[day], tested.interval[day], tested.ease[day], seen[day])
        x = _features(*parts, before[day])
        p = _sigmoid(x @ weights)
        if day.start >= ENOUGH:
            predicted[day] = p
        spread = x * (p * (1 - p))[:, None]
        precision = (
            FADES * precision + (1 - FADES) * PRECISION * np.eye(len(weights)) + x.T @ spread
        )
        weights = weights + np.linalg.solve(precision, x.T @ (tested.passed[day] - p))
    last = tested.passed[-WINDOW:]
    lately = float((last.sum() + AT_DUE) / (len(last) + 1))
    return Predictor(weights, len(tested.passed) >= ENOUGH, lately), predicted


def evaluate(tested: Tests, predicted: Array) -> dict[str, Scores]:
    """The scores of the predictor beside those of SM-2's figure and of the two baselines."""
    many = np.arange(len(tested.passed))
    before = np.cumsum(tested.passed) - tested.passed
    rivals = {
        "predictor": predicted,
        "sm2": prior(tested.elapsed, tested.interval),
        "mean": (before + AT_DUE) / (many + 1),
        "moving_average": _moving(tested.passed),
    }
    bins = _bins(tested)
    return {name: _score(tested.passed, p, bins) for name, p in rivals.items()}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where cards stand on a day, those that have a memory; as `Predictor.predict` takes it."""

    card: Array
    elapsed: Array
    interval: Array
    ease: Array
    seen: Array
    due: Array


def stand(counted: Table, together: Sequence[int]) -> Standing:
    """Where each card of the log stands today by its answers.

    Args:
        counted: The answers.
        together: The group of each card, whose last answer counts for all of it; -1 for none.
    """
    moves = np.flatnonzero(np.isin(counted.kind, _MOVES))
    card, quality = counted.card[moves], counted.quality[moves]
    last = np.flatnonzero(changes(card[::-1])[::-1])
    cards, at = card[last], moves[last]
    answered = np.zeros(counted.cards, np.int64)
    answered[counted.card] = counted.day  # the last one written wins
    group = np.asarray(together, np.int64)
    grouped = np.flatnonzero(group >= 0)
    newest = np.zeros(int(group.max(initial=-1)) + 1, np.int64)
    np.maximum.at(newest, group[grouped], answered[grouped])
    answered[grouped] = newest[group[grouped]]
    reviews = np.bincount(card, minlength=counted.cards)[cards]
    lapses = np.bincount(card[quality < PASSING], minlength=counted.cards)[cards]
    change = np.asarray([EASE_CHANGE[q] if q >= PASSING else 0 for q in range(6)])
    return Standing(
        card=cards,
        elapsed=counted.today - answered[cards],
        interval=counted.gap[at],
        ease=np.maximum(MIN_EASE, counted.ease[at] + change[counted.quality[at]]),
        seen=np.column_stack((reviews, lapses)),
        due=counted.day[at] + counted.gap[at],
    )


def prior(elapsed: Array, interval: Array) -> Array:
    """0.9 ** (t / interval), SM-2's own figure, kept `LEAST` away from 0 and 1."""
    share = AT_DUE ** (np.maximum(elapsed, 0) / np.maximum(interval, 1))
    return np.asarray(np.clip(share, LEAST, 1 - LEAST))


# One level down

_MOVES = [KINDS.index(kind) for kind in MOVES_MEMORY]
_BEGIN = np.asarray([0.0, 1.0, 0, 0, 0, 0, 0, 0])  # the layer begins as the prior itself
_USUAL = np.log(AT_DUE / (1 - AT_DUE))


def _features(elapsed: Array, interval: Array, ease: Array, seen: Array, lately: Array) -> Array:
    """What the layer looks at, one row a review: a one, the prior's logit, and what may mend it."""
    return np.column_stack(
        (
            np.ones(len(elapsed)),
            _logit(prior(elapsed, interval)),
            np.log1p(elapsed) / 3,
            np.log(np.maximum(interval, 1)) / 3,
            (ease - 250) / 100,
            np.log1p(seen) / 2,
            _logit(lately) - _USUAL,
        )
    )


def _days(tested: Tests) -> Iterator[slice]:
    """The reviews of each learning day, in the order of the log."""
    begins = np.flatnonzero(changes(tested.day)).tolist()
    for begin, end in zip(begins, [*begins[1:], len(tested.day)], strict=False):
        yield slice(begin, end)


def _moving(passed: Array) -> Array:
    """The share of the last `WINDOW` reviews before each that was remembered.

    At the start a single review that was remembered with a chance of 0.9 stands before all.
    """
    total = np.concatenate(([0], np.cumsum(passed)))
    end = np.arange(len(passed))
    begin = np.maximum(0, end - WINDOW)
    return np.asarray((total[end] - total[begin] + AT_DUE) / (end - begin + 1))


def _score(passed: Array, predicted: Array, bins: Array) -> Scores:
    p = np.clip(predicted, LEAST, 1 - LEAST)
    given = np.where(passed, p, 1 - p)
    size = np.bincount(bins)
    gap = np.bincount(bins, p) - np.bincount(bins, passed)
    squares = gap[size > 0] ** 2 / size[size > 0]
    return Scores(
        log_loss=float(-np.log(given).mean()),
        rmse=float(np.sqrt(squares.sum() / len(passed))),
        auc=_auc(passed, p),
    )


def _auc(passed: Array, p: Array) -> float | None:
    level = np.rint(p * 10_000).astype(np.int64)
    remembered = np.bincount(level[passed], minlength=10_001)
    forgotten = np.bincount(level[~passed], minlength=10_001)
    pairs = int(remembered.sum()) * int(forgotten.sum())
    if not pairs:
        return None
    below = np.cumsum(forgotten) - forgotten
    return float((remembered * (below + forgotten / 2)).sum() / pairs)


def _bins(tested: Tests) -> Array:
    """The bin of each review, numbered from 0."""
    code = np.zeros(len(tested.passed), np.int64)
    for name, base in BASES.items():
        values = getattr(tested, name) + (name == "reviews")
        steps = np.floor(np.log(np.maximum(values, 1)) / np.log(base)) + (values > 0)
        code = code * 64 + steps.astype(np.int64)
    return np.asarray(np.unique(code, return_inverse=True)[1])


def _logit(p: Array) -> Array:
    return np.asarray(np.log(p / (1 - p)))


def _sigmoid(z: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -30, 30))))
