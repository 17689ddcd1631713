"""`trainer calc weights` and `trainer calc params`."""

from __future__ import annotations

import click

from trainer.cli.calc.answer import Answer, calculator
from trainer.cli.calc.options import (
    find_model,
    model_option,
    one_of,
    params_option,
    required_model_option,
)
from trainer.units import show_bytes


@calculator
@model_option
@params_option
@click.option(
    "--dtype", metavar="D", required=True, help="fp16, int8, awq, gptq-4bit-g128, nf4, q4_k, ..."
)
def weights(model: str | None, params: int | None, dtype: str) -> Answer:
    """Bytes of the weights in a number format.

    A model's checkpoint keeps what its quantizer leaves alone in 16 bit; of a bare number of
    parameters all are quantized.
    """
    one_of(model, params)
    return _all_alike(params, dtype) if params else _checkpoint(model or "", dtype)


def _all_alike(params: int, dtype: str) -> Answer:
    from trainer.calc.weights import raw_bytes, raw_steps, scheme

    how = scheme(dtype)
    bits = how.bits
    size = raw_bytes(params, bits)
    return Answer(
        {"bytes": size, "parameters": params, "dtype": dtype, "bits": float(bits)},
        (f"{params:,} parameters in {dtype}: {show_bytes(size)}",),
        raw_steps(params, bits),
        how.source,
    )


def _checkpoint(name: str, dtype: str) -> Answer:
    from trainer.calc.parameters import parameters
    from trainer.calc.weights import checkpoint, checkpoint_steps, scheme

    shape, how = find_model(name), scheme(dtype)
    size = checkpoint(shape, how)
    total = parameters(shape).total
    return Answer(
        {
            "bytes": size.bytes,
            "model": shape.name,
            "parameters": total,
            "dtype": dtype,
            "bits": float(how.bits),
            "linear_bytes": size.linear,
            "embedding_bytes": size.embedding,
            "lm_head_bytes": size.head,
            "other_bytes": size.other,
        },
        (f"{shape.name}, {total:,} parameters in {dtype}: {show_bytes(size.bytes)}",),
        checkpoint_steps(shape, how),
        f"{how.source}; parameters as in the model's config.json",
    )


@calculator
@required_model_option
def params(model: str) -> Answer:
    """Parameters of a model, split by part."""
    from trainer.calc.parameters import PARTS, parameters, parameters_steps

    shape = find_model(model)
    split = parameters(shape)
    parts = {part: getattr(split, part) for part in PARTS}
    lines = [f"{shape.name}: {split.total:,} parameters"]
    if split.idle:
        lines.append(f"  {'active':<10}{split.active:>18,}  met by one token")
    lines += [f"  {part:<10}{number:>18,}" for part, number in parts.items()]
    if shape.tied:
        lines[-1] += "  the embedding, used again"
    return Answer(
        {"model": shape.name, "total": split.total, **parts, "active": split.active},
        tuple(lines),
        parameters_steps(shape),
        f"transformers, models/{shape.architecture}; the model's config.json",
    )
