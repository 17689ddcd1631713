"""Questions on the memory of raw weights, in GB, in GiB, and the other way round."""

from __future__ import annotations

from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.formats import bits_per_value
from trainer.calc.parameters import parameters
from trainer.calc.weights import raw_steps
from trainer.questions.derive import asked_in, astray
from trainer.questions.family import Draft, Draw, Family

# What people call a model, in billions of parameters; the exact counts differ a little.
SAID_BILLIONS = {
    "llama-2-7b": 7, "llama-2-13b": 13, "llama-2-70b": 70, "llama-3-8b": 8, "llama-3-70b": 70,
    "llama-3.1-405b": 405, "llama-1-65b": 65, "mistral-7b-v0.3": 7, "opt-13b": 13,
    "opt-175b": 175, "qwen2.5-7b": 7, "qwen2.5-72b": 72, "qwen3-8b": 8, "qwen3-32b": 32,
}  # fmt: skip
DTYPES = ("fp32", "fp16", "bf16", "int8", "int4")


def said(name: str) -> tuple[int, ...]:
    """The parameters that people say this model has; nothing where no round figure is known."""
    return tuple(billions * 10**9 for model, billions in SAID_BILLIONS.items() if model == name)


def write_raw(draw: Draw) -> Draft:
    """How many GB the weights of a model take in a number format."""
    return _raw(draw, "GB", "1 GB = 1e9 bytes", "10 ** 9 / 2 ** 30")


def write_gib(draw: Draw) -> Draft:
    """The same in GiB."""
    return _raw(draw, "GiB", "1 GiB = 2^30 bytes", "2 ** 30 / 10 ** 9")


def _raw(draw: Draw, unit: str, convention: str, swapped: str) -> Draft:
    name, shape = draw.model()
    dtype = draw.pick("dtypes")
    bits, total = bits_per_value(dtype), parameters(shape).total
    steps = asked_in(raw_steps(total, bits), unit)
    return Draft(
        f"{name} has {total / 1e9:.2f} billion parameters. How many {unit} do its raw weights "
        f"take in {dtype}? ({convention}; no group constants)",
        steps,
        astray(
            steps,
            ("W9", "bytes", f"N * bits / 8 * {swapped}"),
            *((known, "bytes", f"N * {size}") for known, size in _wrong_bytes(bits)),
        ),
        rounded=(SAID_BILLIONS[name] * 10**9 * bits / 8,),
    )


def write_fit(draw: Draw) -> Draft:
    """How many parameters fit into a memory in a number format."""
    memory, dtype = draw.count("memory_gb"), draw.pick("dtypes")
    bits = bits_per_value(dtype)
    steps = (
        given("M", memory * 10**9, "GB", "memory"),
        given("bits", bits, "bits/parameter"),
        Step("N", "M * 8 / bits", memory * 10**9 * 8 / bits, "parameters"),
    )
    return Draft(
        f"How many parameters can a model have at most, if its raw {dtype} weights alone are to "
        f"fit into {memory} GB? (1 GB = 1e9 bytes)",
        steps,
        astray(
            steps,
            ("W9", "M", f"{memory} * 2 ** 30"),
            *((known, "N", f"M / {size}") for known, size in _wrong_bytes(bits)),
        ),
    )


def _wrong_bytes(bits: Fraction) -> list[tuple[str, str]]:
    """Mistakes about the bytes of a parameter, each with what it takes for them."""
    wrong = [("W2", "bits")]
    if bits == 16:
        wrong.append(("W1", "4"))
    if bits == 4:
        wrong.append(("W3", "1"))
    return wrong


FAMILIES = (
    Family(
        name="weights-raw",
        title="Raw weight memory of a model in a number format",
        topic="weights",
        level="green",
        unit="GB",
        bounds={"models": tuple(SAID_BILLIONS), "dtypes": DTYPES},
        write=write_raw,
    ),
    Family(
        name="weights-gib",
        title="Raw weight memory in GiB",
        topic="weights",
        level="green",
        unit="GiB",
        bounds={"models": tuple(SAID_BILLIONS), "dtypes": DTYPES},
        write=write_gib,
    ),
    Family(
        name="weights-fit",
        title="The most parameters that fit into a memory",
        topic="weights",
        level="green",
        unit="parameters",
        bounds={
            "memory_gb": ("8", "10", "12", "16", "24", "32", "40", "48", "80", "141", "192"),
            "dtypes": DTYPES,
        },
        write=write_fit,
    ),
)
