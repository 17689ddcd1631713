"""The daily sitting, on a log in memory."""

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.doubles import MemoryLog, SetClock, numeric, question, recall
from trainer.practice.review import Answer, Plan, Sitting
from trainer.scheduling.days import Calendar
from trainer.scheduling.sm2 import Memory, review

TODAY = date(2026, 11, 23)


def sit(cards, log=None, clock=None, **plan) -> Sitting:
    """A sitting over these cards, in UTC."""
    return Sitting(
        cards={card.id: card for card in cards},
        log=log if log is not None else MemoryLog(),
        clock=clock or SetClock(),
        calendar=Calendar(ZoneInfo("UTC")),
        draw=lambda card, seed: question(seed),
        plan=Plan(**plan),
    )


def answer_all(sitting: Sitting, quality: int = 4) -> list[str]:
    """Answer until nothing is left; the ids in the order they were asked."""
    asked_ids = []
    while (asked := sitting.next()) is not None:
        asked_ids.append(asked.card.id)
        sitting.store(asked, quality, Answer())
    return asked_ids


def test_due_cards_come_before_new_ones():
    """What is due today is asked first, the new cards after it."""
    cards = [recall("new"), recall("known")]
    log, clock = MemoryLog(), SetClock()
    answer_all(sit([recall("known")], log, clock))
    clock.moment += timedelta(days=1)
    assert answer_all(sit(cards, log, clock)) == ["known", "new"]


def test_new_cards_are_counted_over_all_sittings_of_a_day():
    """Two sittings on one day introduce no more than the daily number; the next day has more."""
    cards = [recall(f"c{n}") for n in range(5)]
    log, clock = MemoryLog(), SetClock()
    assert len(answer_all(sit(cards, log, clock, new_per_day=3))) == 3
    assert answer_all(sit(cards, log, clock, new_per_day=3)) == []
    clock.moment += timedelta(days=1)
    assert len(answer_all(sit(cards, log, clock, new_per_day=3))) == 5


def test_a_card_below_four_comes_back_the_same_day_until_it_passes():
    """Step 7 of SM-2: drill passes are logged and change neither memory nor due day."""
    log = MemoryLog()
    sitting = sit([recall("a"), recall("b")], log)
    grades = iter([2, 4, 3, 4])
    asked_ids = []
    while (asked := sitting.next()) is not None:
        asked_ids.append((asked.card.id, asked.again))
        sitting.store(asked, next(grades), Answer())
    assert asked_ids == [("a", False), ("b", False), ("a", True), ("a", True)]
    assert [row.kind for row in log.rows] == ["review", "review", "drill", "drill"]
    assert all(row.before == row.after for row in log.rows[2:])
    assert log.state("a").memory == review(Memory(), 2)
    assert log.state("a").due == TODAY + timedelta(days=1)


def test_a_drill_of_yesterday_is_not_owed_today():
    """The same-day drill ends with the day; the card is due anyway."""
    log, clock = MemoryLog(), SetClock()
    sitting = sit([recall("a")], log, clock)
    sitting.store(sitting.next(), 1, Answer())
    clock.moment += timedelta(days=1)
    asked = sit([recall("a")], log, clock).next()
    assert asked is not None
    assert not asked.again


def test_undo_brings_the_card_back_and_its_state():
    """An undone answer is asked again at once, before the card on the table."""
    log = MemoryLog()
    sitting = sit([recall("a"), recall("b")], log)
    sitting.store(sitting.next(), 4, Answer())
    on_table = sitting.next()
    assert on_table.card.id == "b"
    assert sitting.undo(on_table).card == "a"
    assert log.state("a") is None
    assert answer_all(sitting) == ["a", "b"]


def test_undo_with_nothing_to_take_back_changes_nothing():
    """There is no row for an undo of nothing."""
    log = MemoryLog()
    sitting = sit([recall("a")], log)
    assert sitting.undo(sitting.next()) is None
    assert log.rows == []


def test_what_another_terminal_answered_is_not_asked_again():
    """The state is read when a card comes up, not when the queue was made."""
    log = MemoryLog()
    first, second = sit([recall("a"), recall("b")], log), sit([recall("a"), recall("b")], log)
    first.store(first.next(), 4, Answer())
    assert answer_all(second) == ["b"]


def test_two_answers_to_one_card_schedule_it_once():
    """A card on the table in two terminals: the second answer is kept as practice."""
    log = MemoryLog()
    first, second = sit([recall("a")], log), sit([recall("a")], log)
    asked_first, asked_second = first.next(), second.next()
    first.store(asked_first, 4, Answer())
    row = second.store(asked_second, 4, Answer())
    assert row.kind == "drill"
    assert log.state("a").memory == Memory(1, 250, 1)


@pytest.mark.parametrize("plan", [{"cram": True}, {"ahead": 10}])
def test_cram_and_ahead_leave_the_schedule_alone(plan):
    """Free sittings log practice; memory and due day stay as they are."""
    log, clock = MemoryLog(), SetClock()
    answer_all(sit([recall("a")], log, clock))
    before = log.state("a")
    assert answer_all(sit([recall("a")], log, clock, **plan), quality=1) == ["a"]
    assert replace(log.state("a"), last=before.last) == before
    assert log.rows[-1].kind == "drill"


def test_ahead_takes_only_what_is_due_soon_enough():
    """A card due tomorrow is in reach of one day ahead, one due in six days is not."""
    log, clock = MemoryLog(), SetClock()
    answer_all(sit([recall("old")], log, clock))
    clock.moment += timedelta(days=1)
    answer_all(sit([recall("old"), recall("young")], log, clock))
    cards = [recall("old"), recall("young"), recall("unseen")]
    assert answer_all(sit(cards, log, clock, ahead=1)) == ["young"]


def test_a_limit_bounds_the_sitting():
    """--limit counts cards of the queue."""
    assert len(answer_all(sit([recall(f"c{n}") for n in range(5)], limit=2))) == 2


@pytest.mark.parametrize(
    ("text", "seconds", "hints", "expected"),
    [
        ("140 GB", 10, 0, 5),
        ("140 GB", 91, 0, 4),
        ("140 GB", 10, 1, 3),
        ("130.4 GiB", 10, 0, 5),
        ("12 GB", 10, 0, 1),
    ],
)
def test_a_numeric_answer_is_graded_by_the_machine(text, seconds, hints, expected):
    """Verdict, time and hints give the quality by the table of grading.quality."""
    log = MemoryLog()
    sitting = sit([numeric("n")], log)
    asked = sitting.next()
    grade = sitting.grade(asked, text)
    row = sitting.store_grade(asked, grade, Answer(text, seconds, hints))
    assert (row.quality, row.seed, row.family) == (expected, asked.question.seed, "weights-raw")


def test_a_revealed_numeric_answer_is_no_answer():
    """Giving up gives quality 0."""
    sitting = sit([numeric("n")])
    assert sitting.store_grade(sitting.next(), None, Answer()).quality == 0


def test_numbers_are_fresh_each_time_and_after_an_undo():
    """The seed changes with every answer, and with every undo, for the answer was seen."""
    log = MemoryLog()
    sitting = sit([numeric("n")], log)
    asked = sitting.next()
    seeds = [asked.question.seed]
    sitting.store(asked, 1, Answer())
    seeds.append(sitting.next().question.seed)
    sitting.undo()
    seeds.append(sitting.next().question.seed)
    assert len(set(seeds)) == 3


def test_an_unanswered_question_keeps_its_numbers():
    """Leaving and coming back shows the same question, so numbers cannot be shopped for."""
    log = MemoryLog()
    assert sit([numeric("n")], log).next() == sit([numeric("n")], log).next()


@pytest.mark.parametrize(
    ("text", "hints", "expected"),
    [
        ("range and loss", 0, 5),
        ("range", 0, 3),
        ("range and loss", 1, 3),
        ("", 0, 0),
        (None, 0, 3),
        ("no idea", 0, 1),
    ],
)
def test_a_free_text_gets_a_proposal(text, hints, expected):
    """The rubric proposes; a hint caps at 3; None was said aloud."""
    sitting = sit([recall("a")])
    assert sitting.propose(sitting.next(), text, hints).quality == expected


def test_the_due_day_is_capped_and_the_interval_is_not():
    """Thirty 4s in a row: SM-2 grows without bound, the card still comes back after a year."""
    log, clock = MemoryLog(), SetClock()
    for _ in range(30):
        answer_all(sit([recall("a")], log, clock))
        clock.moment += timedelta(days=400)
    state = log.state("a")
    memory = Memory()
    for _ in range(30):
        memory = review(memory, 4)
    assert state.memory == memory
    assert state.memory.interval > 10**9
    assert state.due - log.rows[-1].day == timedelta(days=365)


@pytest.mark.parametrize(("minutes", "expected"), [(2, [False, True, False]), (0, [False] * 3)])
def test_the_minutes_of_a_day_are_said_once(minutes, expected):
    """After the answer that fills them, a card's seconds capped by its budget; 0 is no limit."""
    sitting = sit([recall(f"c{n}") for n in range(5)], minutes=minutes)
    said = []
    for _ in range(3):
        asked = sitting.next()
        sitting.store(asked, 4, Answer("x", seconds=70))
        said.append(sitting.enough())
    assert said == expected
