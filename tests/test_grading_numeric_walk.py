"""The grader over the whole catalogue, and over thousands of drawn questions."""

import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from math import isclose

import pytest

from tests.world import ask
from trainer.grading.answer import read_answer
from trainer.grading.bands import COUNTS
from trainer.grading.numeric import grade_answer
from trainer.grading.slips import slips
from trainer.questions.families import FAMILIES
from trainer.questions.mistakes import CATALOGUE, KNOWN
from trainer.questions.question import Question
from trainer.units import in_unit, unit

RIGHT_QUESTIONS = 10_000
each_family = pytest.mark.parametrize("name", FAMILIES)


def questions(count: int) -> Iterator[Question]:
    """So many questions, family after family, from the first seeds on."""
    for number in range(count):
        name = list(FAMILIES)[number % len(FAMILIES)]
        yield ask(name, number // len(FAMILIES))


@cache
def listing() -> dict[str, Question]:
    """For each mistake the first question that lists it."""
    found: dict[str, Question] = {}
    for question in questions(300 * len(FAMILIES)):
        for mistake in question.mistakes:
            found.setdefault(mistake.id, question)
        if len(found) == len(CATALOGUE):
            break
    return found


@pytest.mark.parametrize("known", CATALOGUE)
def test_each_mistake_is_diagnosed(known):
    """Its wrong value, typed in full, is named as this mistake and costs what a mistake costs."""
    question = listing()[known]
    (value,) = (mistake.value for mistake in question.mistakes if mistake.id == known)
    grade = grade_answer(question, f"{in_unit(value, question.unit)!r} {question.unit}")
    assert grade.verdict == ("slip" if known in ("W9", "K21") else "mistake")
    assert known in [mistake.id for mistake in grade.mistakes]


@pytest.mark.parametrize("known", sorted(KNOWN.keys() - CATALOGUE.keys()))
def test_each_slip_is_diagnosed(known):
    """The answer in a wrong unit is a slip with its id."""
    question = ask("kv-beside-int4", 1)
    (slip, *_) = (slip for slip in slips(question.unit, None) if slip.id == known)
    typed = in_unit(question.value * slip.factor, question.unit)
    grade = grade_answer(question, repr(typed))
    assert (grade.verdict, [mistake.id for mistake in grade.mistakes]) == ("slip", [known])


@each_family
def test_retyped_values_read_back_exactly(name):
    """Answer and mistakes at full precision, typed again, are the same to a float's last digit."""
    for seed in range(10):
        question = ask(name, seed)
        for amount in (question.value, *(mistake.value for mistake in question.mistakes)):
            shown = in_unit(amount, question.unit)
            for text in (repr(shown), f"{shown!r} {question.unit}"):
                value = read_answer(text, question.unit).value
                assert value is not None, text
                assert isclose(value, float(amount), rel_tol=1e-15), text


def ways_to_type(question: Question) -> Iterator[str]:
    """A right answer as people type it: three or four digits, in full, in other units."""
    amount = in_unit(question.value, question.unit)
    yield from (repr(amount), f"{amount!r} {question.unit}")
    if question.unit in COUNTS:
        return
    yield from (f"{amount:.3g}", f"~{amount:.4g} {question.unit}", f"{amount:.3e}")
    if unit(question.unit).dimension == "size":
        for symbol in ("GB", "GiB", "TB", "MiB", "bytes"):
            yield f"{in_unit(question.value, symbol):.4g} {symbol}"


def test_right_answers_are_never_called_mistakes():
    """All ways to type the answers of 10,000 drawn questions are correct."""
    verdicts = Counter(
        (grade_answer(question, text).verdict, question.family)
        for question in questions(RIGHT_QUESTIONS)
        for text in ways_to_type(question)
    )
    assert {verdict for verdict, _ in verdicts} == {"correct"}, verdicts.most_common()[-5:]


def test_rounded_answers_are_never_called_mistakes():
    """What interview rounding gives is rounded, or near enough to be correct."""
    for question in questions(2000):
        for rounded in question.rounded:
            text = f"{in_unit(rounded, question.unit):.4g} {question.unit}"
            assert grade_answer(question, text).verdict in ("correct", "rounded"), text


@pytest.mark.parametrize("decades", [1.5, 3])
@pytest.mark.parametrize("named", [True, False], ids=["with unit", "without unit"])
def test_few_random_answers_get_a_name(decades, named):
    """Of wrong answers drawn log-uniformly around the answer at most 5% look like a mistake.

    1.5 decades to each side are a factor of 1,000 in all, 3 are one to each side.
    """
    chance = random.Random(f"{decades} {named}")
    verdicts: Counter[str] = Counter()
    for question in questions(20 * len(FAMILIES)):
        amount = in_unit(question.value, question.unit) * 10 ** chance.uniform(-decades, decades)
        typed = round(amount) if question.unit in COUNTS else amount
        verdicts[grade_answer(question, f"{typed!r} {question.unit if named else ''}").verdict] += 1
    wrong = verdicts["slip"] + verdicts["mistake"] + verdicts["wrong"]
    assert wrong > 1000
    assert (verdicts["slip"] + verdicts["mistake"]) / wrong <= 0.05
