"""SM-2 as the text of 1990 reads."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.scheduling.sm2 import EASE_CHANGE, MIN_EASE, Memory, outlook, review

QUALITIES = st.integers(0, 5)
MEMORIES = st.builds(Memory, st.integers(0, 40), st.integers(130, 400), st.integers(0, 10**6))


def intervals(*grades: int) -> list[int]:
    """The intervals that a row of grades leads to, from a new card."""
    memory, found = Memory(), []
    for grade in grades:
        memory = review(memory, grade)
        found.append(memory.interval)
    return found


@pytest.mark.parametrize(
    ("grades", "expected", "source"),
    [
        ((4, 4, 4, 4, 2, 4, 4, 4), [1, 6, 15, 38, 1, 1, 6, 15], "shared facts, sm2.md, example"),
        ((4,) * 12, [1, 6, 15, 38, 95, 238, 595, 1488, 3720, 9300, 23250, 58125], "sm2.md, 7"),
        ((5, 5, 5), [1, 6, 17], "by hand: ease 2.50, 2.60, 2.70; ceil(6 * 2.70) = 17"),
        (
            (3, 3, 3, 3),
            [1, 6, 14, 30],
            "by hand: ease 2.22 at the third, 2.08 at the fourth: 29.12",
        ),
        ((0, 1, 2), [1, 1, 1], "steps 5 and 6: a failure starts again at one day"),
    ],
)
def test_grades_lead_to_the_intervals_of_the_text(grades, expected, source):
    """Rows of grades give the intervals that were worked out by hand."""
    assert intervals(*grades) == expected, source


@pytest.mark.parametrize(
    ("quality", "change"), [(5, 10), (4, 0), (3, -14), (2, -32), (1, -54), (0, -80)]
)
def test_ease_changes_are_those_of_the_formula(quality, change):
    """EF' = EF + 0.1 - (5 - q)(0.08 + (5 - q) 0.02), in hundredths (step 5 of the text)."""
    miss = 5 - quality
    formula = Fraction(1, 10) - miss * (Fraction(8, 100) + miss * Fraction(2, 100))
    assert EASE_CHANGE[quality] == change == formula * 100


def test_rounding_up_is_exact_where_floats_are_a_day_late():
    """6 days at ease 1.50 give 9; ceil(6 * 1.5000000000000002) would give 10."""
    assert review(Memory(repetitions=2, ease=150, interval=6), 4).interval == 9


@given(MEMORIES, st.integers(3, 5))
def test_success_multiplies_by_the_ease_from_before(memory, quality):
    """From the third success on, interval = ceil(interval * ease), in exact arithmetic."""
    after = review(memory, quality)
    assert after.repetitions == memory.repetitions + 1
    if memory.repetitions >= 2:
        exact = memory.interval * Fraction(memory.ease, 100)
        assert 0 <= after.interval - exact < 1


@given(MEMORIES, st.integers(0, 2))
def test_failure_starts_again_and_leaves_the_ease(memory, quality):
    """Step 6: a failure repeats from the beginning without changing the ease."""
    assert review(memory, quality) == Memory(repetitions=0, ease=memory.ease, interval=1)


@given(st.lists(QUALITIES, max_size=60))
def test_ease_never_falls_below_its_floor(grades):
    """No row of grades takes the ease below 1.30, and an interval is at least a day."""
    memory = Memory()
    for grade in grades:
        memory = review(memory, grade)
        assert memory.ease >= MIN_EASE
        assert memory.interval >= 1


@pytest.mark.parametrize("quality", [-1, 6, 2.5, None, "4"])
def test_a_quality_outside_the_scale_is_refused(quality):
    """Only whole numbers from 0 to 5 are qualities."""
    with pytest.raises(ValueError, match="0 to 5"):
        review(Memory(), quality)


@pytest.mark.parametrize(
    ("memory", "quality", "days"),
    [
        (Memory(), 2, (1, 1)),
        (Memory(), 5, (1, 6)),
        (Memory(1, 250, 1), 4, (6, 15)),
        (Memory(2, 250, 6), 2, (1, 1)),
        (Memory(2, 250, 6), 3, (15, 36)),  # 15 * 2.36 = 35.4
        (Memory(2, 250, 6), 4, (15, 38)),  # 15 * 2.50 = 37.5
        (Memory(2, 250, 6), 5, (15, 39)),  # 15 * 2.60 = 39.0
    ],
)
def test_the_outlook_shows_the_next_interval_and_the_one_after(memory, quality, days):
    """Worked out by hand from the text; qualities from 3 up part in the second interval."""
    assert outlook(memory, quality) == days
