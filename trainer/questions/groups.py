"""Questions on weights that are quantized in groups, and on what the groups' constants cost."""

from __future__ import annotations

from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.formats import BITS, bits_per_value, bytes_for
from trainer.calc.linears import linears
from trainer.calc.weights import group_bits, quantized_weights
from trainer.questions.derive import astray
from trainer.questions.family import Draft, Draw, Family

MODELS = (
    "llama-2-7b", "llama-2-13b", "llama-2-70b", "llama-3-8b", "llama-3-70b", "mistral-7b-v0.3",
    "qwen2.5-7b", "qwen3-8b", "qwen3-32b",
)  # fmt: skip
GIB_FOR_GB = ("W9", "bytes", "N * bits / 8 * 10 ** 9 / 2 ** 30")
BITS_FOR_BYTES = ("W2", "bytes", "N * bits")


def write_bits(draw: Draw) -> Draft:
    """Bits per weight of a group-wise format."""
    b, g, s, z = (draw.count(name) for name in ("bits", "groups", "scale_bits", "zero_bits"))
    steps = (
        given("b", b, "bits", "a code"),
        given("g", g, "weights", "in a group"),
        given("s", s, "bits", "a scale"),
        given("z", z, "bits", "a zero point"),
        Step("bits", "b + (s + z) / g", b + Fraction(s + z, g), "bits/weight"),
    )
    turns = [("W4", "bits", "b"), ("W5", "bits", "b + s / g")]
    if s == 16:
        turns.append(("W6", "s", "32"))
    return Draft(
        f"A format stores {b}-bit codes in groups of {g} weights; each group has one scale of "
        f"{s} bits and one zero point of {z} bits. How many bits does a weight take?",
        steps,
        astray(steps, *turns),
    )


def write_scales(draw: Draw) -> Draft:
    """How many scales a group-wise checkpoint stores."""
    name, shape = draw.model()
    g, weights = draw.count("groups"), quantized_weights(shape)
    matrices = sum(one.copies for one in linears(shape))
    steps = (
        *_held(weights),
        given("matrices", matrices, ""),
        given("g", g, "weights", "in a group"),
        Step("scales", "N / g", Fraction(weights, g), "groups", "one for each group"),
    )
    return Draft(
        f"The linear layers of {name} are {matrices} matrices with {weights / 1e9:.3f} billion "
        f"weights in all, in groups of {g} with a scale for each. How many groups are there?",
        steps,
        astray(steps, ("W7", "scales", "matrices")),
    )


def write_linear(draw: Draw) -> Draft:
    """How many GB linear layers take in a group-wise format."""
    name, shape = draw.model()
    b, g, weights = draw.count("bits"), draw.count("groups"), quantized_weights(shape)
    bits = group_bits(b, g)
    steps = (
        *_held(weights, b, g),
        Step("bits", "b + (16 + b) / g", bits, "bits/weight", "scale and zero point"),
        Step("bytes", "ceil(N * bits / 8)", bytes_for(weights, bits), "GB"),
    )
    turns = [("W4", "bits", "b"), ("W6", "bits", "b + (32 + b) / g")]
    if g <= 32:  # in larger groups the zero point is too little to tell
        turns.append(("W5", "bits", "b + 16 / g"))
    if b == 4:
        turns.append(("W3", "bytes", "N * 1"))
    return Draft(
        f"{_stored(name, weights, b, g)} How many GB do they take? (1 GB = 1e9 bytes; linear "
        "layers only)",
        steps,
        astray(steps, *turns, BITS_FOR_BYTES, GIB_FOR_GB),
    )


def write_constants(draw: Draw) -> Draft:
    """How many MB the scales and zero points alone take."""
    name, shape = draw.model()
    b, g, weights = draw.count("bits"), draw.count("groups"), quantized_weights(shape)
    groups = Fraction(weights, g)
    steps = (
        *_held(weights, b, g),
        Step("groups", "N / g", groups, "groups"),
        Step("bits", "16 + b", 16 + b, "bits/group", "scale and zero point"),
        Step("bytes", "groups * bits / 8", groups * (16 + b) / 8, "MB"),
    )
    return Draft(
        f"{_stored(name, weights, b, g)} How many MB do the scales and zero points take, without "
        "the codes? (1 MB = 1e6 bytes)",
        steps,
        astray(
            steps,
            ("W2", "bytes", "groups * bits"),
            ("W5", "bits", "16"),
            ("W6", "bits", "32 + b"),
        ),
    )


def write_double(draw: Draw) -> Draft:
    """How many MB double quantization saves."""
    name, shape = draw.model()
    weights = quantized_weights(shape)
    plain, double = BITS["nf4"] - 4, BITS["nf4-dq"] - 4
    steps = (
        *_held(weights),
        Step("plain", "32 / 64", plain, "bits/weight"),
        Step("double", "8 / 64 + 32 / (64 * 256)", double, "bits/weight", "arXiv:2305.14314 s. 3"),
        Step("bits", "plain - double", plain - double, "bits/weight"),
        Step("bytes", "N * bits / 8", weights * (plain - double) / 8, "MB"),
    )
    return Draft(
        f"{name} keeps {weights / 1e9:.3f} billion weights in NF4, with a 32-bit constant for "
        "every block of 64. Double quantization makes these constants 8-bit, with one 32-bit "
        "constant for every 256 of them. How many MB does that save? (1 MB = 1e6 bytes)",
        steps,
        astray(steps, BITS_FOR_BYTES),
    )


def write_gguf(draw: Draw) -> Draft:
    """How many GB linear layers take in a block type of GGUF."""
    name, shape = draw.model()
    kind, weights = draw.pick("types"), quantized_weights(shape)
    bits, values = bits_per_value(kind), 256 if kind.endswith("k") else 32
    block = bits * values / 8
    steps = (
        *_held(weights),
        given("block", block, "bytes", f"{kind.upper()}, gguf GGML_QUANT_SIZES"),
        given("values", values, "weights", "in a block"),
        Step("bits", "block * 8 / values", bits, "bits/weight"),
        Step("bytes", "ceil(N * bits / 8)", bytes_for(weights, bits), "GB"),
    )
    return Draft(
        f"GGUF's {kind.upper()} packs {values} weights into a block of {block} bytes. How many "
        f"GB do the {weights / 1e9:.3f} billion weights in the linear layers of {name} take, all "
        "in this type? (1 GB = 1e9 bytes)",
        steps,
        astray(steps, ("W4", "bits", kind[1]), BITS_FOR_BYTES, GIB_FOR_GB),
    )


def _held(weights: int, b: int = 0, g: int = 0) -> tuple[Step, ...]:
    """The weights as a step, and where they have them their bits and their group."""
    steps = (given("N", weights, "weights", "in linear layers"),)
    if not b:
        return steps
    return (*steps, given("b", b, "bits", "a code"), given("g", g, "weights", "in a group"))


def _stored(name: str, weights: int, b: int, g: int) -> str:
    return (
        f"The linear layers of {name} hold {weights / 1e9:.3f} billion weights, stored as {b}-bit "
        f"codes with a 16-bit scale and a {b}-bit zero point for every {g} weights."
    )


FAMILIES = (
    Family(
        name="groups-bits",
        title="Bits per weight of a group-wise format",
        topic="weights",
        level="green",
        unit="bits/weight",
        bounds={
            "bits": ("2", "3", "4", "8"),
            "groups": ("16", "32", "64", "128"),
            "scale_bits": ("16", "32"),
            "zero_bits": ("4", "8", "16"),
        },
        write=write_bits,
    ),
    Family(
        name="groups-scales",
        title="How many scales a group-wise checkpoint stores",
        topic="weights",
        level="green",
        unit="groups",
        bounds={"models": MODELS, "groups": ("32", "64", "128")},
        write=write_scales,
    ),
    Family(
        name="groups-constants",
        title="Memory of scales and zero points alone",
        topic="weights",
        level="yellow",
        unit="MB",
        bounds={"models": MODELS, "bits": ("3", "4", "8"), "groups": ("32", "64", "128")},
        write=write_constants,
    ),
    Family(
        name="groups-double-quantization",
        title="What double quantization saves",
        topic="weights",
        level="red",
        unit="MB",
        bounds={"models": MODELS},
        write=write_double,
    ),
    Family(
        name="groups-gguf",
        title="Linear layers in a block type of GGUF",
        topic="weights",
        level="yellow",
        unit="GB",
        bounds={
            "models": MODELS,
            "types": ("q2_k", "q3_k", "q4_0", "q4_k", "q5_0", "q5_k", "q6_k", "q8_0"),
        },
        write=write_gguf,
    ),
    Family(
        name="groups-linear",
        title="Linear layers as GPTQ or AWQ store them",
        topic="weights",
        level="yellow",
        unit="GB",
        bounds={"models": MODELS, "bits": ("3", "4"), "groups": ("32", "64", "128")},
        write=write_linear,
    ),
)
