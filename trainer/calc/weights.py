"""Memory of weights: raw, quantized in groups, and whole checkpoints.

Letters: N parameters, b bits of a code, g weights in a group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from trainer.calc.checks import count, positive
from trainer.calc.derivation import Step, given
from trainer.calc.formats import BITS, bits_per_value, bytes_for
from trainer.calc.linears import Linear, linears
from trainer.calc.parameters import parameters
from trainer.calc.shapes import ModelShape
from trainer.units import Number

_16 = Fraction(16)
# Bytes for each input of a linear layer beside its groups (g_idx), and where the layout is seen.
_GROUPED = {"awq": (0, "AutoAWQ, linear/gemm.py"), "gptq": (4, "AutoGPTQ, qlinear_cuda_old.py")}


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a checkpoint stores each kind of parameter.

    Attributes:
        name: Its name, `awq-g128`.
        bits: Bits per weight of the linear layers, group constants included.
        embedding_bits: Bits per value of the embedding.
        head_bits: Bits per value of the head, and of an embedding that is also the head.
        other_bits: Bits per value of norms, biases and router.
        bytes_per_input: Bytes for each input of a linear layer (the g_idx of GPTQ).
        note: What is worth knowing about the layout.
        source: Where the layout comes from.
    """

    name: str
    bits: Fraction
    embedding_bits: Fraction = _16
    head_bits: Fraction = _16
    other_bits: Fraction = _16
    bytes_per_input: int = 0
    note: str = ""
    source: str = "definition"


def raw_bytes(parameters: Number, bits: Number) -> int:
    """Bytes of N parameters of this many bits each: N * bits / 8.

    Raises:
        ValueError: If N is no whole number above 0, or bits not above 0.
    """
    return bytes_for(count(parameters, "parameters"), positive(bits, "bits"))


def raw_steps(parameters: Number, bits: Number) -> tuple[Step, ...]:
    """The derivation of `raw_bytes`."""
    return (
        given("N", count(parameters, "parameters"), "parameters"),
        given("bits", positive(bits, "bits"), "bits/parameter"),
        Step("bytes", "ceil(N * bits / 8)", raw_bytes(parameters, bits), "GB", "8 bits to a byte"),
    )


def group_bits(bits: int, group: int) -> Fraction:
    """Bits per weight of a group-wise integer format: b + (16 + b) / g.

    Each group stores a 16-bit scale and a zero point of b bits. 4 bits in groups of 128: 4.15625.

    Raises:
        ValueError: If a count is below 1, or bits above 8.

    Source: AutoAWQ linear/gemm.py, AutoGPTQ qlinear_cuda_old.py.
    """
    if count(bits, "bits") > 8:
        raise ValueError(f"bits must be at most 8, not {bits}")
    return bits + Fraction(16 + bits, count(group, "group size"))


@cache
def scheme(name: str) -> Scheme:
    """The storage scheme of this name.

    `awq` and `gptq` (4 bits, groups of 128), `awq-g64`, `gptq-3bit-g32`; `nf4` and `nf4-dq` as
    bitsandbytes stores them; the GGUF types `q4_0` ... `q8_0`; a plain dtype for all parameters.

    Raises:
        ValueError: If there is none.
    """
    plain = name.lower()
    if match := re.fullmatch(r"(awq|gptq)(?:-(\d)bit)?(?:-g(\d+))?", plain):
        kind, bits, group = match[1], int(match[2] or 4), int(match[3] or 128)
        each, (per_input, source) = group_bits(bits, group), _GROUPED[kind]
        note = f"a 16-bit scale and a {bits}-bit zero point per {group}"
        return Scheme(plain, each, bytes_per_input=per_input, note=note, source=source)
    if plain.startswith("nf4") and plain in BITS:
        source = "QLoRA, arXiv:2305.14314, section 3"
        return Scheme(plain, BITS[plain], note="blocks of 64, as in bitsandbytes", source=source)
    bits_each = bits_per_value(name)
    if re.fullmatch(r"q\d_[0-9k]", plain):
        head = max(bits_each, BITS["q6_k"])
        note, source = "head in at least 6.5625 bits, norms in 32", "llama.cpp, GGML_QUANT_SIZES"
        return Scheme(plain, bits_each, bits_each, head, Fraction(32), note=note, source=source)
    return Scheme(plain, bits_each, bits_each, bits_each, bits_each, note="all parameters alike")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A model's weights in bytes, by how they are stored.

    Attributes:
        linear: Bytes of the linear layers' weights.
        embedding: Bytes of the embedding.
        head: Bytes of the head; 0 where it is the embedding.
        other: Bytes of norms, biases and router.
    """

    linear: int
    embedding: int
    head: int
    other: int

    @property
    def bytes(self) -> int:
        """All of them."""
        return self.linear + self.embedding + self.head + self.other


@cache
def checkpoint(shape: ModelShape, how: Scheme) -> Checkpoint:
    """The bytes of a whole checkpoint.

    Quantizers take the linear layers and usually leave embedding, head, norms and biases in 16
    bit. Exact for the tensors where g divides every input width; a file adds a header.
    """
    split = parameters(shape)
    quantized = quantized_weights(shape)
    inputs = sum(one.copies * one.inputs for one in _quantized(shape))
    other = split.total - split.embedding - split.lm_head - quantized
    return Checkpoint(
        linear=bytes_for(quantized, how.bits) + how.bytes_per_input * inputs,
        embedding=bytes_for(split.embedding, how.head_bits if shape.tied else how.embedding_bits),
        head=bytes_for(split.lm_head, how.head_bits),
        other=bytes_for(other, how.other_bits),
    )


def checkpoint_steps(shape: ModelShape, how: Scheme) -> tuple[Step, ...]:
    """The derivation of `checkpoint`: what is quantized, what is kept, and the sum."""
    split, size = parameters(shape), checkpoint(shape, how)
    quantized = quantized_weights(shape)
    linear = "ceil(weights * bits / 8)"
    inputs: tuple[Step, ...] = ()
    if how.bytes_per_input:
        total = sum(one.copies * one.inputs for one in _quantized(shape))
        inputs = (given("inputs", total, "values", "of all linear layers, an index each"),)
        linear += f" + {how.bytes_per_input} * inputs"
    other = "total - weights - embedding - lm_head"
    other_count = split.total - quantized - split.embedding - split.lm_head
    embedding_bits = how.head_bits if shape.tied else how.embedding_bits
    return (
        given("total", split.total, "parameters", shape.name),
        given("weights", quantized, "parameters", "in linear layers"),
        given("embedding", split.embedding, "parameters"),
        given("lm_head", split.lm_head, "parameters", "the embedding" if shape.tied else ""),
        Step("other", other, other_count, "parameters", "norms, biases, router"),
        given("bits", how.bits, "bits/parameter", how.note),
        *inputs,
        Step("linear_bytes", linear, size.linear, "GB"),
        _kept("embedding", embedding_bits, size.embedding),
        _kept("lm_head", how.head_bits, size.head),
        _kept("other", how.other_bits, size.other),
        Step(
            "bytes",
            "linear_bytes + embedding_bytes + lm_head_bytes + other_bytes",
            size.bytes,
            "GB",
        ),
    )


@cache
def quantized_weights(shape: ModelShape) -> int:
    """Weights that a quantizer takes: all linear layers but router and head, without biases."""
    return sum(one.copies * one.weights for one in _quantized(shape))


def _quantized(shape: ModelShape) -> tuple[Linear, ...]:
    """The linear layers that a quantizer takes."""
    return tuple(one for one in linears(shape) if one.part != "router")


def _kept(part: str, bits: Fraction, size: int) -> Step:
    """The bytes of a part outside the linear layers."""
    shown = given("bits", bits, "bits").formula
    return Step(f"{part}_bytes", f"ceil({part} * {shown} / 8)", size, "GB")
