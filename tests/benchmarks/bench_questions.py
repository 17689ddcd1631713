"""Speed of numeric questions on one core: drawn, and graded with the reading of the answer.

Run with `python -m pytest tests/benchmarks/bench_questions.py --benchmark-only -s`. Each rate is
the best of nine rounds in CPU time, which a busy machine disturbs least.
"""

import random
import time
from collections.abc import Callable

import pytest

from tests.world import WORLD
from trainer.grading.numeric import grade_answer
from trainer.questions.families import FAMILIES
from trainer.questions.family import draw
from trainer.questions.question import Question
from trainer.units import in_unit

SEEDS = 20  # of each family
ROUNDS = 9


def questions(first: int) -> list[Question]:
    """Some questions of every family, from this seed on."""
    seeds = range(first, first + SEEDS)
    return [draw(family, seed, WORLD) for family in FAMILIES.values() for seed in seeds]


def typed(question: Question, kind: str, chance: random.Random) -> str:
    """An answer as a learner types it."""
    value = in_unit(question.value, question.unit)
    if kind == "mistaken" and question.mistakes:
        value = in_unit(chance.choice(question.mistakes).value, question.unit)
    if kind == "wrong":
        value *= 10 ** chance.uniform(-1.5, 1.5)
    return f"{value:.4g} {question.unit}"


def rate(benchmark: Callable, work: Callable[[int], object], count: int) -> float:
    """The most things that `work` did in a second of CPU time."""
    seconds = []
    for number in range(ROUNDS):
        start = time.process_time()
        work(number)
        seconds.append(time.process_time() - start)
    benchmark.extra_info["per_second"] = most = count / min(seconds)
    benchmark.pedantic(work, args=(0,), rounds=1)
    return most


def test_questions_drawn(benchmark, capsys):
    """Questions of all families, no seed twice."""
    count = SEEDS * len(FAMILIES)
    drawn = rate(benchmark, lambda number: questions(SEEDS * number), count)
    with capsys.disabled():
        print(f"\ndrawn: {drawn:,.0f} questions/s (goal 3,000)")
    assert drawn > 0


@pytest.mark.parametrize("kind", ["right", "mistaken", "wrong"])
def test_answers_graded(benchmark, capsys, kind):
    """Answers to questions of all families, read and graded."""
    chance = random.Random(3)
    answers = [(question, typed(question, kind, chance)) for question in questions(0)]
    graded = rate(benchmark, lambda _: [grade_answer(*answer) for answer in answers], len(answers))
    with capsys.disabled():
        print(f"\ngraded, {kind}: {graded:,.0f} answers/s (goal 20,000)")
    assert graded > 0
