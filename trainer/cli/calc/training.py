"""`trainer calc lora` and `trainer calc finetune`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trainer.cli.calc.answer import Answer, calculator, joined
from trainer.cli.calc.options import (
    count_option,
    find_model,
    model_option,
    one_of,
    params_option,
    required_model_option,
    targets_option,
)
from trainer.cli.names import choose
from trainer.units import show_bytes, show_number

if TYPE_CHECKING:
    from trainer.calc.finetune import Recipe
    from trainer.calc.shapes import ModelShape

DEFAULT_RANK = 8  # PEFT's, tuners/lora/config.py
NOT_COUNTED = "activations come on top"


@calculator
@required_model_option
@count_option("--rank", "ranks", "Rank of A and B.", required=True)
@targets_option
def lora(model: str, rank: int, targets: tuple[str, ...]) -> Answer:
    """Trainable parameters of a LoRA adapter and its bytes in fp32."""
    from trainer.calc.lora import lora as adapt
    from trainer.calc.lora import lora_steps

    shape = find_model(model)
    made = adapt(shape, rank=rank, targets=targets)
    percent = float(made.percent)
    return Answer(
        {
            "trainable_params": made.trainable_params,
            "percent": percent,
            "adapter_bytes": made.adapter_bytes,
            "model": shape.name,
            "rank": rank,
            "targets": _adapted(shape, targets),
        },
        (
            f"{shape.name}, rank {rank} on {', '.join(_adapted(shape, targets))}: "
            f"{made.trainable_params:,} parameters trained, {show_number(percent)}% of all",
            f"the adapter in fp32: {show_bytes(made.adapter_bytes)}",
        ),
        lora_steps(shape, rank=rank, targets=targets),
        "Hu et al. 2021, arXiv:2106.09685; PEFT, peft_model.py",
    )


@calculator
@model_option
@params_option
@click.option(
    "--recipe",
    metavar="NAME",
    required=True,
    help="full6, full8, full12, full16, full18, lora, qlora.",
)
@count_option("--rank", "ranks", "Rank of the adapter, default 8 as in PEFT.")
@targets_option
def finetune(
    model: str | None,
    params: int | None,
    recipe: str,
    rank: int | None,
    targets: tuple[str, ...],
) -> Answer:
    """Bytes to fine-tune a model, activations not counted."""
    from trainer.calc.finetune import FROZEN, RECIPES
    from trainer.calc.parameters import parameters

    one_of(model, params)
    shape = None if model is None else find_model(model)
    name, _ = choose("recipe", recipe, {**RECIPES, **FROZEN})
    if name in FROZEN:
        if shape is None:
            raise ValueError(f"{name} needs --model, for the matrices that it adapts")
        return _adapter(shape, name, rank or DEFAULT_RANK, targets)
    if rank or targets:
        raise ValueError(f"{name} trains no adapter; leave out --rank and --targets")
    if shape is None:
        return _full(f"{params:,} parameters", params or 0, RECIPES[name])
    return _full(shape.name, parameters(shape).total, RECIPES[name])


def _full(words: str, total: int, recipe: Recipe) -> Answer:
    from trainer.calc.finetune import finetune_bytes, finetune_steps

    size = finetune_bytes(total, recipe)
    return Answer(
        {
            "bytes": size,
            "recipe": recipe.name,
            "parameters": total,
            "trainable_params": total,
            "bytes_per_parameter": float(recipe.bytes_per_parameter),
        },
        (f"{words}, {recipe.name} ({recipe.says}): {show_bytes(size)}", NOT_COUNTED),
        finetune_steps(total, recipe),
        "ZeRO, arXiv:1910.02054, section 3; 8-bit Adam, arXiv:2110.02861",
    )


def _adapter(shape: ModelShape, recipe: str, rank: int, targets: tuple[str, ...]) -> Answer:
    from trainer.calc.finetune import (
        FROZEN,
        adapter_training_bytes,
        adapter_training_steps,
        frozen_bytes,
    )
    from trainer.calc.lora import lora as adapt
    from trainer.calc.lora import lora_steps

    base = frozen_bytes(shape, recipe)
    trained = adapt(shape, rank=rank, targets=targets).trainable_params
    size = adapter_training_bytes(base, trained)
    adapted = _adapted(shape, targets)
    return Answer(
        {
            "bytes": size,
            "recipe": recipe,
            "model": shape.name,
            "base_bytes": base,
            "trainable_params": trained,
            "rank": rank,
            "targets": adapted,
        },
        (
            f"{shape.name} in {FROZEN[recipe]}, {recipe} of rank {rank} on {', '.join(adapted)}: "
            f"{show_bytes(size)}",
            NOT_COUNTED,
        ),
        joined(
            lora_steps(shape, rank=rank, targets=targets), adapter_training_steps(base, trained)
        ),
        "LoRA, arXiv:2106.09685; QLoRA, arXiv:2305.14314; fp32 adapters as in PEFT",
    )


def _adapted(shape: ModelShape, targets: tuple[str, ...]) -> list[str]:
    """The names of the matrices that are adapted."""
    from trainer.calc.lora import targeted

    return [one.name for one in targeted(shape, targets)]
