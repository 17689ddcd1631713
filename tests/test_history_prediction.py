"""Predicted recall: honest before the answer, scored as the plain formulas score it."""

import math
import random
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests import plain_health as plain
from tests.diary import TODAY, Diary, simulated
from tests.test_history_statistics import table_of
from trainer.history import prediction


@pytest.fixture(params=(1, 2), scope="module")
def rows(request):
    """The log of a simulated learner."""
    return simulated(30, 200, request.param).rows


def test_tests_of_memory_are_those_found_row_by_row(rows):
    """Days, interval, reviews and lapses before each, in the order of the log."""
    tests = plain.tests_of(plain.counted(rows, TODAY))
    found = prediction.tests(table_of(rows))
    assert len(tests) > 200
    assert found.elapsed.tolist() == [test.elapsed for test in tests]
    assert found.interval.tolist() == [test.interval for test in tests]
    assert found.reviews.tolist() == [test.reviews for test in tests]
    assert found.lapses.tolist() == [test.lapses for test in tests]
    assert found.passed.tolist() == [test.passed for test in tests]
    assert found.ease.tolist() == [test.row.before.ease for test in tests]


def test_scores_are_those_of_the_plain_formulas(rows):
    """Log loss, RMSE in bins and AUC of all four, recomputed with loops."""
    tests = plain.tests_of(plain.counted(rows, TODAY))
    found = prediction.tests(table_of(rows))
    _, predicted = prediction.learn(found)
    scores = prediction.evaluate(found, predicted)
    rivals = {
        "predictor": predicted.tolist(),
        "sm2": [plain.prior(test) for test in tests],
        "mean": plain.mean_so_far(tests),
        "moving_average": plain.moving_average(tests),
    }
    assert scores.keys() == rivals.keys()
    for name, p in rivals.items():
        assert scores[name].log_loss == pytest.approx(plain.log_loss(tests, p)), name
        assert scores[name].rmse == pytest.approx(plain.rmse_in_bins(tests, p)), name
        assert scores[name].auc == pytest.approx(plain.auc(tests, p), abs=1e-3), name


def test_no_prediction_knows_its_own_day(rows):
    """Answers of a day and of later ones turned round change nothing predicted up to that day."""
    found = prediction.tests(table_of(rows))
    cut = int(np.flatnonzero(found.day > found.day[len(found.day) // 2])[0])
    other = replace(found, passed=np.concatenate((found.passed[:cut], ~found.passed[cut:])))
    day_ends = int(np.flatnonzero(found.day > found.day[cut])[0])
    before, after = prediction.learn(found)[1], prediction.learn(other)[1]
    moving = prediction.ENOUGH  # the learner's last results are a feature, review by review
    assert cut > moving
    assert before[: cut + 1].tolist() == after[: cut + 1].tolist()
    assert before[day_ends:].tolist() != after[day_ends:].tolist()


def test_below_enough_reviews_the_prior_predicts():
    """A hundred reviews are needed; the first hundred are predicted by SM-2's own figure."""
    rows = simulated(10, 40, 3).rows
    found = prediction.tests(table_of(rows))
    predictor, predicted = prediction.learn(found)
    assert len(found.passed) < prediction.ENOUGH
    assert not predictor.trusted
    assert predicted.tolist() == prediction.prior(found.elapsed, found.interval).tolist()
    assert predictor.predict(*[np.asarray([6])] * 3, np.zeros((1, 2))) == pytest.approx(0.9)


def uneven(cards: int, days: int, seed: int) -> Diary:
    """A learner whose cards are of very different difficulty, which SM-2 takes for equal."""
    chance, diary = random.Random(seed), Diary()
    strength = [math.exp(chance.gauss(0, 1)) for _ in range(cards)]
    for ago in range(days, -1, -1):
        for number in range(min(cards, 3 * (days - ago + 1))):
            state = diary.states.get(str(number))
            today = TODAY - timedelta(days=ago)
            if state is not None and state.due > today:
                continue
            elapsed = (today - diary.rows[state.last - 1].day).days if state else 0
            interval = max(1, state.memory.interval) if state else 1
            right = chance.random() < 0.9 ** (elapsed / (interval * strength[number]))
            diary.answer(str(number), 5 if right else 1, ago)
    return diary


def test_the_layer_learns_what_sm2_does_not_see():
    """Where cards are of different difficulty, it beats SM-2 and both baselines clearly."""
    found = prediction.tests(table_of(uneven(150, 300, 1).rows))
    scores = prediction.evaluate(found, prediction.learn(found)[1])
    for rival in ("sm2", "mean", "moving_average"):
        assert scores["predictor"].log_loss < scores[rival].log_loss - 0.05, scores
        assert scores["predictor"].rmse < scores[rival].rmse / 2, scores
        assert scores["predictor"].auc > scores[rival].auc + 0.1, scores


@pytest.mark.parametrize(("quality", "auc"), [(5, None), (1, None)])
def test_all_right_and_all_wrong_give_figures(quality, auc):
    """No NaN, and no AUC where one of the two never happened."""
    diary = Diary()
    for ago in range(200, -1, -1):
        for card in "abc":
            diary.answer(card, quality, ago)
    found = prediction.tests(table_of(diary.rows))
    predictor, predicted = prediction.learn(found)
    for score in prediction.evaluate(found, predicted).values():
        assert np.isfinite([score.log_loss, score.rmse]).all()
        assert score.auc is auc
    assert 0 < predictor.lately < 1
    assert ((predicted > 0) & (predicted < 1)).all()


def test_cards_stand_as_their_last_answers_left_them(rows):
    """Ease and interval after the last review, days since the last answer of any kind."""
    answers = plain.counted(rows, TODAY)
    now = prediction.stand(table_of(rows), [-1] * 30)
    names = sorted({row.card for row in rows})
    assert len(now.card) > 20
    for place, code in enumerate(now.card.tolist()):
        own = [row for row in answers if row.card == names[code]]
        moved = [row for row in own if row.kind in plain.MOVES]
        assert now.ease[place] == moved[-1].after.ease
        assert now.interval[place] == (moved[-1].due - moved[-1].day).days
        assert now.elapsed[place] == (TODAY - own[-1].day).days
        lapses = sum(row.quality < 3 for row in moved)
        assert now.seen[place].tolist() == [len(moved), lapses]


def test_an_empty_log_predicts_nothing():
    """Nothing is learned and nobody stands anywhere."""
    found = prediction.tests(table_of([]))
    predictor, predicted = prediction.learn(found)
    assert not predictor.trusted
    assert predicted.tolist() == []
    assert prediction.stand(table_of([]), []).card.tolist() == []
