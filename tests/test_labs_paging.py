"""The paged pool: tables, sharing, copy on write, preemption, and books that always balance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.calc.paging import paged
from trainer.labs.algorithms.paging import Pool


def balanced(pool):
    """Each block is free or held by as many tables as the books say; no table is short or long."""
    held = [block for table in pool.tables.values() for block in table]
    assert [held.count(block) for block in range(len(pool.ref_counts))] == pool.ref_counts
    assert sorted({*pool.free} | {*held}) == list(range(len(pool.ref_counts)))
    assert len(pool.free) + len({*held}) == len(pool.ref_counts)
    for name, table in pool.tables.items():
        assert len(table) == -(-pool.tokens[name] // pool.block_size)
    return True


def test_sequences_take_the_blocks_that_calc_says():
    """100, 250 and 17 tokens in blocks of 16: `trainer.calc.paging` counts the same."""
    pool = Pool(40)
    for name, tokens in (("a", 100), ("b", 250), ("c", 17)):
        assert pool.append(name, tokens) == []
    assert pool.used == paged([100, 250, 17]).blocks
    assert balanced(pool)


def test_a_block_is_taken_only_when_the_last_is_full():
    """Sixteen tokens stay in one block; the seventeenth takes another."""
    pool = Pool(4)
    for _ in range(16):
        pool.append("a")
    assert pool.used == 1
    pool.append("a")
    assert pool.used == 2


def test_forks_share_until_one_writes():
    """A half-full last block is copied by the first who writes, a full one by nobody."""
    pool = Pool(8, 4)
    pool.append("a", 6)
    pool.fork("a", "b")
    assert pool.used == 2
    pool.append("b")  # copy on write: the child leaves the shared half block
    assert pool.used == 3
    assert pool.tables["a"][0] == pool.tables["b"][0]
    assert pool.tables["a"][1] != pool.tables["b"][1]
    pool.append("a")  # alone on its block again, so no copy
    assert pool.used == 3
    pool.release("a")
    assert pool.used == 2  # the first block stays with b
    assert balanced(pool)
    full = Pool(8, 4)
    full.append("a", 4)
    full.fork("a", "b")
    full.append("b")
    assert full.used == 2


def test_the_latest_gives_way():
    """First come, first served: the sequence that came last loses all its blocks (section 4.5)."""
    pool = Pool(4, 4)
    for name in "abc":
        pool.append(name, 4)
    assert pool.append("a", 5) == ["c"]
    assert list(pool.tables) == ["a", "b"]
    assert pool.append("d", 1) == ["d"]  # it is the latest itself
    assert "d" not in pool.tables
    assert balanced(pool)


def test_making_room_may_end_the_sharing():
    """If the sharer is preempted for the copy, the block is the writer's own: nothing to copy."""
    pool = Pool(2, 4)
    pool.append("a", 6)
    pool.fork("a", "b")
    assert pool.append("a") == ["b"]
    assert pool.used == 2
    assert balanced(pool)


def test_what_cannot_fit_is_refused_before_anything_is_taken():
    """More than the whole pool, no tokens, unknown or taken names: said, and nothing changes."""
    pool = Pool(2, 4)
    pool.append("a", 3)
    with pytest.raises(ValueError, match="9 tokens do not fit into 2 blocks of 4"):
        pool.append("a", 6)
    with pytest.raises(ValueError, match="grows by a token at least, not by 0"):
        pool.append("b", 0)
    for name, child in (("x", "y"), ("a", "a")):
        with pytest.raises(ValueError, match="cannot fork"):
            pool.fork(name, child)
    with pytest.raises(KeyError):
        pool.release("x")
    with pytest.raises(ValueError, match="at least a block"):
        Pool(0)
    assert list(pool.tables) == ["a"]
    assert balanced(pool)


NAMES = st.sampled_from("abcd")
STEPS = st.one_of(
    st.tuples(st.just("append"), NAMES, st.integers(1, 9)),
    st.tuples(st.just("fork"), NAMES, NAMES),
    st.tuples(st.just("release"), NAMES, st.just(0)),
)


@given(st.lists(STEPS, max_size=40))
def test_the_books_balance_whatever_happens(steps):
    """Any mix of growing, forking and leaving keeps every block accounted for."""
    pool = Pool(6, 3)
    for step, name, value in steps:
        if step == "append" and pool.tokens.get(name, 0) + value <= 18:
            before = pool.tokens.get(name, 0)
            preempted = pool.append(name, value)
            assert (name in preempted) or pool.tokens[name] == before + value
        elif step == "fork" and name in pool.tables and value not in pool.tables:
            pool.fork(name, value)
        elif step == "release" and name in pool.tables:
            pool.release(name)
        assert balanced(pool)
