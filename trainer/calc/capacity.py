"""What fits on a GPU: the budget for the cache, and the requests that it serves.

The way vLLM counts: a share of the GPU, less weights and working memory, is cut into blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from trainer.calc.checks import count, positive
from trainer.calc.derivation import Step, given
from trainer.calc.formats import bytes_for
from trainer.calc.kv_cache import CacheShape, value_steps, values_per_layer
from trainer.units import Number

UTILIZATION = Fraction(92, 100)
"""The share of a GPU that vLLM takes unless told otherwise; source: vLLM, config/cache.py."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left of one GPU for the cache.

    Attributes:
        requested: Bytes that the program may use at all.
        kv_bytes: Bytes left for the cache; 0 where nothing is.
        short_by: Bytes missing before anything is left; 0 where it fits.
    """

    requested: int
    kv_bytes: int
    short_by: int


def kv_budget(
    memory: int, *, weights: int, overhead: int = 0, utilization: Number = UTILIZATION
) -> Budget:
    """The bytes of one GPU that are left for the cache.

    ceil(utilization * memory) - weights - overhead. The share is of the whole GPU, not of what
    is free. A model that does not fit is a result: `short_by`.

    Args:
        memory: Bytes of the GPU as the driver reports them.
        weights: Bytes of weights on this GPU.
        overhead: Peak activations and all other memory, in bytes.
        utilization: Share of the GPU that may be used, above 0, at most 1.

    Raises:
        ValueError: If an amount is negative, or the share above 1.

    Source: vLLM, v1/worker/gpu_worker.py and v1/worker/utils.py.
    """
    share = positive(utilization, "utilization")
    if share > 1:
        raise ValueError(f"utilization must be at most 1, not {utilization}")
    requested = bytes_for(count(memory, "GPU memory"), share * 8)
    left = requested - count(weights, "weights", 0) - count(overhead, "overhead", 0)
    return Budget(requested, max(0, left), max(0, -left))


def kv_budget_steps(
    memory: int, *, weights: int, overhead: int = 0, utilization: Number = UTILIZATION
) -> tuple[Step, ...]:
    """The derivation of `kv_budget`; the last line is what is left, at least 0."""
    budget = kv_budget(memory, weights=weights, overhead=overhead, utilization=utilization)
    left = budget.kv_bytes - budget.short_by
    return (
        given("memory", memory, "GB", "as the driver reports it"),
        given("utilization", positive(utilization, "utilization"), "fraction"),
        given("weights", weights, "GB"),
        given("overhead", overhead, "GB", "peak activations and all else"),
        Step("requested", "ceil(utilization * memory)", budget.requested, "GB"),
        Step("left", "requested - weights - overhead", left, "GB", "below 0: does not fit"),
        Step("kv_bytes", "max(0, left)", budget.kv_bytes, "GB"),
    )


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a cache of some size serves.

    Attributes:
        blocks: Blocks that it is cut into.
        tokens: Tokens that it holds, as vLLM's log says: concurrency times the longest request.
        concurrency: Requests of the longest length that it holds at once, a ratio.
        requests: The same in whole requests, from the blocks without the null block.
        longest_context: Tokens of the longest request with which vLLM starts; all blocks count.
        short_by: Bytes missing until one request of the longest length runs, beside the null
            block; 0 where `requests` is 1 or more.
    """

    blocks: int
    tokens: int
    concurrency: Fraction
    requests: int
    longest_context: int
    short_by: int


def capacity(
    shape: CacheShape,
    *,
    kv_bytes: int,
    max_len: int,
    block_size: int = 16,
    bits: Number = 16,
    tensor_parallel: int = 1,
) -> Capacity:
    """What a paged cache of so many bytes on each GPU serves.

    page = block * 2 * H_kv * d * e for one layer, blocks = kv_bytes // (page * L), concurrency =
    blocks / ceil(max_len / block). Every layer is charged in full, also one with a window, as
    without vLLM's hybrid cache manager.

    Args:
        shape: The cache's shape.
        kv_bytes: Bytes for the cache on each GPU.
        max_len: The longest request, in tokens.
        block_size: Tokens per block.
        bits: Bits per cached value, block constants included.
        tensor_parallel: GPUs that share the heads.

    Raises:
        ValueError: If a count is below 1, or heads cannot be shared by the GPUs.

    Source: vLLM, v1/core/kv_cache_utils.py.
    """
    size, longest = count(block_size, "block size"), count(max_len, "max length")
    block_bytes = _block_bytes(shape, size, bits, tensor_parallel)
    blocks = count(kv_bytes, "kv bytes", least=0) // block_bytes
    needed = -(-longest // size)
    concurrency = Fraction(blocks, needed)
    return Capacity(
        blocks=blocks,
        tokens=int(concurrency * longest),
        concurrency=concurrency,
        requests=max(0, blocks - 1) // needed,
        longest_context=blocks * size,
        short_by=max(0, (needed + 1) * block_bytes - kv_bytes),
    )


def capacity_steps(
    shape: CacheShape,
    *,
    kv_bytes: int,
    max_len: int,
    block_size: int = 16,
    bits: Number = 16,
    tensor_parallel: int = 1,
) -> tuple[Step, ...]:
    """The derivation of blocks, longest context, tokens and, last, concurrency."""
    served = capacity(
        shape, kv_bytes=kv_bytes, max_len=max_len, block_size=block_size, bits=bits,
        tensor_parallel=tensor_parallel,
    )  # fmt: skip
    needed = -(-max_len // block_size)
    block_bytes = _block_bytes(shape, block_size, bits, tensor_parallel)
    return (
        *value_steps(shape, bits=bits, tensor_parallel=tensor_parallel),
        given("kv_bytes", kv_bytes, "GB"),
        given("max_len", max_len, "tokens", "the longest request"),
        given("block", block_size, "slots", "tokens per block"),
        Step("block_bytes", "L * ceil(block * values * e)", block_bytes, "KiB"),
        Step("blocks", "floor(kv_bytes / block_bytes)", served.blocks, "blocks"),
        Step("longest_context", "blocks * block", served.longest_context, "tokens"),
        Step("blocks_per_request", "ceil(max_len / block)", needed, "blocks"),
        Step("tokens", "floor(blocks / blocks_per_request * max_len)", served.tokens, "tokens"),
        Step("concurrency", "blocks / blocks_per_request", served.concurrency, "x"),
    )


def _block_bytes(shape: CacheShape, block_size: int, bits: Number, tensor_parallel: int) -> int:
    """Bytes of one block over all layers."""
    values = block_size * values_per_layer(shape, tensor_parallel)
    return shape.layers * bytes_for(values, positive(bits, "bits"))
