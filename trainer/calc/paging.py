"""Blocks of a paged key/value cache, and the slots that they leave unused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.calc.checks import count
from trainer.calc.derivation import Step, given


@dataclass(frozen=True, slots=True)
class Paged:
    """What some sequences take in a paged cache.

    Attributes:
        blocks: Blocks that they hold.
        slots: Tokens that those blocks have room for.
        wasted_slots: Slots without a token, all in last blocks.
    """

    blocks: int
    slots: int
    wasted_slots: int


def paged(tokens: Sequence[int], block_size: int = 16) -> Paged:
    """The blocks of sequences that hold so many tokens each.

    blocks = sum of ceil(T_i / block); no block is shared, so each sequence is rounded up by
    itself and wastes (-T_i) mod block slots.

    Raises:
        ValueError: If there is no sequence, or a count is below 1.

    Source: vLLM, v1/core/single_type_kv_cache_manager.py.
    """
    size = count(block_size, "block size")
    if not tokens:
        raise ValueError("tokens must name at least one sequence")
    blocks = sum(-(-count(held, "tokens") // size) for held in tokens)
    return Paged(blocks, blocks * size, blocks * size - sum(tokens))


def usable_blocks(total_blocks: int) -> int:
    """Blocks of a pool that sequences can have: all but the null block, which stays empty.

    Raises:
        ValueError: If the pool has no block.

    Source: vLLM, v1/core/block_pool.py.
    """
    return count(total_blocks, "total blocks") - 1


def paged_steps(tokens: Sequence[int], block_size: int = 16) -> tuple[Step, ...]:
    """The derivation of blocks, slots and, last, wasted slots."""
    result = paged(tokens, block_size)
    names = [f"T{number}" for number in range(1, len(tokens) + 1)]
    return (
        given("block", block_size, "slots", "tokens per block"),
        *(given(name, held, "tokens") for name, held in zip(names, tokens, strict=True)),
        Step(
            "blocks",
            " + ".join(f"ceil({name} / block)" for name in names),
            result.blocks,
            "blocks",
            "each sequence rounded up by itself",
        ),
        Step("slots", "blocks * block", result.slots, "slots"),
        Step("wasted_slots", f"slots - ({' + '.join(names)})", result.wasted_slots, "slots"),
    )
