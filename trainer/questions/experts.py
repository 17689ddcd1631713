"""Questions on mixtures of experts: what has to be in memory, and what a token uses."""

from __future__ import annotations

from trainer.calc.derivation import Step, given
from trainer.calc.formats import bits_per_value, bytes_for
from trainer.calc.parameters import parameters
from trainer.calc.shapes import ModelShape
from trainer.questions.derive import astray
from trainer.questions.family import Draft, Draw, Family

# What people say of a mixture in total, in billions of parameters; `weights` has the others.
EXPERTS_SAID = {
    "mixtral-8x7b": 47,
    "qwen3-30b-a3b": 30,
    "deepseek-v2-lite": 16,
    "deepseek-v3": 671,
}


def write_memory(draw: Draw) -> Draft:
    """How many GB a mixture of experts takes, all experts resident."""
    name, shape = draw.model()
    dtype = draw.pick("dtypes")
    total, bits = parameters(shape).total, bits_per_value(dtype)
    steps = (
        *_parts(shape),
        given("bits", bits, "bits/parameter"),
        Step("N", "routed + rest", total, "parameters", "every expert is resident"),
        Step("bytes", "ceil(N * bits / 8)", bytes_for(total, bits), "GB"),
    )
    turns = [
        ("W9", "bytes", "N * bits / 8 * 10 ** 9 / 2 ** 30"),
        ("W10", "N", "routed * k / E + rest"),
    ]
    if name == "mixtral-8x7b":
        turns.append(("W11", "N", "8 * 7 * 10 ** 9"))
    return Draft(
        f"{_described(name, steps)} How many GB of memory do its raw weights take in {dtype}? "
        "(1 GB = 1e9 bytes; no group constants)",
        steps,
        astray(steps, *turns),
        rounded=(EXPERTS_SAID[name] * 10**9 * bits / 8,),
    )


def write_active(draw: Draw) -> Draft:
    """How many parameters a token uses."""
    name, shape = draw.model()
    steps = _parts(shape)
    active = Step("active", "routed * k / E + rest", parameters(shape).active, "parameters")
    return Draft(
        f"{_described(name, steps)} How many parameters take part when one token is computed, "
        "embedding and head included?",
        (*steps, active),
    )


def _parts(shape: ModelShape) -> tuple[Step, ...]:
    """The experts and the parameters in and outside them."""
    experts, split = shape.experts, parameters(shape)
    if experts is None:
        raise ValueError(f"{shape.name} has no experts")
    routed = split.idle * experts.count // (experts.count - experts.per_token)
    return (
        given("E", experts.count, "experts", "routed experts per layer"),
        given("k", experts.per_token, "experts", "of which a token visits"),
        given("routed", routed, "parameters", "in routed experts"),
        given("rest", split.total - routed, "parameters", "attention, embedding and so on"),
    )


def _described(name: str, steps: tuple[Step, ...]) -> str:
    count, visited, routed, rest = (float(step.value) for step in steps[:4])
    return (
        f"{name} has {routed / 1e9:.2f} billion parameters in routed experts, {count:g} in each "
        f"layer, of which a token visits {visited:g}, and {rest / 1e9:.2f} billion elsewhere."
    )


FAMILIES = (
    Family(
        name="weights-experts",
        title="Weight memory of a mixture of experts",
        topic="weights",
        level="yellow",
        unit="GB",
        bounds={"models": tuple(EXPERTS_SAID), "dtypes": ("fp16", "bf16", "int8", "int4")},
        write=write_memory,
    ),
    Family(
        name="params-active",
        title="Parameters of a mixture of experts that one token uses",
        topic="weights",
        level="yellow",
        unit="parameters",
        bounds={"models": tuple(EXPERTS_SAID)},
        write=write_active,
    ),
)
