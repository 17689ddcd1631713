"""Free practice: which questions come, and that no schedule moves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

import pytest

from tests.doubles import MemoryLog, SetClock
from tests.world import WORLD
from trainer.cards.card import Card
from trainer.history.record import Review
from trainer.practice.drill import FRESH, TRIES, Drill, most_made, practice_card, prone
from trainer.practice.review import Answer, Plan
from trainer.questions.families import FAMILIES
from trainer.questions.family import draw
from trainer.questions.mistakes import CATALOGUE
from trainer.questions.question import Question
from trainer.scheduling.days import Calendar
from trainer.scheduling.sm2 import Memory

THREE = ("weights-raw", "kv-size", "lora-trainable")


def draw_card(card: Card, seed: int) -> Question:
    """The question of a family's card."""
    return question_of(card.family, seed)


@cache
def question_of(family: str, seed: int) -> Question:
    """The question that a family draws from a seed, drawn once for all tests."""
    return draw(FAMILIES[family], seed, WORLD)


def drill_over(
    *names: str, log: MemoryLog | None = None, count: int = 6, rows: int = 0, mistake: str = ""
) -> Drill:
    """A drill over the families of these names."""
    cards = [practice_card(FAMILIES[name]) for name in names]
    return Drill(
        cards={card.id: card for card in cards},
        log=log or MemoryLog(),
        clock=SetClock(),
        calendar=Calendar(ZoneInfo("UTC")),
        draw=draw_card,
        plan=Plan(cram=True, limit=count),
        rows=rows,
        mistake=mistake,
    )


def answer_all(drill: Drill, text: str = "1") -> list[Question]:
    """The questions of a drill, each answered with this text."""
    questions = []
    while asked := drill.next():
        assert asked.question is not None
        questions.append(asked.question)
        drill.store_grade(asked, drill.grade(asked, text), Answer(text, 1.0))
    return questions


def answered(number: int, *mistakes: str, undoes: int | None = None) -> Review:
    """A row of the log with these mistakes, or one that takes another back."""
    moment, memory = SetClock().now(), Memory()
    kind = "drill" if undoes is None else "undo"
    row = Review("family:x", kind, moment, moment.date(), memory, memory, None, id=number)
    return replace(row, mistakes=mistakes, undoes=undoes)


def test_families_come_in_turn_and_the_drill_ends_after_its_count():
    """Six questions over three families ask each twice, in their order."""
    drill = drill_over(*THREE)
    assert drill.left() == 6
    assert [question.family for question in answer_all(drill)] == [*THREE, *THREE]
    assert (drill.left(), drill.answered) == (0, 6)


def test_the_next_drill_goes_on_where_the_log_ends():
    """With one row in the log the second family is first."""
    first = drill_over(*THREE, rows=1).next()
    assert first is not None
    assert first.card.family == THREE[1]


def test_every_question_has_a_fresh_seed():
    """Twenty answers to one family have twenty seeds; the next drill has others."""
    drill = drill_over("weights-raw", count=20)
    seeds = {question.seed for question in answer_all(drill)}
    assert len(seeds) == 20
    later = drill_over("weights-raw", count=20, rows=20)
    assert not seeds & {question.seed for question in answer_all(later)}


def test_a_question_that_was_left_comes_again():
    """What was shown but not answered is the same question in the next drill."""
    one, other = drill_over("kv-size", rows=7).next(), drill_over("kv-size", rows=7).next()
    assert one is not None
    assert one == other


def test_a_row_is_practice_and_moves_nothing():
    """Kind drill, card family:NAME, memory as at the start, no due day, no state."""
    log = MemoryLog()
    answer_all(drill_over("weights-raw", log=log, count=1))
    [row] = log.rows
    assert (row.kind, row.card, row.family) == ("drill", "family:weights-raw", "weights-raw")
    assert (row.before, row.after, row.due) == (Memory(), Memory(), None)
    assert row.quality == 1
    assert row.seed is not None
    assert log.states() == {}


def test_there_is_nothing_to_take_back():
    """An undo in practice appends no row and touches no review."""
    log = MemoryLog()
    drill = drill_over("weights-raw", log=log, count=1)
    answer_all(drill)
    assert drill.undo() is None
    assert len(log.rows) == 1


@pytest.mark.parametrize("mistake", CATALOGUE)
def test_every_mistake_can_be_drilled(mistake):
    """Some family can tell it, and each question that a drill asks for it does."""
    families = prone(FAMILIES.values(), mistake, draw_card)
    assert families
    drill = drill_over(*(family.name for family in families), count=4, mistake=mistake)
    for question in answer_all(drill):
        assert mistake in {one.id for one in question.mistakes}


@pytest.mark.parametrize(
    ("rows", "mistake", "why"),
    [
        ([], "", "an empty log"),
        ([answered(1)], "", "no mistakes"),
        ([answered(1, "K1"), answered(2, "W1"), answered(3, "W1")], "W1", "the most frequent"),
        ([answered(1, "K1"), answered(2, "W1")], "W1", "of equals the latest"),
        ([answered(1, "K1"), answered(2, "X9"), answered(3, "X9")], "K1", "an unknown one"),
        (
            [answered(1, "K1"), answered(2, "W1"), answered(3, undoes=2)],
            "K1",
            "what was taken back does not count",
        ),
        ([answered(1, "K1", "W1"), answered(2, "K1")], "K1", "two in one answer count each"),
    ],
)
def test_the_mistake_made_most_often(rows, mistake, why):
    """Counted over the rows that stand."""
    assert most_made(reversed(rows), CATALOGUE) == mistake, why


def test_the_day_of_a_row_is_the_learning_day():
    """An answer at 3 in the morning belongs to the day before."""
    log = MemoryLog()
    drill = drill_over("weights-raw", log=log, count=1)
    drill.clock.moment = drill.clock.moment.replace(hour=3)
    answer_all(drill)
    assert log.rows[0].day == date(2026, 11, 22)


@pytest.mark.parametrize("name", FAMILIES)
def test_the_first_seeds_show_each_mistake_and_no_mistake_is_rare(name):
    """What 120 seeds list is listed by the first `TRIES`, and by every twentieth question at least.

    So `FRESH` seeds miss a mistake once in 28,000 questions.
    """
    listed = [[mistake.id for mistake in question_of(name, seed).mistakes] for seed in range(120)]
    times = Counter(known for question in listed for known in question)
    assert times.keys() == {known for question in listed[:TRIES] for known in question}
    assert all(count >= 120 / 20 for count in times.values())
    assert 0.95**FRESH < 1 / 28_000
