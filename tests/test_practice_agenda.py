"""Which cards a sitting asks after days away, on one topic, ahead and in a cram."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.doubles import MemoryLog, SetClock, recall
from tests.test_practice_review import answer_all, sit
from trainer.practice.review import Answer, Sitting

LIMIT = 10
LEVELS = ("green", "yellow", "red")


def deck(count: int):
    """Cards of all levels in turn."""
    return [recall(f"c{n:03}", LEVELS[n % 3]) for n in range(count)]


def study(log, clock, days: int, cards, **plan) -> list[int]:
    """Review on each of the days from the clock's on; how many due cards each day held."""
    held = []
    for _ in range(days):
        sitting = sit(cards, log, clock, reviews_per_day=LIMIT, **plan)
        due = [sitting.log.state(card) is not None for card in sitting.agenda.queue]
        answer_all(sitting)
        held.append(sum(due))
        clock.moment += timedelta(days=1)
    return held


@pytest.mark.parametrize("away", [3, 7, 14, 30, 90])
def test_after_days_away_no_day_holds_more_than_its_limit_and_a_fifth(away):
    """60 cards learned, some days away, then 21 days: at most 12 a day at a limit of 10."""
    log, clock = MemoryLog(), SetClock()
    cards = deck(60)
    study(log, clock, 20, cards, new_per_day=3)
    clock.moment += timedelta(days=away)
    waiting = {card.card_id for card in log.due(clock.moment.date())}
    back = len(log.rows)
    held = study(log, clock, 21, cards, new_per_day=3)
    assert max(held) <= 12
    assert held[0] == LIMIT < len(waiting)
    assert waiting <= {row.card for row in log.rows[back:]}, "every card that waited was asked"
    assert sit(cards, log, clock, reviews_per_day=LIMIT).agenda.days == 0, "the backlog is gone"


def test_planning_a_backlog_writes_nothing_and_moves_no_memory():
    """States and rows are the same after ten sittings were planned and none answered."""
    log, clock = MemoryLog(), SetClock()
    cards = deck(40)
    study(log, clock, 4, cards, new_per_day=10)
    clock.moment += timedelta(days=30)
    rows, states = list(log.rows), log.states()
    queues = [sit(cards, log, clock, reviews_per_day=LIMIT).agenda for _ in range(10)]
    assert queues[0].due == 40
    assert all(queue == queues[0] for queue in queues)
    assert (log.rows, log.states(), log.journal.noted) == (rows, states, [])


def test_a_day_keeps_to_its_limit_over_several_sittings():
    """Four answered, then seven, then nothing: 10 of the 40 that are due."""
    log, clock = MemoryLog(), SetClock()
    cards = deck(40)
    study(log, clock, 4, cards, new_per_day=10)
    clock.moment += timedelta(days=30)
    first = answer_all(sit(cards, log, clock, reviews_per_day=LIMIT, limit=4))
    second = answer_all(sit(cards, log, clock, reviews_per_day=LIMIT))
    assert (len(first), len(second)) == (4, 6)
    assert answer_all(sit(cards, log, clock, reviews_per_day=LIMIT)) == []
    clock.moment += timedelta(days=1)
    assert len(answer_all(sit(cards, log, clock, reviews_per_day=LIMIT))) == LIMIT


def test_the_most_valuable_of_a_backlog_come_first_and_no_new_ones():
    """Of cards equally late the green ones; new cards wait until the backlog is gone."""
    log, clock = MemoryLog(), SetClock()
    cards = deck(30)
    study(log, clock, 1, cards, new_per_day=30)
    clock.moment += timedelta(days=60)
    unseen = [recall("unseen")]
    sitting = sit([*cards, *unseen], log, clock, reviews_per_day=LIMIT)
    level = {card.id: card.level for card in cards}
    assert Counter(level[card] for card in sitting.agenda.queue) == {"green": LIMIT}
    assert (sitting.agenda.due, sitting.agenda.days) == (30, 2)  # 30, 20, 10


@pytest.fixture
def learned():
    """A log and clock on the day after `old` and `young` were learned and `old` was seen again."""
    log, clock = MemoryLog(), SetClock()
    answer_all(sit([recall("old")], log, clock))
    clock.moment += timedelta(days=1)
    answer_all(sit([recall("old"), recall("young")], log, clock))
    clock.moment += timedelta(days=1)
    return log, clock


def test_a_topic_asks_what_is_due_then_new_then_the_rest_and_moves_nothing(learned):
    """`young` is due today, `old` in five days."""
    log, clock = learned
    before = {card: (state.memory, state.due) for card, state in log.states().items()}
    cards = [recall("old"), recall("unseen"), recall("young")]
    assert answer_all(sit(cards, log, clock, topic=True), quality=1) == ["young", "unseen", "old"]
    assert {row.kind for row in log.rows[-3:]} == {"drill"}
    assert {card: (state.memory, state.due) for card, state in log.states().items()} == before


@pytest.mark.parametrize(
    ("plan", "asked"),
    [
        ({"topic": True}, ["young", "unseen"]),
        ({"ahead": 9}, ["young", "old"]),
        ({"cram": True}, ["old", "unseen", "young"]),
    ],
)
def test_with_count_the_answers_of_a_free_sitting_move_the_schedule(learned, plan, asked):
    """Each answer is a review; a card that is not due yet goes on from today."""
    log, clock = learned
    cards = [recall("old"), recall("unseen"), recall("young")]
    assert answer_all(sit(cards, log, clock, count=True, **plan)) == asked
    assert [row.kind for row in log.rows[-len(asked) :]] == ["review"] * len(asked)
    assert log.state("young").memory.repetitions == 2


def test_with_count_a_card_that_was_answered_meanwhile_moves_once(learned):
    """The same card early on two terminals: the second answer is practice."""
    log, clock = learned
    first, second = (sit([recall("old")], log, clock, cram=True, count=True) for _ in range(2))
    on_table: list[tuple[Sitting, object]] = [(each, each.next()) for each in (first, second)]
    kinds = [each.store(asked, 4, Answer()).kind for each, asked in on_table]
    assert kinds == ["review", "drill"]
