"""Replay of a log to card states: one step, many rows, and what an undo leaves out."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.history.record import PRACTICE, Review
from trainer.history.replay import advance, last_answer, replay, standing, taken_back
from trainer.scheduling import sm2

DAY = date(2026, 11, 23)


def row(number, card="a", kind="review", quality=4, due=DAY, **more):
    """A row of the log; its memories do not matter for a replay."""
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    memory = sm2.Memory()
    return Review(card, kind, at, DAY, memory, memory, due, quality, id=number, **more)


def undo(number, undoes, card="a"):
    """An undo row."""
    return row(number, card, "undo", None, None, undoes=undoes)


LOGS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.sampled_from(["review", "review", "drill", "interview", "lab", "import"]),
        st.integers(0, 5),
    ),
    max_size=30,
)


@given(LOGS)
def test_a_replay_is_one_step_after_another(log):
    """Folding a whole log gives what `advance` gives row by row."""
    rows = [row(n, card, kind, quality) for n, (card, kind, quality) in enumerate(log, 1)]
    states = {}
    for each in rows:
        states[each.card] = advance(states.get(each.card), each)
    assert replay(rows) == {card: state for card, state in states.items() if state}


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_the_memory_is_that_of_sm2(qualities):
    """Memory, lapses and the first day follow from the qualities alone."""
    memory = sm2.Memory()
    for quality in qualities:
        memory = sm2.review(memory, quality)
    state = replay([row(n, quality=q) for n, q in enumerate(qualities, 1)])["a"]
    assert state.memory == memory
    assert state.lapses == sum(quality < sm2.PASSING for quality in qualities)
    assert (state.introduced, state.last) == (DAY, len(qualities))


@pytest.mark.parametrize(
    ("kind", "quality", "drill"),
    [("review", 3, DAY), ("review", 4, None), ("drill", 3, DAY), ("drill", 4, None)],
)
def test_what_scored_below_4_comes_back_the_same_day(kind, quality, drill):
    """A card waits for its drill until it scores at least 4 (SM-2, step 7)."""
    rows = [row(1, quality=2), row(2, kind=kind, quality=quality)]
    assert replay(rows)["a"].drill == drill


def test_practice_and_interviews_leave_the_memory():
    """A drill changes nothing but `last`; an interview may only bring the due day nearer."""
    first = replay([row(1)])["a"]
    assert advance(first, row(2, kind="drill")) == replace(first, last=2)
    sooner = date(2026, 11, 20)
    assert advance(first, row(2, kind="interview", due=sooner)).due == sooner
    assert advance(first, row(2, kind="interview", due=date(2027, 1, 1))).due == DAY
    assert advance(None, row(1, kind="drill")) is None


def test_an_interview_makes_a_card_due_that_was_never_reviewed():
    """With the memory of a new card, as one of that day's new ones; its first review counts on."""
    tomorrow = date(2026, 11, 24)
    planned = advance(None, row(1, kind="interview", due=tomorrow))
    assert (planned.due, planned.introduced, planned.memory) == (tomorrow, tomorrow, sm2.Memory())
    reviewed = advance(planned, row(2, due=tomorrow))
    assert (reviewed.introduced, reviewed.memory) == (DAY, sm2.review(sm2.Memory(), 4))


@pytest.mark.parametrize(
    ("undos", "stands"),
    [
        ([], [3, 2, 1]),
        ([(4, 3)], [2, 1]),
        ([(4, 3), (5, 2)], [1]),
        ([(4, 3), (5, 4)], [3, 2, 1]),
        ([(4, 3), (5, 4), (6, 5)], [2, 1]),
        ([(4, 3), (5, 4), (6, 3)], [2, 1]),
    ],
    ids=["none", "one", "two", "redo", "redo-taken-back", "undone-again"],
)
def test_an_undo_and_an_undo_of_it(undos, stands):
    """What is taken back does not count; taking back the undo brings it to life again."""
    rows = [row(1), row(2), row(3), *(undo(number, undoes) for number, undoes in undos)]
    assert [each.id for each in standing(reversed(rows))] == stands
    everything = {1, 2, 3}
    assert everything - taken_back(reversed(undos)) == set(stands)


def test_the_last_answer_is_no_practice():
    """Imports and free practice are passed over; the last answer before them is meant."""
    rows = [row(1), row(2, PRACTICE + "kv", "drill"), row(3, kind="import")]
    assert last_answer(reversed(rows)) == rows[0]
    assert last_answer(reversed([*rows, row(4, kind="lab")])).id == 4
    assert last_answer([]) is None


def test_a_quality_that_is_none_of_sm2_is_refused():
    """Replaying never invents a meaning."""
    with pytest.raises(ValueError, match="0 to 5"):
        replay([row(1, quality=6)])
