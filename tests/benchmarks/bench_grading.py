"""Speed of the free-text grader on one core: the answers of `tests/data/answers`, a proposal each.

Run with `python -m pytest tests/benchmarks/bench_grading.py --benchmark-only -s`. The first pass
stems every word and reads every word group; the others are what a sitting pays from then on.
"""

import time

from tests.answers import CARDS, DECK, judged
from trainer.grading.rubric import propose

ROUNDS = 9
GOAL = 0.001  # seconds for an answer


def seconds() -> float:
    """CPU seconds for one answer, over all of them."""
    answers = [*judged("tune"), *judged("heldout")]
    started = time.process_time()
    for answer in answers:
        propose(CARDS[answer.card], answer.text, DECK.traps)
    return (time.process_time() - started) / len(answers)


def test_a_proposal_takes_a_millisecond(benchmark, capsys):
    """The best of nine rounds; the first is shown beside it."""
    first = seconds()
    best = benchmark.pedantic(lambda: min(seconds() for _ in range(ROUNDS)), rounds=1)
    with capsys.disabled():
        print(f"\nfirst {first * 1000:.2f} ms, then {best * 1000:.2f} ms (goal {GOAL * 1000:g} ms)")
    assert best <= GOAL
