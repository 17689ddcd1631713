"""`trainer calc kv`, `trainer calc paged` and `trainer calc capacity`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from trainer.cli.calc.answer import Answer, calculator, joined, short_by
from trainer.cli.calc.options import (
    Cache,
    cache_options,
    count_option,
    find_gpu,
    read_counts,
)
from trainer.units import show, show_bytes, show_number

if TYPE_CHECKING:
    from trainer.calc.capacity import Capacity
    from trainer.calc.derivation import Step

dtype_option = click.option(
    "--dtype", metavar="D", default="fp16", show_default=True, help="Format of a cached value."
)
block_option = count_option(
    "--block-size", "tokens", "Tokens per block.", default="16", show_default=True
)


@calculator
@cache_options
@count_option(
    "--tokens", "tokens", "Tokens of each sequence, prompt plus generated.", required=True
)
@count_option("--sequences", "sequences", "Sequences held at once.", default="1", show_default=True)
@dtype_option
def kv(cache: Cache, tokens: int, sequences: int, dtype: str) -> Answer:
    """Bytes of the key/value cache."""
    from trainer.calc.formats import bits_per_value
    from trainer.calc.kv_cache import bytes_per_token, kv_cache_bytes, kv_cache_steps

    bits = bits_per_value(dtype)
    size = kv_cache_bytes(cache.shape, tokens=tokens, sequences=sequences, bits=bits)
    each = bytes_per_token(cache.shape, bits=bits)
    until = ", until a window is full" if cache.shape.windowed_layers else ""
    many = f"{sequences:,} sequence{'' if sequences == 1 else 's'} of {tokens:,} tokens"
    return Answer(
        {
            "bytes": size,
            "bytes_per_token": each,
            "model": cache.model and cache.model.name,
            "tokens": tokens,
            "sequences": sequences,
            "dtype": dtype,
        },
        (
            f"{cache.words}; {many} in {dtype}: {show_bytes(size)}",
            f"each token of a sequence: {show_bytes(each)}{until}",
        ),
        kv_cache_steps(cache.shape, tokens=tokens, sequences=sequences, bits=bits),
        "Kwon et al. 2023, arXiv:2309.06180, section 3",
    )


@calculator
@click.option(
    "--tokens",
    metavar="T,T,...",
    callback=read_counts,
    required=True,
    help="Tokens that each sequence holds.",
)
@block_option
def paged(tokens: tuple[int, ...], block_size: int) -> Answer:
    """Blocks of a paged cache, and the slots that stay empty."""
    from trainer.calc.paging import paged as blocks_of
    from trainer.calc.paging import paged_steps

    held = blocks_of(tokens, block_size)
    return Answer(
        {
            "blocks": held.blocks,
            "slots": held.slots,
            "wasted_slots": held.wasted_slots,
            "tokens": list(tokens),
            "block_size": block_size,
        },
        (
            f"{held.blocks:,} blocks of {block_size:,} slots = {held.slots:,} slots; "
            f"{held.wasted_slots:,} of them hold no token",
        ),
        paged_steps(tokens, block_size),
        "vLLM, v1/core/single_type_kv_cache_manager.py",
    )


@calculator
@cache_options
@count_option("--kv-bytes", "bytes", "Bytes for the cache on each GPU.")
@click.option(
    "--gpu", metavar="G", help="Instead: what this GPU leaves beside the model, as in vLLM."
)
@click.option(
    "--weights",
    metavar="D",
    default="bf16",
    show_default=True,
    help="Format of the weights on that GPU.",
)
@count_option("--max-len", "tokens", "The longest request.", required=True)
@block_option
@dtype_option
@count_option("--tp", "GPUs", "GPUs that share the model.", default="1", show_default=True)
def capacity(
    cache: Cache,
    kv_bytes: int | None,
    gpu: str | None,
    weights: str,
    max_len: int,
    block_size: int,
    dtype: str,
    tp: int,
) -> Answer:
    """Requests that a cache of some size serves at once."""
    from trainer.calc.capacity import capacity as served_by
    from trainer.calc.capacity import capacity_steps
    from trainer.calc.formats import bits_per_value

    if (kv_bytes is None) == (gpu is None):
        raise ValueError("give either --kv-bytes or --gpu")
    room, missing, before = (kv_bytes, 0, ()) if gpu is None else _left(cache, gpu, weights, tp)
    given: dict[str, Any] = {
        "kv_bytes": room,
        "max_len": max_len,
        "block_size": block_size,
        "bits": bits_per_value(dtype),
        "tensor_parallel": tp,
    }
    served = served_by(cache.shape, **given)
    missing += served.short_by
    return Answer(
        {
            "blocks": served.blocks,
            "tokens": served.tokens,
            "concurrency": float(served.concurrency),
            "longest_context": served.longest_context,
            "requests": served.requests,
            "short_by": missing,
            "kv_bytes": room,
        },
        _capacity_lines(served, block_size, max_len, missing),
        joined(before, capacity_steps(cache.shape, **given)),
        "vLLM, v1/core/kv_cache_utils.py, v1/worker/gpu_worker.py",
    )


def _left(cache: Cache, name: str, dtype: str, gpus: int) -> tuple[int, int, tuple[Step, ...]]:
    """Bytes that each GPU leaves for the cache, bytes it lacks for the weights, and the way."""
    from trainer.calc.capacity import kv_budget, kv_budget_steps
    from trainer.calc.weights import checkpoint, scheme

    if cache.model is None:
        raise ValueError("--gpu needs --model, for its weights")
    memory = find_gpu(name).memory_bytes
    weights = -(-checkpoint(cache.model, scheme(dtype)).bytes // gpus)
    budget = kv_budget(memory, weights=weights)
    return budget.kv_bytes, budget.short_by, kv_budget_steps(memory, weights=weights)


def _capacity_lines(
    served: Capacity, block_size: int, max_len: int, missing: int
) -> tuple[str, ...]:
    held = f"{served.blocks:,} blocks of {block_size:,} slots"
    if missing:
        return (f"one request of {max_len:,} tokens {short_by(missing)}; room for {held}",)
    times, whole = show_number(float(served.concurrency)), show(served.requests, "requests")
    return (
        f"{held}, one of them vLLM's own: {whole} of {max_len:,} tokens at once",
        f"as vLLM's log counts: {times}x, {served.tokens:,} tokens",
        f"longest single context: {served.longest_context:,} tokens",
    )
