"""A paged key/value cache: sequences hold blocks, share them, and give them up.

A sequence's tokens lie in blocks of a few slots, listed in its table, so memory is taken as it
grows and only its last block has empty slots. Forked sequences share blocks until one of them
writes (copy on write). When no block is free, the sequence that came last loses all of its own.

Source: Kwon et al. 2023, arXiv:2309.06180, sections 4.3 to 4.5.
"""

from __future__ import annotations


class Pool:
    """The blocks of a cache and who holds them.

    Attributes:
        block_size: Slots of a block.
        free: Blocks that nobody holds.
        ref_counts: How many sequences hold each block.
        tables: The blocks of each sequence, in the order in which the sequences came.
        tokens: The tokens that each sequence has stored.
    """

    def __init__(self, blocks: int, block_size: int = 16) -> None:
        if blocks < 1 or block_size < 1:
            raise ValueError(f"a pool has at least a block of a slot, not {blocks} of {block_size}")
        self.block_size = block_size
        self.free = list(range(blocks))[::-1]
        self.ref_counts = [0] * blocks
        self.tables: dict[str, list[int]] = {}
        self.tokens: dict[str, int] = {}

    @property
    def used(self) -> int:
        """Blocks that some sequence holds."""
        return len(self.ref_counts) - len(self.free)

    def append(self, name: str, tokens: int = 1) -> list[str]:
        """Store more tokens of a sequence, a new one if it has none yet.

        Returns:
            The sequences that were preempted for it, latest first. One that came last and finds
            no block is preempted itself. A preempted sequence holds nothing and starts again.

        Raises:
            ValueError: If it needs more blocks than there are, or tokens is below 1.
        """
        if tokens < 1:
            raise ValueError(f"a sequence grows by a token at least, not by {tokens}")
        total = self.tokens.get(name, 0) + tokens
        if -(-total // self.block_size) > len(self.ref_counts):
            raise ValueError(
                f"{total} tokens do not fit into {len(self.ref_counts)} blocks of {self.block_size}"
            )
        table = self.tables.setdefault(name, [])
        held = self.tokens.setdefault(name, 0)
        preempted: list[str] = []
        half_full = held % self.block_size > 0
        while name in self.tables:
            shared = half_full and self.ref_counts[table[-1]] > 1  # and about to be written
            if not shared and len(table) * self.block_size >= total:
                break
            if not self.free:
                preempted.append(next(reversed(self.tables)))
                self.release(preempted[-1])
                continue
            if shared:
                self._drop(table.pop())  # what is taken next is the copy
            self._take(table)
        if name in self.tables:
            self.tokens[name] = total
        return preempted

    def fork(self, name: str, child: str) -> None:
        """Start a sequence with the tokens of another, sharing every block.

        Raises:
            ValueError: If the one does not exist or the other does.
        """
        if name not in self.tables or child in self.tables:
            raise ValueError(f"cannot fork {name!r} to {child!r}")
        self.tables[child] = list(self.tables[name])
        self.tokens[child] = self.tokens[name]
        for block in self.tables[child]:
            self.ref_counts[block] += 1

    def release(self, name: str) -> None:
        """Give back what a sequence holds; shared blocks stay with the others.

        Raises:
            KeyError: If there is no such sequence.
        """
        del self.tokens[name]
        for block in self.tables.pop(name):
            self._drop(block)

    def _take(self, table: list[int]) -> None:
        block = self.free.pop()
        self.ref_counts[block] = 1
        table.append(block)

    def _drop(self, block: int) -> None:
        self.ref_counts[block] -= 1
        if not self.ref_counts[block]:
            self.free.append(block)
