"""Questions on the paged cache: blocks, unused slots, and the pool they come from."""

from __future__ import annotations

from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.paging import paged_steps, usable_blocks
from trainer.questions.derive import astray, until
from trainer.questions.family import Draft, Draw, Family

LENGTHS = ("45", "50", "70", "90", "100", "115", "123", "140", "170", "250")
BLOCKS = ("8", "16", "32")


def write_blocks(draw: Draw) -> Draft:
    """How many blocks one sequence takes."""
    tokens, block = draw.count("tokens"), draw.count("block")
    steps = until(paged_steps((tokens,), block), "blocks")
    return Draft(
        f"A paged cache has blocks of {block} tokens. How many blocks does one sequence of "
        f"{tokens:,} tokens hold?",
        steps,
        astray(
            steps,
            ("P1", "blocks", "floor(T1 / block)"),
            ("P3", "blocks", "T1"),
        ),
    )


def write_batch(draw: Draw) -> Draft:
    """How many blocks three sequences take together."""
    tokens, block = _three(draw), draw.count("block")
    steps = until(paged_steps(tokens, block), "blocks")
    floors = " + ".join(f"floor(T{number} / block)" for number in (1, 2, 3))
    return Draft(
        f"A paged cache has blocks of {block} tokens; no block is shared. How many blocks do "
        f"three sequences of {_and(tokens)} tokens hold together?",
        steps,
        astray(
            steps,
            ("P1", "blocks", floors),
            ("P2", "blocks", "ceil((T1 + T2 + T3) / block)"),
            ("P3", "blocks", "T1 + T2 + T3"),
        ),
    )


def write_waste(draw: Draw) -> Draft:
    """How many slots of its last block a sequence leaves unused."""
    tokens, block, longest = draw.count("tokens"), draw.count("block"), draw.count("max_len")
    steps = (
        given("max_len", longest, "tokens", "the longest that is allowed"),
        *paged_steps((tokens,), block),
    )
    return Draft(
        f"A paged cache has blocks of {block} slots, one token a slot; requests may have up to "
        f"{longest:,} tokens. A sequence holds {tokens:,} tokens now. How many slots in "
        "its blocks are unused?",
        steps,
        astray(
            steps,
            ("P4", "wasted_slots", "block"),
            ("P5", "slots", "max_len"),
        ),
    )


def write_waste_share(draw: Draw) -> Draft:
    """Which share of their slots three sequences leave unused."""
    tokens, block, longest = _three(draw), draw.count("block"), draw.count("max_len")
    paged = paged_steps(tokens, block)
    share = Fraction(paged[-1].value) / Fraction(paged[-2].value)
    steps = (
        given("max_len", longest, "tokens", "the longest that is allowed"),
        *paged,
        Step("share", "wasted_slots / slots", share, "%"),
    )
    return Draft(
        f"A paged cache has blocks of {block} slots, one token a slot; requests may have up to "
        f"{longest:,} tokens. Three sequences hold {_and(tokens)} tokens now. What percentage of "
        "the slots in their blocks is unused?",
        steps,
        astray(
            steps,
            ("P2", "blocks", "ceil((T1 + T2 + T3) / block)"),
            ("P4", "wasted_slots", "3 * block"),
            ("P5", "slots", "3 * max_len"),
        ),
    )


def write_pool(draw: Draw) -> Draft:
    """How many requests of the longest length a pool with a null block serves."""
    longest, block = draw.count("max_len"), draw.count("block")
    needed = -(-longest // block)
    pool = needed * draw.count("requests")
    usable = usable_blocks(pool)
    steps = (
        given("pool", pool, "blocks"),
        given("block", block, "slots", "tokens per block"),
        given("max_len", longest, "tokens", "of each request"),
        Step("needed", "ceil(max_len / block)", needed, "blocks", "per request"),
        Step("usable", "pool - 1", usable, "blocks", "one stays empty as the null block"),
        Step("requests", "floor(usable / needed)", usable // needed, "requests"),
    )
    return Draft(
        f"vLLM's pool has {pool} blocks of {block} tokens in all. How many requests that grow to "
        f"{longest:,} tokens each can it hold at once, without preempting any? Mind the block that "
        "vLLM keeps for itself.",
        steps,
        astray(
            steps,
            ("P1", "needed", "floor(max_len / block)"),
            ("P6", "usable", "pool"),
        ),
    )


def _three(draw: Draw) -> tuple[int, int, int]:
    return draw.count("tokens"), draw.count("tokens"), draw.count("tokens")


def _and(tokens: tuple[int, int, int]) -> str:
    return f"{tokens[0]:,}, {tokens[1]:,} and {tokens[2]:,}"


FAMILIES = (
    Family(
        name="paging-blocks",
        title="Blocks of one sequence",
        topic="paging",
        level="green",
        unit="blocks",
        bounds={"tokens": (*LENGTHS, "337", "411", "500", "650"), "block": BLOCKS},
        write=write_blocks,
    ),
    Family(
        name="paging-batch",
        title="Blocks of three sequences",
        topic="paging",
        level="yellow",
        unit="blocks",
        bounds={"tokens": LENGTHS, "block": BLOCKS},
        write=write_batch,
    ),
    Family(
        name="paging-waste",
        title="Unused slots of one sequence",
        topic="paging",
        level="green",
        unit="slots",
        bounds={
            "tokens": (*LENGTHS, "337", "411", "500", "650"),
            "block": BLOCKS,
            "max_len": ("1024", "2048", "4096", "8192"),
        },
        write=write_waste,
    ),
    Family(
        name="paging-waste-share",
        title="Share of slots that three sequences leave unused",
        topic="paging",
        level="yellow",
        unit="%",
        bounds={"tokens": LENGTHS, "block": BLOCKS, "max_len": ("1024", "2048", "4096")},
        write=write_waste_share,
    ),
    Family(
        name="paging-pool",
        title="Requests that a pool with a null block holds",
        topic="paging",
        level="red",
        unit="requests",
        bounds={
            "max_len": ("40", "70", "100", "120", "150", "200"),
            "block": ("16", "32"),
            "requests": tuple(str(number) for number in range(8, 41)),
        },
        write=write_pool,
    ),
)
