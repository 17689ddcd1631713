"""Blocks of a paged cache."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.derivations import recompute
from trainer.calc.paging import Paged, paged, paged_steps, usable_blocks

TOKENS = st.lists(st.integers(1, 5000), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("tokens", "block", "expected"),
    [
        ((100, 250, 17), 16, Paged(25, 400, 33)),  # 7 + 16 + 2 blocks, by hand
        ((16,), 16, Paged(1, 16, 0)),
        ((17,), 16, Paged(2, 32, 15)),
        ((1, 1, 1), 16, Paged(3, 48, 45)),
        ((1000,), 1, Paged(1000, 1000, 0)),
    ],
)
def test_blocks_by_hand(tokens, block, expected):
    """Each sequence is rounded up by itself."""
    assert paged(tokens, block) == expected


@given(TOKENS, st.integers(1, 128))
def test_waste_is_less_than_a_block_each(tokens, block):
    """Only last blocks have empty slots."""
    result = paged(tokens, block)
    assert result.slots - result.wasted_slots == sum(tokens)
    assert result.wasted_slots == sum(-held % block for held in tokens)
    assert result.wasted_slots < block * len(tokens)


@given(TOKENS, st.integers(1, 128))
def test_derivation_gives_blocks_slots_and_waste(tokens, block):
    """Every line recomputes; the last one is the waste."""
    steps, result = paged_steps(tokens, block), paged(tokens, block)
    assert recompute(steps) == result.wasted_slots
    values = {step.name: step.value for step in steps}
    assert (values["blocks"], values["slots"]) == (result.blocks, result.slots)


def test_one_block_is_the_null_block():
    """The null block of vLLM stays empty (v1/core/block_pool.py)."""
    assert usable_blocks(7711) == 7710


@pytest.mark.parametrize(
    ("tokens", "block", "says"),
    [
        ((), 16, "at least one sequence"),
        ((5, 0), 16, "tokens must be at least 1"),
        ((5,), 0, "block size must be at least 1"),
        ((2.5,), 16, "tokens must be a whole number"),
    ],
)
def test_bad_input(tokens, block, says):
    """What cannot be is refused with the reason."""
    with pytest.raises(ValueError, match=says):
        paged(tokens, block)


def test_a_pool_has_a_block():
    """A pool without blocks is no pool."""
    with pytest.raises(ValueError, match="total blocks must be at least 1"):
        usable_blocks(0)
