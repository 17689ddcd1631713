"""What is counted by the million equals what is counted row by row."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests import plain_health as plain
from tests.columns import answers_of
from tests.diary import TODAY, Diary, simulated
from trainer.history import statistics

SEEDS = (1, 2, 3)


def table_of(rows):
    """The table of a log as of `TODAY`."""
    return statistics.table(answers_of(rows), TODAY.toordinal())


@pytest.fixture(params=SEEDS, scope="module")
def rows(request):
    """The log of a simulated learner, with one answer of a clock that ran ahead."""
    log = simulated(24, 120, request.param).rows
    ahead = replace(log[-1], day=TODAY + timedelta(days=3), id=len(log) + 1, undoes=None, quality=4)
    return [*log, replace(ahead, kind="review")]


def test_the_answers_that_count_are_those_that_stand(rows):
    """Same rows, each card's together and oldest first, with all that was packed."""
    table, answers = table_of(rows), plain.counted(rows, TODAY)
    expected = sorted(answers, key=lambda row: (row.card, row.id))
    assert table.future == 1
    assert table.ids.tolist() == [row.id for row in expected]
    assert table.day.tolist() == [row.day.toordinal() for row in expected]
    assert table.quality.tolist() == [row.quality for row in expected]
    assert table.ease.tolist() == [row.before.ease for row in expected]
    assert table.hints.tolist() == [min(3, row.hints) for row in expected]
    assert table.typed.tolist() == [bool(row.answer) for row in expected]
    assert table.gap.tolist() == [(r.due - r.day).days if r.due else 0 for r in expected]
    assert table.seconds.tolist() == [min(600, row.seconds) for row in expected]


def test_days_are_those_of_the_calendar(rows):
    """Answers and seconds of each day."""
    expected = plain.by_day(plain.counted(rows, TODAY))
    found = statistics.by_day(table_of(rows))
    assert [(day, many) for day, many, _ in found] == [
        (day.toordinal(), many) for day, (many, _) in expected.items()
    ]
    assert [seconds for *_, seconds in found] == pytest.approx(
        [seconds for _, seconds in expected.values()]
    )


def test_runs_of_proofs_are_those_of_each_card(rows):
    """Proofs in a row since the last answer below the quality, and the newest one's day."""
    answers, table = answers_of(rows), table_of(rows)
    good = statistics.proves(table, 4, 60)
    runs = statistics.runs(table, good, table.quality < 4, {})
    by_card = {}
    for row in plain.counted(rows, TODAY):
        by_card.setdefault(row.card, []).append(row)
    for place, card in enumerate(answers.cards):
        run, newest = plain.run_of_proofs(by_card.get(card, []), 4, 60)
        assert (runs.run[place], runs.newest[place]) == (run, newest.toordinal() if newest else 0)
    assert runs.run == runs.since
    assert max(runs.run) >= 2, "the simulated learner must prove something"


def test_an_interview_counts_the_proofs_behind_it_apart():
    """Two proofs before it and one behind: three in a row, one since."""
    diary = Diary()
    good = {"answer": "words", "seconds": 20.0, "proposed": 4}
    for ago in (20, 14):
        diary.answer("a", 4, ago, **good)
    refused = diary.answer("a", None, 10, kind="interview")
    diary.answer("a", 5, 5, **good)
    table = table_of(diary.rows)
    runs = statistics.runs(
        table, statistics.proves(table, 4, 60), table.quality < 4, {0: refused.day.toordinal()}
    )
    assert (runs.run, runs.since, runs.decisive) == ([3], [1], [1])


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"answer": ""}, "it was said aloud"),
        ({"hints": 1}, "a hint was shown"),
        ({"seconds": 61.0}, "it took too long"),
        ({"proposed": 3}, "the grader did not find it right"),
        ({"proposed": None}, "no grader saw it"),
        ({"quality": 3}, "the learner did not find it right"),
    ],
)
def test_an_answer_proves_only_if_all_holds(change, because):
    """Each condition alone takes the proof away."""
    fields = {"answer": "words", "seconds": 60.0, "proposed": 4, "quality": 4}
    for given, proof in ((fields, True), (fields | change, False)):
        diary = Diary()
        diary.answer("a", given.pop("quality"), 3, **given)
        assert statistics.proves(table_of(diary.rows), 4, 60.0).tolist() == [proof], because
        fields["quality"] = 4


def test_a_second_answer_of_the_day_is_warm():
    """Only the first answer to a card on a day proves; the next card's first does too."""
    diary = Diary()
    for card, ago in (("a", 3), ("a", 3), ("a", 2), ("b", 2)):
        diary.answer(card, 4, ago, answer="words", proposed=5)
    assert table_of(diary.rows).cold.tolist() == [True, False, True, True]


def test_an_empty_log_gives_empty_figures():
    """No division by zero, no card, no day."""
    table = table_of([])
    assert statistics.by_day(table) == []
    assert list(statistics.cross(table.quality, table.kind)) == []
    none = np.zeros(0, bool)
    assert statistics.runs(table, none, none, {}) == statistics.Runs([], [], [], [], [])


def test_bands_begin_at_their_edges():
    """The last one is open."""
    assert statistics.band_of(np.asarray([1, 5, 6, 7, 400]), (1, 6)).tolist() == [0, 0, 1, 1, 1]


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([3], 0.5, 3), ([4, 1, 3, 2], 0.5, 2), (list(range(1, 11)), 0.9, 9), ([1, 2], 1.0, 2)],
)
def test_a_quantile_is_one_of_the_values(values, share, expected):
    """The smallest value that covers the share; counted by hand."""
    assert statistics.quantile(np.asarray(values, float), share) == expected
