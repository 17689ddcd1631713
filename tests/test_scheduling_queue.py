"""Today's queue: order of due cards, mixing of new ones, the cap on due days."""

import random
from datetime import date, timedelta

import pytest

from trainer.cards.card import Card
from trainer.scheduling import sm2
from trainer.scheduling.queue import (
    NEW_PER_DAY,
    REVIEWS_PER_DAY,
    SLACK,
    Due,
    by_urgency,
    by_value,
    days_to_catch_up,
    due_on,
    introduce,
    share,
)

TODAY = date(2026, 11, 23)


def card(name: str, level: str, kind: str = "recall") -> Card:
    """A card of which only id, level and kind matter."""
    return Card(name, "deck", kind, level, "topic")


def test_the_most_overdue_relative_to_its_interval_comes_first():
    """Two days late of 2 is worse than five days late of 50; ties go by id."""
    cards = [
        Due("five-of-fifty", date(2026, 11, 18), 50),
        Due("today-b", TODAY, 6),
        Due("two-of-two", date(2026, 11, 21), 2),
        Due("today-a", TODAY, 1),
    ]
    order = [due.card_id for due in by_urgency(cards, TODAY)]
    assert order == ["two-of-two", "five-of-fifty", "today-a", "today-b"]


def test_new_cards_go_from_green_to_red_with_kinds_mixed():
    """Levels in order; within a level the kinds take turns."""
    cards = [
        card("red", "red"),
        card("green-1", "green"),
        card("green-2", "green"),
        card("green-trap", "green", "trap"),
        card("yellow", "yellow"),
    ]
    order = [chosen.id for chosen in introduce(cards, 10)]
    assert order == ["green-1", "green-trap", "green-2", "yellow", "red"]


def test_new_cards_stop_at_the_limit():
    """A limit of none, and of fewer than nothing, introduces no card."""
    cards = [card("a", "green"), card("b", "green")]
    assert [c.id for c in introduce(cards, 1)] == ["a"]
    assert introduce(cards, 0) == introduce(cards, -3) == []


def test_a_due_day_is_capped_where_the_interval_is_not():
    """The twelfth 4 in a row asks for 58,125 days (sm2.md, 7); the queue stops at 365."""
    assert due_on(TODAY, 58_125) == date(2027, 11, 23)
    assert due_on(TODAY, 6) == date(2026, 11, 29)
    assert due_on(TODAY, 10**400, longest=1) == date(2026, 11, 24)


LEVELS_OF = {"green-late": "green", "red-late": "red", "green-now": "green", "red-very": "red"}


def test_a_backlog_asks_the_most_valuable_first():
    """(1 + late / interval) times 1.5 for green and 1.0 for red: 3.0, 2.75, 2.0 and 1.5."""
    cards = [
        Due("green-now", TODAY, 6),
        Due("red-late", date(2026, 11, 13), 10),
        Due("red-very", date(2026, 11, 9), 8),
        Due("green-late", date(2026, 11, 13), 10),
    ]
    order = [due.card_id for due in by_value(cards, TODAY, LEVELS_OF)]
    assert order == ["green-late", "red-very", "red-late", "green-now"]


@pytest.mark.parametrize(
    ("due", "done", "asked", "why"),
    [
        (0, 0, 0, "nothing is due"),
        (40, 0, 40, "as many as the limit"),
        (48, 0, 48, "20% over it still fits into the day"),
        (49, 0, 40, "one more, and the day asks its limit"),
        (39, 10, 30, "later the same day: 10 of 49 are done"),
        (9, 40, 0, "the day is full, the rest waits"),
        (8, 40, 8, "48 at first, 40 of them done"),
        (10, 60, 0, "a cram has counted more than a day holds"),
    ],
)
def test_a_day_asks_its_share(due, done, asked, why):
    """With a limit of 40."""
    assert share(due, done, 40) == asked, why


@pytest.mark.parametrize(
    ("waiting", "coming", "days"),
    [
        (48, (), 0),
        (100, (), 2),  # 100, 60, 20
        (100, (30, 30), 3),  # 100, 90, 80, 40
    ],
)
def test_catching_up_takes_about_so_many_days(waiting, coming, days):
    """At 40 a day, with what falls due meanwhile."""
    assert days_to_catch_up(waiting, coming, 40) == days


@pytest.mark.parametrize("seed", range(20))
def test_a_steady_learner_of_week_6_never_meets_the_limit(seed):
    """211 cards, 10 new a day, every fifth answer a failure: no day of 120 has more than fits."""
    chance, new = random.Random(seed), 211
    held: list[tuple[sm2.Memory, date]] = []
    for day in (TODAY + timedelta(days=n) for n in range(120)):
        due = [(memory, on) for memory, on in held if on <= day]
        assert len(due) <= REVIEWS_PER_DAY * (100 + SLACK) // 100
        asked = [memory for memory, _ in due] + [sm2.Memory()] * min(NEW_PER_DAY, new)
        new -= len(asked) - len(due)
        held = [card for card in held if card[1] > day]
        for memory in asked:
            after = sm2.review(memory, 2 if chance.random() < 0.2 else 4)
            held.append((after, due_on(day, after.interval)))
    assert len(held) == 211
