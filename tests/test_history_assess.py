"""Each figure of the health report is recomputed from the log by a slower, plainer way."""

import dataclasses
import json
import math
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests import plain_health as plain
from tests.columns import answers_of
from tests.diary import TODAY, Diary, simulated
from tests.learners import COURSE, LEARNERS, Student, lucky_guesser, steady
from trainer.cards.card import Card, Trap
from trainer.history.assess import assess
from trainer.history.readiness import Sitting, Tried, interval, readiness
from trainer.history.shares import share_of, wilson
from trainer.history.sources import Past

NAMES = [f"card-{number:03d}" for number in range(24)]
CARDS = {
    name: Card(
        name, "d", "numeric" if number % 3 == 0 else "recall", "green", "ab"[number % 2],
        f"Question {number}?", family=f"family-{number}" if number % 3 == 0 else "",
        traps=("some-trap",) if number == 1 else (),
    )
    for number, name in enumerate(NAMES[:20])
}  # fmt: skip
WIDE = replace(
    COURSE,
    cards=CARDS,
    topics={"a": "Even ones", "b": "Odd ones"},
    traps={"some-trap": Trap("some-trap", "claim", "truth"), "other": Trap("other", "c", "t")},
    check=replace(COURSE.check, claims=()),
)


def past_of(rows, **more):
    """The past that a log is."""
    by_id = {row.id: row for row in rows}

    def chosen(ids):
        return {row: by_id[row] for row in ids}

    return Past(answers_of(rows), chosen, lambda row: None, **more)


@pytest.fixture(params=(5, 6), scope="module")
def rows(request):
    """The log of a simulated learner with an interview, a reviewed trap and a future answer."""
    diary = simulated(24, 150, request.param)
    diary.answer("card-002", None, 1, kind="interview", mistakes=("W2",))
    diary.rows[-1] = replace(diary.rows[-1], due=TODAY)
    last = diary.answer("card-003", 4, 0)
    ahead = replace(last, id=len(diary.rows) + 1, day=TODAY + timedelta(days=2))
    return [*diary.rows, ahead]


@pytest.fixture(scope="module")
def report(rows):
    """Its health report."""
    return assess(WIDE, past_of(rows, suspended=frozenset({"card-001"})), TODAY)


def equal(share, right, answers):
    """Whether a share is that of so many right answers."""
    low, high = plain.wilson(right, answers)
    assert (share.right, share.answers) == (right, answers)
    assert (share.low, share.high) == pytest.approx((low, high), abs=6e-5)
    assert share.share == (round(right / answers, 4) if answers else None)


def test_totals(rows, report):
    """Answers, cards and minutes, and what was left out for its day is to come."""
    answers = plain.counted(rows, TODAY)
    seen = {row.card for row in answers}
    assert report.answers.answers == len(answers)
    assert report.answers.cards_seen == len(seen & CARDS.keys())
    assert report.answers.cards == 20
    seconds = sum(min(600, row.seconds) for row in answers)
    assert report.answers.minutes == pytest.approx(seconds / 60, abs=1e-4)
    assert report.answers.future == 1


def test_topics(rows, report):
    """Cards seen, answers, the share of first answers of a day, recall, minutes."""
    answers = plain.counted(rows, TODAY)
    for topic in report.topics:
        own = [row for row in answers if row.card in CARDS and CARDS[row.card].topic == topic.topic]
        first = {(row.card, row.day): row for row in reversed(own)}.values()
        equal(topic.passed, sum(row.quality >= 3 for row in first), len(first))
        assert topic.cards == sum(card.topic == topic.topic for card in CARDS.values())
        assert (topic.seen, topic.answers) == (len({row.card for row in own}), len(own))
        recall = report.prediction.cards
        known = [
            recall[name] for name, c in CARDS.items() if c.topic == topic.topic and name in recall
        ]
        assert topic.recall == pytest.approx(sum(known) / len(known), abs=1e-4)
        seconds = sum(min(600, row.seconds) for row in own)
        assert topic.minutes == pytest.approx(seconds / 60, abs=1e-4)


def test_retention(rows, report):
    """All tests of memory, those of the last thirty days, and each band of intervals."""
    tests = plain.tests_of(plain.counted(rows, TODAY))
    retention = report.retention
    equal(retention.all, sum(t.passed for t in tests), len(tests))
    lately = [t for t in tests if (TODAY - t.row.day).days < 30]
    equal(retention.last_30_days, sum(t.passed for t in lately), len(lately))
    assert [(band.first, band.last) for band in retention.bands] == [
        (1, 1), (2, 6), (7, 20), (21, 90), (91, None),
    ]  # fmt: skip
    for band in retention.bands:
        own = [t for t in tests if band.first <= t.interval <= (band.last or math.inf)]
        equal(band.passed, sum(t.passed for t in own), len(own))
        assert (band.predicted is None) == (not own)
    assert sum(band.passed.answers for band in retention.bands) == len(tests)


def test_prediction(rows, report):
    """Scored on every test of memory; cards of the course only, by SM-2's figure or the layer."""
    tests = plain.tests_of(plain.counted(rows, TODAY))
    prediction = report.prediction
    assert prediction.reviews == len(tests)
    assert prediction.method == ("fitted" if len(tests) >= 100 else "sm2")
    scores = {score.name: score for score in prediction.scores}
    sm2 = [plain.prior(test) for test in tests]
    assert scores["sm2"].log_loss == pytest.approx(plain.log_loss(tests, sm2), abs=1e-4)
    assert scores["sm2"].rmse == pytest.approx(plain.rmse_in_bins(tests, sm2), abs=1e-4)
    mean = plain.mean_so_far(tests)
    assert scores["mean"].log_loss == pytest.approx(plain.log_loss(tests, mean), abs=1e-4)
    assert prediction.cards.keys() <= CARDS.keys()
    assert all(0 < chance < 1 for chance in prediction.cards.values())


def test_confidence_and_where_it_is_too_high(rows, report):
    """How often each level was right; topics whose certain answers are surely below nine in ten."""
    answers = plain.counted(rows, TODAY)
    said = plain.shares_by(answers, lambda row: row.confidence or None)
    for each in report.calibration.confidence:
        equal(each.passed, *said[each.confidence])
    certain = plain.shares_by(
        answers,
        lambda row: (
            CARDS[row.card].topic if row.card in CARDS and row.confidence == "certain" else None
        ),
    )
    wrong = {topic for topic, counts in certain.items() if plain.wilson(*counts)[1] < 0.9}
    assert {each.topic for each in report.calibration.over_confident} == wrong
    for each in report.calibration.over_confident:
        equal(each.passed, *certain[each.topic])


def test_own_grades_beside_the_graders(rows, report):
    """Typed free texts alone, all and by topic."""
    own = [
        row
        for row in plain.counted(rows, TODAY)
        if row.card in CARDS and not CARDS[row.card].family and row.answer
        and row.proposed is not None
    ]  # fmt: skip
    for score in report.calibration.self_score:
        some = [row for row in own if score.topic in ("", CARDS[row.card].topic)]
        gaps = [row.quality - row.proposed for row in some]
        assert score.answers == len(some)
        assert (score.higher, score.lower) == (sum(g > 0 for g in gaps), sum(g < 0 for g in gaps))
        assert score.gap == pytest.approx(sum(gaps) / len(gaps), abs=1e-4)
    assert [score.topic for score in report.calibration.self_score] == ["", "a", "b"]


def made(rows):
    """Every mistake with its day that stands and is not of the future, interviews too."""
    stands = [row for row in plain.standing(reversed(rows)) if row.day <= TODAY]
    return [(name, row.day) for row in stands for name in row.mistakes]


def test_slips(rows, report):
    """Times, lately, before, and the weeks, of those made twice."""
    counts = Counter(name for name, _ in made(rows))
    known = {name for name in ("W2", "K2", "U1") if counts[name] >= 2}
    assert {slip.id for slip in report.slips} == known
    for slip in report.slips:
        ago = [(TODAY - day).days for name, day in made(rows) if name == slip.id]
        assert slip.times == counts[slip.id]
        assert slip.last_30_days == sum(days < 30 for days in ago)
        assert slip.before == sum(30 <= days < 60 for days in ago)
        assert slip.weeks == tuple(sum(d // 7 == week for d in ago) for week in range(11, -1, -1))
        assert (TODAY - slip.last).days == min(ago)
    drills = {slip.id: slip.drill for slip in report.slips}
    assert drills["W2"] == "trainer drill --mistake W2"
    assert drills["U1"] == "trainer drill", "a slip of the unit has no questions of its own"


def test_traps(rows, report):
    """How often each was stepped into, when last, and what was right since."""
    days = [day for name, day in made(rows) if name == "some-trap"]
    trap = {each.trap: each for each in report.traps}["some-trap"]
    right = [
        row.day
        for row in plain.counted(rows, TODAY)
        if row.card == "card-001" and row.quality >= 3 and row.day > max(days)
    ]
    assert (trap.times, trap.last, trap.right_since) == (len(days), max(days), len(right))
    assert trap.biting == ((TODAY - max(days)).days <= 90 and len(set(right)) < 2)
    assert trap.cards == ("card-001",)
    other = {each.trap: each for each in report.traps}["other"]
    assert (other.times, other.last, other.biting) == (0, None, False)


def test_leeches(rows, report):
    """Cards of the course with eight failed reviews or more."""
    answers = plain.counted(rows, TODAY)
    failures = Counter(r.card for r in answers if r.kind == "review" and r.quality < 3)
    expected = {card: many for card, many in failures.items() if many >= 8 and card in CARDS}
    assert {leech.card: leech.failures for leech in report.leeches} == expected
    assert all(leech.suspended == (leech.card == "card-001") for leech in report.leeches)


def test_time(rows, report):
    """Half and nine in ten of the answers to each kind."""
    for pace in report.time:
        own = [
            min(600, row.seconds)
            for row in plain.counted(rows, TODAY)
            if pace.kind == _kind(row.card)
        ]
        assert pace.answers == len(own)
        assert pace.median == pytest.approx(plain.quantile(own, 0.5), abs=1e-4)
        assert pace.nine_in_ten == pytest.approx(plain.quantile(own, 0.9), abs=1e-4)
    assert [pace.kind for pace in report.time] == ["numeric", "free text", "no longer asked"]


def _kind(card):
    if card not in CARDS:
        return "no longer asked"
    return "numeric" if CARDS[card].family else "free text"


def test_forecast(rows, report):
    """What the states of the cards say, without the suspended; today has what is overdue."""
    due = {c: d for c, d in plain.due_days(rows, TODAY).items() if c in CARDS and c != "card-001"}
    assert [day.date for day in report.forecast] == [TODAY + timedelta(days=n) for n in range(30)]
    for day in report.forecast:
        same = (max(d, TODAY) == day.date for d in due.values())
        assert day.due == sum(same), day
    assert report.forecast[0].due > 0


def test_calendar(rows, report):
    """Days with answers, how many lately, and the runs."""
    days = plain.by_day(plain.counted(rows, TODAY))
    calendar = report.calendar
    assert [(day.date, day.answers) for day in calendar.days] == [
        (d, n) for d, (n, _) in days.items()
    ]
    assert calendar.studied == len(days)
    assert calendar.last_7 == sum((TODAY - day).days < 7 for day in days)
    assert calendar.last_30 == sum((TODAY - day).days < 30 for day in days)
    longest = run = 0
    day = min(days)
    while day <= TODAY:
        run = run + 1 if day in days else 0
        longest = max(longest, run)
        day += timedelta(days=1)
    assert calendar.longest == longest
    assert calendar.streak == run, "the simulated learner studied today"


@pytest.mark.parametrize("right", [0, 1, 2, 5, 9, 10])
def test_wilson_is_the_root_of_its_equation(right):
    """Ten answers; the interval holds the share and stays within 0 and 1."""
    low, high = wilson(right, 10)
    assert (low, high) == pytest.approx(plain.wilson(right, 10), abs=6e-5)
    assert 0 <= low <= right / 10 <= high <= 1


def test_wilson_matches_a_printed_example():
    """81 of 263: 0.2553 to 0.3662, R. G. Newcombe, Statistics in Medicine 17 (1998), table I."""
    assert wilson(81, 263) == (0.2553, 0.3662)


def test_a_share_of_nothing_is_no_share():
    """None instead of NaN, and an interval that says that nothing is known."""
    assert dataclasses.astuple(share_of(0, 0)) == (0, 0, None, 0.0, 1.0)


# Readiness


def tried(name, weight, *chances, asks=()):
    """A topic with the chances of what was tried of it."""
    sitting = Sitting(f"trainer prove topic:{name}", 5, asks) if asks else None
    return Tried(name, name, weight, {str(n): p for n, p in enumerate(chances)}, sitting)


def test_readiness_of_one_topic_is_its_wilson_interval():
    """Nine of ten, all of the weight."""
    assert interval([tried("a", 7, *[1.0] * 9, 0.0)]) == pytest.approx(
        plain.wilson(9, 10), abs=6e-5
    )


def test_nothing_known_is_nothing_promised():
    """An untried topic counts from 0 to 1, by its weight."""
    assert interval([tried("a", 3), tried("b", 1)]) == (0.0, 1.0)
    low, high = interval([tried("a", 3), tried("b", 1, *[1.0] * 10)])
    below, above = plain.wilson(10, 10)
    assert (low, high) == pytest.approx((below / 4, 3 / 4 + above / 4), abs=6e-5)
    assert interval([]) == (0.0, 1.0)


def test_independent_topics_add_as_squares():
    """Two equal halves: the distance to the low end shrinks by the square root of two."""
    one = tried("a", 1, *[1.0] * 8, 0.0, 0.0)
    low = interval([one, replace(one, topic="b")])[0]
    assert 0.8 - low == pytest.approx((0.8 - plain.wilson(8, 10)[0]) / math.sqrt(2), abs=1e-4)


def test_what_raises_most_per_minute_comes_first():
    """An untried topic of much weight before a light one; one that is all right gains little."""
    topics = [
        tried("light", 1, asks="xyz"),
        tried("heavy", 9, asks="xyz"),
        tried("known", 9, *[1.0] * 20, asks=("0",)),
        tried("done", 9, *[1.0] * 20),
    ]
    found = readiness(topics, date(2026, 12, 9), TODAY)
    assert [each.topic for each in found.raise_most][:2] == ["heavy", "light"]
    assert "done" not in {each.topic for each in found.raise_most}
    assert (found.days_left, found.topics_tested, found.topics) == (12, 2, 4)
    low = interval(
        [topics[0], replace(topics[1], right=dict.fromkeys("xyz", 41 / 42)), *topics[2:]]
    )[0]
    assert found.raise_most[0].gain == pytest.approx(low - found.low, abs=2e-4)


def test_readiness_orders_the_learners():
    """Steady is readier than the guesser; of the self-grader nothing is known."""
    ready = {name: make().report().readiness for name, make in LEARNERS.items()}
    assert ready["steady"].low > ready["lucky guesser"].low
    assert ready["steady"].high > ready["lucky guesser"].high + 0.3
    assert ready["forgetful"].low < ready["steady"].low
    assert (ready["self-grader"].low, ready["self-grader"].topics_tested) == (0.0, 0)
    assert ready["self-grader"].high == 1.0


def test_the_over_confident_learner_is_told_where():
    """Certain and wrong in the topic of the numbers; own interview scores above the rubric's."""
    calibration = LEARNERS["over-confident"]().report().calibration
    assert [each.topic for each in calibration.over_confident] == ["weights"]
    interview = calibration.interviews[0]
    assert (interview.own, interview.rubric) == (
        {"correctness": 4, "numbers": 4}, {"correctness": 2, "numbers": 3},
    )  # fmt: skip
    assert interview.gap == 1.5  # (4 - 2 + 4 - 3) / 2
    assert calibration.self_score[0].gap == 1.0  # own 5, proposed 4


# Bad input


def cranky(log):
    """Nothing in a report is NaN or infinite, and it is JSON."""
    text = json.dumps(dataclasses.asdict(log), default=str, allow_nan=False)
    assert "NaN" not in text
    return json.loads(text)


def test_an_empty_log_gives_a_report():
    """Everything is there, nothing is claimed."""
    report = cranky(Student().report())
    assert {claim["state"] for claim in report["claims"]} == {"unproven"}
    assert report["readiness"]["low"] == 0
    assert report["prediction"]["scores"] == []
    assert report["calendar"]["days"] == []
    assert [day["due"] for day in report["forecast"]] == [0] * 30


def single():
    """One review."""
    diary = Diary()
    diary.answer("card-001", 5, 0)
    return diary.rows


def all_of(quality):
    """A hundred and fifty days of the same quality."""
    diary = Diary()
    for ago in range(150, -1, -1):
        for card in NAMES[:4]:
            state = diary.states.get(card)
            if state is None or state.due <= TODAY - timedelta(days=ago):
                diary.answer(card, quality, ago, confidence="certain", answer="a", proposed=quality)
    return diary.rows


def drills():
    """Free practice only."""
    diary = Diary()
    for ago in (3, 2, 1):
        diary.answer("family:weights-raw", 5, ago, family="weights-raw", seed=ago, answer="1 GB")
    return diary.rows


def future():
    """Every answer was given by a clock that runs a year ahead."""
    return [replace(r, day=r.day + timedelta(days=365)) for r in simulated(4, 20).rows]


def gap():
    """A year without an answer."""
    rows = simulated(6, 60).rows
    return [replace(r, day=r.day - timedelta(days=400)) for r in rows[:-4]] + rows[-4:]


BAD = {
    "one review": single(),
    "all right": all_of(5),
    "all wrong": all_of(1),
    "only drills": drills(),
    "from the future": future(),
    "a gap of a year": gap(),
}


@pytest.mark.parametrize("name", BAD)
def test_odd_logs_give_figures(name):
    """No NaN, no exception, shares within 0 and 1."""
    report = cranky(assess(WIDE, past_of(BAD[name]), TODAY))
    assert 0 <= report["readiness"]["low"] <= report["readiness"]["high"] <= 1
    assert report["answers"]["answers"] + report["answers"]["future"] == sum(
        row.quality is not None for row in plain.standing(reversed(BAD[name]))
    )


def test_all_wrong_makes_leeches_and_all_right_none():
    """Four cards that failed a hundred and fifty times."""
    wrong = assess(WIDE, past_of(BAD["all wrong"]), TODAY)
    assert [leech.failures for leech in wrong.leeches] == [151] * 4
    assert wrong.retention.all.share == 0
    right = assess(WIDE, past_of(BAD["all right"]), TODAY)
    assert right.leeches == ()
    assert right.retention.all.share == 1


def test_the_report_reads_nothing_but_its_arguments():
    """The same past gives the same report."""
    assert steady().report() == steady().report()
    assert lucky_guesser().report() == lucky_guesser().report()
