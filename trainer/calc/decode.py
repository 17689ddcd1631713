"""Speed of decoding: the bound set by memory bandwidth, and where arithmetic takes over.

Letters: BW bytes/s that memory delivers, F FLOP/s, B sequences decoded together, N parameters
that a token meets, b bits per weight.
"""

from __future__ import annotations

from fractions import Fraction

from trainer.calc.checks import count, positive
from trainer.calc.derivation import Step, given
from trainer.units import Number


def tokens_per_second(
    *, bandwidth: Number, weight_bytes: int, kv_bytes: int = 0, sequences: int = 1
) -> Fraction:
    """The most tokens per second of all sequences together, if reading memory is what takes time.

    A step reads the weights once and every sequence's cache: B * BW / (weights + B * cache).

    Args:
        bandwidth: BW, bytes per second.
        weight_bytes: Bytes of weights that a step reads.
        kv_bytes: Bytes of cache of one sequence.
        sequences: B.

    Raises:
        ValueError: If an amount is not above 0 (the cache may be 0).

    Source: Pope et al. 2022, arXiv:2211.05102, section 2.
    """
    step_bytes = _step_bytes(weight_bytes, kv_bytes, sequences)
    return sequences * positive(bandwidth, "bandwidth") / step_bytes


def tokens_per_second_steps(
    *, bandwidth: Number, weight_bytes: int, kv_bytes: int = 0, sequences: int = 1
) -> tuple[Step, ...]:
    """The derivation of `tokens_per_second`."""
    rate = tokens_per_second(
        bandwidth=bandwidth, weight_bytes=weight_bytes, kv_bytes=kv_bytes, sequences=sequences
    )
    step_bytes = _step_bytes(weight_bytes, kv_bytes, sequences)
    return (
        given("BW", bandwidth, "GB/s", "memory bandwidth"),
        given("weights", weight_bytes, "GB", "read once per step"),
        given("cache", kv_bytes, "GB", "of one sequence"),
        given("B", sequences, "sequences"),
        Step("step_bytes", "weights + B * cache", step_bytes, "GB", "read for one token each"),
        Step("step_seconds", "step_bytes / BW", step_bytes / positive(bandwidth, "BW"), "ms"),
        Step("rate", "B / step_seconds", rate, "tokens/s", "all sequences together"),
    )


def ridge_batch(*, flops: Number, bandwidth: Number, bits: Number = 16) -> Fraction:
    """The batch at which multiplying takes as long as reading the weights.

    Reading takes N * b / 8 / BW, multiplying 2 * N * B / F, so B = F * b / (16 * BW). Below it
    the weights' bytes decide, above it the FLOPs. With 4-bit weights multiplied in 16 bit, int4
    is four times faster than fp16 up to the ridge of 4 bits, and no faster from that of 16 bits.

    Args:
        flops: F, dense FLOP/s of the format that multiplies.
        bandwidth: BW, bytes per second.
        bits: b, bits per weight in memory.

    Raises:
        ValueError: If an amount is not above 0.

    Source: roofline model, Williams et al. 2009, doi:10.1145/1498765.1498785.
    """
    return (
        positive(flops, "FLOP/s") * positive(bits, "bits") / (16 * positive(bandwidth, "bandwidth"))
    )


def ridge_batch_steps(*, flops: Number, bandwidth: Number, bits: Number = 16) -> tuple[Step, ...]:
    """The derivation of `ridge_batch`."""
    batch = ridge_batch(flops=flops, bandwidth=bandwidth, bits=bits)
    intensity = positive(flops, "FLOP/s") / positive(bandwidth, "bandwidth")
    return (
        given("F", flops, "TFLOP/s", "dense"),
        given("BW", bandwidth, "GB/s", "memory bandwidth"),
        given("bits", positive(bits, "bits"), "bits/weight", "as they lie in memory"),
        Step("bytes_each", "bits / 8", positive(bits, "bits") / 8, "bytes/weight"),
        Step("intensity", "F / BW", intensity, "FLOPs/byte", "the ridge of the roofline"),
        Step("batch", "intensity * bytes_each / 2", batch, "sequences", "2 FLOPs per weight"),
    )


def speedup(batch: Number, *, flops: Number, bandwidth: Number, bits: Number = 4) -> Fraction:
    """How many times faster weights of b bits decode than 16-bit ones at this batch.

    max(read16, multiply) / max(read_b, multiply), in units of N: 16 / b below the first ridge,
    then falling as 1 / batch, 1 from the ridge of 16 bits. Unpacking and the cache cost nothing
    here, so a real gain is smaller.

    Raises:
        ValueError: If an amount is not above 0.
    """
    size = positive(batch, "batch")
    wide = ridge_batch(flops=flops, bandwidth=bandwidth)
    narrow = ridge_batch(flops=flops, bandwidth=bandwidth, bits=bits)
    return max(wide, size) / max(narrow, size)


def speedup_steps(
    batch: Number, *, flops: Number, bandwidth: Number, bits: Number = 4
) -> tuple[Step, ...]:
    """The derivation of `speedup`."""
    wide = ridge_batch(flops=flops, bandwidth=bandwidth)
    narrow = ridge_batch(flops=flops, bandwidth=bandwidth, bits=bits)
    factor = speedup(batch, flops=flops, bandwidth=bandwidth, bits=bits)
    return (
        given("F", flops, "TFLOP/s", "dense"),
        given("BW", bandwidth, "GB/s", "memory bandwidth"),
        given("bits", positive(bits, "bits"), "bits/weight"),
        given("B", batch, "sequences", "decoded together"),
        Step("ridge_16", "F / BW", wide, "sequences", "from here 16 bits are bound by FLOPs"),
        Step("ridge_b", "F * bits / (16 * BW)", narrow, "sequences", "from here b bits are"),
        Step("speedup", "max(ridge_16, B) / max(ridge_b, B)", factor, "x"),
    )


def _step_bytes(weight_bytes: int, kv_bytes: int, sequences: int) -> int:
    """Bytes read for one token of every sequence."""
    caches = count(sequences, "sequences") * count(kv_bytes, "cache", least=0)
    return count(weight_bytes, "weights") + caches
