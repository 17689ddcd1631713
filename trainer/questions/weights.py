"""Questions on the memory of weights."""

from __future__ import annotations

from trainer.calc.formats import bits_per_value
from trainer.calc.parameters import parameters
from trainer.calc.weights import raw_steps
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.question import Mistake

# What people call a model, in billions of parameters; the exact counts differ a little.
SAID_BILLIONS = {
    "llama-2-7b": 7,
    "llama-2-13b": 13,
    "llama-2-70b": 70,
    "llama-3-8b": 8,
    "llama-3-70b": 70,
}


def write_raw(draw: Draw) -> Draft:
    """How many GB the weights of a model take in a number format."""
    name, shape = draw.model()
    dtype = draw.pick("dtypes")
    bits = bits_per_value(dtype)
    exact = parameters(shape).total
    mistakes = [Mistake("W2", exact * bits, "N * bits", "bytes")]
    if bits == 16:
        mistakes.append(Mistake("W1", exact * 4, "N * 4", "bytes"))
    if bits == 4:
        mistakes.append(Mistake("W3", exact, "N * 1", "bytes"))
    return Draft(
        prompt=(
            f"{name} has {exact / 1e9:.2f} billion parameters. How many GB do its raw weights "
            f"take in {dtype}? (1 GB = 1e9 bytes; no group constants)"
        ),
        steps=raw_steps(exact, bits),
        mistakes=tuple(mistakes),
        rounded=(SAID_BILLIONS[name] * 10**9 * bits / 8,),
    )


FAMILIES = (
    Family(
        name="weights-raw",
        title="Raw weight memory of a model in a number format",
        topic="weights",
        level="green",
        unit="GB",
        bounds={
            "models": tuple(SAID_BILLIONS),
            "dtypes": ("fp32", "fp16", "bf16", "int8", "int4"),
        },
        write=write_raw,
    ),
)
