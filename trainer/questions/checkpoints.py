"""Questions on whole quantized checkpoints, where embedding, head and norms stay in 16 bits."""

from __future__ import annotations

from fractions import Fraction

from trainer.calc.derivation import Step
from trainer.calc.parameters import parameters
from trainer.calc.weights import checkpoint_steps, quantized_weights, scheme
from trainer.questions.derive import astray
from trainer.questions.family import Draft, Draw, Family

MODELS = (
    "llama-2-7b", "llama-2-13b", "llama-2-70b", "llama-3-8b", "llama-3-70b", "mistral-7b-v0.3",
    "qwen2.5-7b", "qwen2.5-72b", "qwen3-8b", "qwen3-32b", "gemma-2-9b",
)  # fmt: skip
_AWQ = "AWQ, 4-bit codes with a 16-bit scale and a 4-bit zero point for every {} weights"
LAYOUTS = {
    "awq-g32": _AWQ.format(32),
    "awq-g64": _AWQ.format(64),
    "awq-g128": _AWQ.format(128),
    "nf4": "NF4, 4-bit codes with a 32-bit constant for every 64 weights",
    "nf4-dq": (
        "NF4 with double quantization, 4-bit codes with an 8-bit constant for every 64 weights "
        "and a 32-bit one for every 256 of those"
    ),
}
TURNS = (("W4", "bits", "4"), ("W8", "bytes", "ceil(total * bits / 8)"))


def write_size(draw: Draw) -> Draft:
    """How many GB a quantized checkpoint takes."""
    described, steps = drawn(draw)
    return Draft(
        f"{described} How many GB does the checkpoint take? (1 GB = 1e9 bytes)",
        steps,
        astray(steps, *TURNS),
    )


def write_average(draw: Draw) -> Draft:
    """How many bits a parameter takes on average."""
    described, steps = drawn(draw)
    average = Fraction(steps[-1].value) * 8 / Fraction(steps[0].value)
    steps = (*steps, Step("average", "bytes * 8 / total", average, "bits/parameter"))
    return Draft(
        f"{described} How many bits does a parameter of this checkpoint take on average?",
        steps,
        astray(steps, *TURNS),
    )


def write_ratio(draw: Draw) -> Draft:
    """How many times smaller than bf16 a quantized checkpoint is."""
    described, steps = drawn(draw)
    ratio = Fraction(steps[0].value) * 2 / Fraction(steps[-1].value)
    steps = (*steps, Step("ratio", "total * 2 / bytes", ratio, "x", "bf16 takes 2 bytes"))
    return Draft(
        f"{described} How many times smaller is this checkpoint than one that is all in bf16?",
        steps,
        astray(steps, *TURNS),
    )


def drawn(draw: Draw) -> tuple[str, tuple[Step, ...]]:
    """A drawn checkpoint in words, and the derivation of its size.

    The first step is `total`, all parameters, and the last one `bytes`.
    """
    name, shape = draw.model()
    kind = draw.pick("schemes")
    weights, total = quantized_weights(shape), parameters(shape).total
    described = (
        f"{name} has {total / 1e9:.3f} billion parameters, {weights / 1e9:.3f} billion of them in "
        f"its linear layers. Those are stored as {LAYOUTS[kind]}; all others stay in 16 bits."
    )
    return described, checkpoint_steps(shape, scheme(kind))


FAMILIES = (
    Family(
        name="checkpoint-awq",
        title="A whole AWQ checkpoint",
        topic="weights",
        level="red",
        unit="GB",
        bounds={"models": MODELS, "schemes": ("awq-g32", "awq-g64", "awq-g128")},
        write=write_size,
    ),
    Family(
        name="checkpoint-nf4",
        title="A whole NF4 checkpoint, with and without double quantization",
        topic="weights",
        level="red",
        unit="GB",
        bounds={"models": MODELS, "schemes": ("nf4", "nf4-dq")},
        write=write_size,
    ),
    Family(
        name="checkpoint-average-bits",
        title="Bits that a parameter of a quantized checkpoint takes on average",
        topic="weights",
        level="red",
        unit="bits/parameter",
        bounds={"models": MODELS, "schemes": tuple(LAYOUTS)},
        write=write_average,
    ),
    Family(
        name="checkpoint-ratio",
        title="How many times smaller a quantized checkpoint is",
        topic="weights",
        level="yellow",
        unit="x",
        bounds={"models": MODELS, "schemes": tuple(LAYOUTS)},
        write=write_ratio,
    ),
)
