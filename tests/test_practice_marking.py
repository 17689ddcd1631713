"""Skipping, putting away, revising cards and naming leeches in a sitting."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.doubles import MemoryLog, SetClock, recall
from tests.test_practice_review import answer_all, sit
from trainer.errors import DeckError
from trainer.practice.review import Answer


def test_a_skipped_card_comes_at_the_end_of_the_sitting():
    """Also a card that comes back today."""
    sitting = sit([recall("a"), recall("b"), recall("c")])
    sitting.skip(sitting.next())
    assert answer_all(sitting, 4) == ["b", "c", "a"]
    sitting = sit([recall("a"), recall("b"), recall("c")])
    for _ in range(3):
        sitting.store(sitting.next(), 2, Answer())
    for _ in range(2):
        sitting.skip(sitting.next())
    assert answer_all(sitting, 4) == ["c", "a", "b"]


@pytest.mark.parametrize(("name", "tomorrow"), [("suspend", ["b"]), ("bury", ["a", "b"])])
def test_what_is_put_away_is_asked_no_more(name, tomorrow):
    """Not in this sitting, not in the next of the day, not as a drill; buried until tomorrow."""
    log, clock = MemoryLog(), SetClock()
    cards = [recall("a"), recall("b")]
    sitting = sit(cards, log, clock)
    sitting.store(sitting.next(), 2, Answer())
    sitting.mark("a", name)
    assert answer_all(sitting) == ["b"]
    assert sitting.left() == 0
    for plan in ({}, {"cram": True}, {"ahead": 9}, {"topic": True}):
        assert "a" not in answer_all(sit(cards, log, clock, **plan)), plan
    clock.moment += timedelta(days=1)
    assert answer_all(sit(cards, log, clock)) == tomorrow


def test_what_another_terminal_puts_away_is_asked_no_more():
    """Two sittings over one log: the second sees the mark at its next card, a drill too."""
    log = MemoryLog()
    cards = [recall("a"), recall("b"), recall("c")]
    here, there = sit(cards, log), sit(cards, log)
    here.store(here.next(), 2, Answer())
    for card, name in (("a", "bury"), ("b", "suspend")):
        there.mark(card, name)
    assert answer_all(here) == ["c"]


def test_a_new_card_that_is_put_away_makes_room_for_another():
    """Suspended cards are none of the new ones of the day."""
    log = MemoryLog()
    cards = [recall("a"), recall("b"), recall("c")]
    sit(cards, log).mark("a", "suspend")
    assert sit(cards, log, new_per_day=2).agenda.queue == ["b", "c"]


def test_a_resumed_card_comes_next():
    """What was put away by a slip is back at once; a card that was not away changes nothing."""
    sitting = sit([recall("a"), recall("b"), recall("c")])
    sitting.mark("c", "suspend")
    sitting.mark("c", "resume")
    sitting.mark("b", "resume")
    assert answer_all(sitting) == ["c", "a", "b"]


def test_a_flag_changes_no_queue_and_keeps_its_note():
    """The note lies in the journal with the moment and the learning day."""
    log = MemoryLog()
    sitting = sit([recall("a")], log)
    sitting.mark("a", "flag", "is it 6 or 7?")
    [entry] = log.journal.noted
    assert (entry.kind, entry.subject, entry.day) == ("mark", "a", sitting.today())
    assert entry.body == {"mark": "flag", "note": "is it 6 or 7?"}
    assert answer_all(sitting) == ["a"]


def test_leeches_are_named_at_the_eighth_failure_and_every_fourth():
    """Only failed reviews count: passes and the drill of the same day do not."""
    log, clock = MemoryLog(), SetClock()
    named = []
    for day in range(1, 20):
        sitting = sit([recall("a")], log, clock)
        named += [(day, sitting.leech(sitting.store(sitting.next(), 2, Answer())))]
        drill = sitting.store(sitting.next(), 2, Answer())
        assert sitting.leech(drill) == 0
        clock.moment += timedelta(days=1)
    assert [pair for pair in named if pair[1]] == [(8, 8), (12, 12), (16, 16)]


def test_a_leech_that_passes_is_not_named_again():
    """Eight failures stay eight; the answer that made them so was the one before."""
    log, clock = MemoryLog(), SetClock()
    for quality, failures in [*((2, 0) for _ in range(7)), (2, 8), (3, 0)]:
        sitting = sit([recall("a")], log, clock)
        assert sitting.leech(sitting.store(sitting.next(), quality, Answer())) == failures
        clock.moment += timedelta(days=1)


class Desk:
    """A desk whose decks take every text but one that says `wrong`."""

    def source(self, card):
        """What the question says."""
        return card.question

    def revise(self, card, text):
        """The card with this question, and a card of another topic."""
        if text == "wrong":
            raise DeckError("deck.md:1: wrong; mend it")
        return {card.id: replace(card, question=text), "other": recall("other")}

    def read(self, sections):
        """No explainer."""
        return ""


def test_a_revised_card_is_on_the_table_and_in_the_sitting():
    """The new text is asked now and later; cards that the sitting had not are not added."""
    sitting = replace(sit([recall("a")]), desk=Desk())
    asked = sitting.next()
    sitting.revise(asked.card, "How?")
    asked = sitting.refreshed(asked)
    assert (asked.card.question, sitting.cards["a"].question) == ("How?", "How?")
    assert set(sitting.cards) == {"a"}
    with pytest.raises(DeckError, match="mend it"):
        sitting.revise(asked.card, "wrong")
    assert sitting.cards["a"].question == "How?"


@pytest.mark.parametrize(
    ("plan", "quality", "days"),
    [
        ({}, 4, (1, 6)),
        ({}, 2, (1, 1)),
        ({"longest_interval": 3}, 5, (1, 3)),
        ({"cram": True}, 4, None),
    ],
)
def test_the_outlook_is_that_of_the_card_on_the_table(plan, quality, days):
    """SM-2 of a new card, capped; practice moves nothing."""
    sitting = sit([recall("a")], **plan)
    assert sitting.outlook(sitting.next(), quality) == days


def test_the_outlook_of_a_card_that_comes_back_today_is_none():
    """That pass changes no schedule."""
    sitting = sit([recall("a")])
    sitting.store(sitting.next(), 2, Answer())
    assert sitting.outlook(sitting.next(), 4) is None


def test_points_and_confidence_are_stored():
    """With the proposal they are what the health report compares."""
    sitting = sit([recall("a")])
    answer = Answer("range", 3.0, proposed=3, points="yp", confidence="likely", mistakes=("trap",))
    row = sitting.store(sitting.next(), 4, answer)
    assert (row.points, row.confidence, row.proposed, row.mistakes) == (
        "yp",
        "likely",
        3,
        ("trap",),
    )


def test_minutes_left_follow_the_answers():
    """20 cards at 45 s, then at the pace that five answers of 5 s bring."""
    cards = [recall(f"c{n}") for n in range(9)]
    sitting = sit(cards)
    assert sitting.minutes_left(20) == 15
    for _ in range(5):
        sitting.store(sitting.next(), 4, Answer(seconds=5))
    assert sitting.minutes_left(20) == 8  # (5 * 45 + 5 * 5) / 10 = 25 s
