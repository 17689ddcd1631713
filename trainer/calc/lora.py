"""Low-rank adapters: what they train, and what they weigh.

Letters: r rank, P trainable parameters, N parameters of the frozen model; widths as in
`trainer.calc.linears`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from trainer.calc.checks import count, positive
from trainer.calc.derivation import Step, given, identifier, pruned
from trainer.calc.formats import bytes_for
from trainer.calc.linears import Linear, letters, linears
from trainer.calc.parameters import parameters
from trainer.calc.shapes import ModelShape, closest
from trainer.units import Number

ALL_LINEAR = "all-linear"


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter on a model.

    Attributes:
        trainable_params: P.
        percent: 100 * P / (N + P), as PEFT prints it.
        adapter_bytes: Bytes of the adapter itself.
    """

    trainable_params: int
    percent: Fraction
    adapter_bytes: int


def targeted(shape: ModelShape, targets: Sequence[str] = ()) -> tuple[Linear, ...]:
    """The matrices that these names adapt.

    A name takes every module that it names, or whose dotted name it ends: `c_proj` is both
    `attn.c_proj` and `mlp.c_proj`. `all-linear` takes all matrices but head and router; no name
    at all takes those that PEFT adapts by default.

    Raises:
        ValueError: If a name takes nothing, or PEFT has no default for this architecture.

    Source: PEFT, tuners/tuners_utils.py, check_target_module_exists; utils/constants.py.
    """
    known = tuple(one for one in linears(shape) if one.part != "router")
    names = [one.name for one in known]
    wanted = tuple(targets) or shape.modules.lora_targets
    if not wanted:
        raise ValueError(
            f"PEFT has no default targets for {shape.architecture}; name some of {', '.join(names)}"
        )
    for target in wanted:
        if target != ALL_LINEAR and not any(_takes(target, name) for name in names):
            near = ", ".join(closest(target, [*names, ALL_LINEAR]))
            raise ValueError(f"{shape.name} has no matrix {target!r}; closest: {near}")
    return tuple(one for one in known if any(_takes(target, one.name) for target in wanted))


def lora(
    shape: ModelShape,
    *,
    rank: int,
    targets: Sequence[str] = (),
    dora: bool = False,
    modules_to_save: Sequence[str] = (),
    bits: Number = 32,
) -> Adapter:
    """The adapter of this rank on these matrices.

    P = sum over the matrices of r (in + out), as A is (r, in) and B is (out, r). DoRA adds a
    magnitude for each output. A module to save is trained in full. A fused qkv has one A and one
    wide B. alpha and rank-stabilized scaling add nothing.

    Args:
        shape: The model.
        rank: r, at most the narrower side of each matrix.
        targets: Names of the matrices, see `targeted`.
        dora: Whether each output also has a trained magnitude.
        modules_to_save: `embed_tokens`, `lm_head`, or the architecture's own names for them.
        bits: Bits per value of the adapter; PEFT keeps 32 even on a 16-bit model.

    Raises:
        ValueError: If the rank is below 1 or above a matrix, or a name takes nothing.

    Source: Hu et al. 2021, arXiv:2106.09685; DoRA, arXiv:2402.09353; PEFT, peft_model.py.
    """
    adapted = targeted(shape, targets)
    _check_rank(rank, adapted)
    trained = sum(
        one.copies * (rank * (one.inputs + one.outputs) + dora * one.outputs) for one in adapted
    )
    trained += len(_saved(shape, modules_to_save)) * shape.vocab_size * shape.hidden_size
    percent = Fraction(100 * trained, parameters(shape).total + trained)
    return Adapter(trained, percent, bytes_for(trained, positive(bits, "bits")))


def lora_steps(
    shape: ModelShape,
    *,
    rank: int,
    targets: Sequence[str] = (),
    dora: bool = False,
    modules_to_save: Sequence[str] = (),
) -> tuple[Step, ...]:
    """The derivation of the trainable parameters."""
    made = lora(shape, rank=rank, targets=targets, dora=dora, modules_to_save=modules_to_save)
    adapted = targeted(shape, targets)
    terms = [f"{one.times} * lora_{identifier(one.name)}" for one in adapted]
    saved = _saved(shape, modules_to_save)
    return pruned(
        (
            *letters(shape),
            given("r", rank, "", "rank"),
            *(_matrix_step(one, rank, dora=dora) for one in adapted),
            *(
                Step(name, "V * h", shape.vocab_size * shape.hidden_size, "parameters", "in full")
                for name in saved
            ),
            Step("P", " + ".join([*terms, *saved]), made.trainable_params, "parameters"),
        )
    )


def largest_rank(
    shape: ModelShape,
    *,
    room: int,
    targets: Sequence[str] = (),
    bytes_per_parameter: Number = 16,
) -> int:
    """The largest rank whose trainable parameters take at most `room` bytes; 0: not even 1.

    At most the narrower side of the narrowest matrix.

    Args:
        shape: The model.
        room: Bytes for everything that is trained.
        targets: Names of the matrices, see `targeted`.
        bytes_per_parameter: 16 with an fp32 adapter, its gradient and two Adam moments.

    Raises:
        ValueError: If an amount is not above 0, or a name takes nothing.
    """
    adapted = targeted(shape, targets)
    per_rank = sum(one.copies * (one.inputs + one.outputs) for one in adapted)
    each = positive(bytes_per_parameter, "bytes per parameter")
    return min(count(room, "room") // (per_rank * each), _narrowest(adapted))


def _takes(target: str, name: str) -> bool:
    """Whether a target takes the module of this dotted name."""
    return target in (ALL_LINEAR, name) or name.endswith(f".{target}")


def _narrowest(adapted: tuple[Linear, ...]) -> int:
    """The narrower side of the narrowest matrix."""
    return min(min(one.inputs, one.outputs) for one in adapted)


def _check_rank(rank: int, adapted: tuple[Linear, ...]) -> None:
    """Refuse a rank below 1, or above what a matrix can have."""
    if count(rank, "rank") > (most := _narrowest(adapted)):
        raise ValueError(f"rank {rank} is above the narrowest matrix; at most {most}")


def _saved(shape: ModelShape, modules: Sequence[str]) -> tuple[str, ...]:
    """The modules to save under one name each, `embed_tokens` or `lm_head`."""
    kind = shape.modules
    names = {kind.embedding: "embed_tokens", kind.head: "lm_head"}
    names |= {"embed_tokens": "embed_tokens", "lm_head": "lm_head"}
    for module in modules:
        if module not in names:
            raise ValueError(f"{module!r} cannot be saved; name embed_tokens or lm_head")
    return tuple(dict.fromkeys(names[module] for module in modules))


def _matrix_step(one: Linear, rank: int, *, dora: bool) -> Step:
    """The adapter of one matrix."""
    width_in, width_out = one.letters
    value = rank * (one.inputs + one.outputs) + dora * one.outputs
    formula = f"r * ({width_in} + {width_out})" + f" + {width_out}" * dora
    return Step(f"lora_{identifier(one.name)}", formula, value, "parameters")
