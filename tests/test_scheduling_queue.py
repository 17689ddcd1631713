"""Today's queue: order of due cards, mixing of new ones, the cap on due days."""

from datetime import date

from trainer.cards.card import Card
from trainer.scheduling.queue import Due, by_urgency, due_on, introduce

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
