"""Questions on which GPU to buy, and how many."""

import pytest

from tests.drawing import answer, drawn
from tests.shapes import GPUS
from trainer.questions.gpus import CARDS


def test_the_card_is_the_smallest_that_holds_what_is_needed():
    """No card below it holds what the derivation says is needed."""
    for seed in range(100):
        question = drawn("capacity-smallest-gpu", seed)
        needed = next(int(step.value) for step in question.steps if step.name == "needed")
        assert question.value == min(card for card in CARDS if card * 10**9 >= needed) * 10**9


def test_mistakes_name_a_card_that_is_too_small():
    """Half the cache, one user or the whole memory: less is needed, never more."""
    for seed in range(100):
        question = drawn("capacity-smallest-gpu", seed)
        assert all(mistake.value < question.value for mistake in question.mistakes)


@pytest.mark.parametrize(
    ("model", "memory", "share", "expected"),
    [("llama-3.1-405b", "80", "0.9", 12), ("llama-2-70b", "24", "0.8", 8)],
)
def test_gpus_for_weights_are_rounded_up(model, memory, share, expected):
    """811.7 GB over 72 GB is 11.3, 138.0 over 19.2 is 7.2."""
    bounds = {"models": model, "memory_gb": memory, "utilization": share}
    assert answer("capacity-gpus-for-weights", **bounds) == expected


def test_the_shipped_cards_are_among_those_for_sale():
    """Every size that a data centre card of the data has can be the answer."""
    assert {gpu.memory_gb for gpu in GPUS.values()} == set(CARDS)
