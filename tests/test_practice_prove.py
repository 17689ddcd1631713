"""A sitting that proves: unseen numbers, no hints, nothing taken back, schedules left alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.doubles import MemoryLog, SetClock, numeric, question, recall
from trainer.history.judgement import Ask
from trainer.practice.prove import Proof, proof_card
from trainer.practice.review import Answer, Plan
from trainer.questions.families import FAMILIES
from trainer.scheduling.days import Calendar
from trainer.scheduling.sm2 import Memory

NUMBERS = replace(numeric("family:weights-raw"), family="weights-raw")
DRAWN = {}


def drawn(card, seed):
    """Four different questions, whatever the seeds."""
    place = seed % 4
    DRAWN[seed] = place
    return replace(question(seed), prompt=f"Question {place}?")


def proof(log, clock=None, seen=(), numbers=3, texts=("a", "b")):
    """A proof that asks numbers so many times, then some texts."""
    asks = [Ask("numeric", "weights-raw", numbers)] if numbers else []
    cards = [NUMBERS] if numbers else []
    for name in texts:
        asks.append(Ask("cards", name, 1))
        cards.append(recall(name))
    return Proof(
        cards={card.id: card for card in cards},
        log=log,
        clock=clock or SetClock(),
        calendar=Calendar(),
        draw=drawn,
        plan=Plan(cram=True),
        rows=len(log.rows),
        asks=asks,
        order=[card.id for card in cards],
        seen=set(seen),
    )


def answer_all(sitting, quality=5, right=True):
    """Answer everything; returns the rows."""
    rows = []
    while asked := sitting.next():
        if asked.question:
            grade = sitting.grade(asked, "140 GB" if right else "3 GB")
            rows.append(sitting.store_grade(asked, grade, Answer("140 GB", 9.0)))
        else:
            rows.append(sitting.store(asked, quality, Answer("words", 9.0, proposed=quality)))
    return rows


def test_it_asks_what_is_lacking_in_its_order():
    """Numbers as often as wanted, then each card once."""
    rows = answer_all(proof(MemoryLog()))
    assert [row.card for row in rows] == ["family:weights-raw"] * 3 + ["a", "b"]


def test_numbers_are_unseen():
    """No prompt twice in a sitting, nor one of those that were asked lately."""
    sitting = proof(MemoryLog(), seen={"Question 0?"})
    prompts = []
    while (asked := sitting.next()) and asked.question:
        prompts.append(asked.question.prompt)
        sitting.store_grade(asked, sitting.grade(asked, "140 GB"), Answer("140 GB"))
    assert sorted(prompts) == ["Question 1?", "Question 2?", "Question 3?"]


def test_after_a_wrong_number_its_family_waits():
    """The derivation was shown; the texts are still asked."""
    rows = answer_all(proof(MemoryLog()), right=False)
    assert [row.card for row in rows] == ["family:weights-raw", "a", "b"]
    assert rows[0].quality < 3


def test_no_card_has_a_hint():
    """Nobody can ask for what would undo the proof."""
    sitting = proof(MemoryLog())
    assert all(card.hints == () for card in sitting.cards.values())
    assert recall("a").hints != ()
    assert sitting.cards["a"].content_hash() == recall("a").content_hash()


@pytest.mark.parametrize(("days", "kind"), [(0, "drill"), (1, "review"), (5, "review")])
def test_a_text_is_a_review_only_where_it_is_due(days, kind):
    """A card reviewed today is due tomorrow: today it is practice, from then on a review."""
    log, clock = MemoryLog(), SetClock()
    first = proof(log, clock, numbers=0, texts=("a",))
    asked = first.next()
    log.append("a", lambda _: replace(_row(asked, clock), kind="review"))
    before = log.state("a")
    clock.moment += timedelta(days=days)
    (row,) = answer_all(proof(log, clock, numbers=0, texts=("a",)))
    assert row.kind == kind
    assert (log.state("a").memory == before.memory) == (kind == "drill")


def _row(asked, clock):
    from trainer.history.record import Review

    day = clock.moment.date()
    start = Memory()
    due = day + timedelta(days=1)
    return Review(asked.card.id, "review", clock.moment, day, start, Memory(1, 250, 1), due, 5)


def test_a_new_text_and_numbers_stay_practice():
    """A test is no reason to learn a card today: no state, no schedule."""
    log = MemoryLog()
    rows = answer_all(proof(log))
    assert {row.kind for row in rows} == {"drill"}
    assert log.states() == {}


def test_nothing_is_taken_back():
    """The answer was seen."""
    log = MemoryLog()
    sitting = proof(log)
    answer_all(sitting)
    assert sitting.undo() is None
    assert len(log.rows) == 5


def test_the_card_of_a_proof_is_narrowed():
    """Its digest differs from that of free practice, so a row tells what it was drawn from."""
    family = FAMILIES["weights-raw"]
    free = proof_card(family, {})
    narrow = proof_card(family, {"models": ("llama-2-7b",)})
    assert free.id == narrow.id == "family:weights-raw"
    assert free.content_hash() != narrow.content_hash()
