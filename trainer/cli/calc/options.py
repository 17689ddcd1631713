"""Options of the calculators: counts as people type them, models by name or by shape."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from trainer.calc.checks import count
from trainer.cli import complete
from trainer.cli.names import choose

if TYPE_CHECKING:
    from trainer.calc.kv_cache import CacheShape
    from trainer.calc.shapes import Gpu, ModelShape

T = TypeVar("T")
Option = Callable[[Any], Any]

MODEL = "A model by name, such as llama-3-8b."
MOST_DIGITS = 30  # a longer number is a slip; the reader says so


def count_option(name: str, unit: str, what: str, **more: Any) -> Option:
    """An option for a whole number above 0, typed as `70B`, `128K`, `4,096` or `16 GiB`.

    Args:
        name: The option's name.
        unit: What is counted, a symbol of `trainer.units`.
        what: Its help.
        more: Other settings of a click option.
    """

    def read(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
        return None if text is None else _count(text, unit)

    return click.option(name, metavar="N", callback=read, help=what, **more)


def read_counts(_: click.Context, __: click.Parameter, text: str) -> tuple[int, ...]:
    """The counts of tokens that were typed with commas between them: `100,250,17`."""
    parts = [part.strip() for part in text.split(",")]
    if any(part.startswith("0") and part.strip("0") for part in parts):  # 4,096
        raise click.BadParameter("a comma parts sequences; type a thousand without one")
    return tuple(_count(part, "tokens") for part in parts)


def read_names(_: click.Context, __: click.Parameter, text: str) -> tuple[str, ...]:
    """The names that were typed with commas between them: `q_proj,v_proj`."""
    names = tuple(name for part in text.split(",") if (name := part.strip()))
    if text and not names:
        raise click.BadParameter("no name among the commas; type names such as q_proj,v_proj")
    return names


def _count(text: str, unit: str) -> int:
    try:
        return count(_number(text, unit), unit)
    except ValueError as problem:
        raise click.BadParameter(str(problem)) from None


def _number(text: str, unit: str) -> int | float:
    if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS:
        return int(text)  # plain digits need no reader, which is slow to load
    from trainer.grading.answer import read_answer

    reading = read_answer(text, unit)
    if reading.value is None:
        raise ValueError(reading.says)
    return reading.value


def find_model(name: str) -> ModelShape:
    """The shape of the model of this name.

    Raises:
        UsageError: If it is unknown.
    """
    from trainer.calc.shapes import models_from
    from trainer.files import read_data

    key, table = choose("model", name, read_data("models.toml"))
    return models_from({key: table})[key]


def find_gpu(name: str) -> Gpu:
    """The GPU of this name.

    Raises:
        UsageError: If it is unknown.
    """
    from trainer.calc.shapes import gpus_from
    from trainer.files import read_data

    key, table = choose("GPU", name, read_data("gpus.toml"))
    return gpus_from({key: table})[key]


model_option: Option = click.option(
    "--model",
    metavar="M",
    shell_complete=complete.models,
    help=MODEL,
)
required_model_option: Option = click.option(
    "--model",
    metavar="M",
    required=True,
    shell_complete=complete.models,
    help=MODEL,
)
params_option = count_option("--params", "parameters", "Parameters, instead of a model.")
targets_option: Option = click.option(
    "--targets",
    metavar="NAMES",
    callback=read_names,
    default="",
    help="Matrices to adapt, or all-linear; without it those of PEFT.",
)


@dataclass(frozen=True, slots=True)
class Cache:
    """The cache that a command is about.

    Attributes:
        words: Words for it.
        shape: Its shape.
        model: The model it belongs to, or None where bare numbers were given.
    """

    words: str
    shape: CacheShape
    model: ModelShape | None = None


def cache_options(calculate: Callable[..., T]) -> Callable[..., T]:
    """The calculator with options for a cache's shape, which it gets as its `cache`."""

    @functools.wraps(calculate)
    def with_cache(
        model: str | None,
        layers: int | None,
        kv_heads: int | None,
        head_dim: int | None,
        **options: Any,
    ) -> T:
        return calculate(cache=_cache(model, layers, kv_heads, head_dim), **options)

    for name, unit, what in (
        ("--head-dim", "values", "Size of a head."),
        ("--kv-heads", "heads", "Key/value heads."),
        ("--layers", "layers", "Layers, instead of a model."),
    ):
        count_option(name, unit, what)(with_cache)
    model_option(with_cache)
    return with_cache


def _cache(
    model: str | None, layers: int | None, kv_heads: int | None, head_dim: int | None
) -> Cache:
    from trainer.calc.kv_cache import CacheShape, cache_shape

    if model is not None and (layers, kv_heads, head_dim) == (None, None, None):
        found = find_model(model)
        return Cache(found.name, cache_shape(found), found)
    if model is not None or layers is None or kv_heads is None or head_dim is None:
        raise ValueError("give --model, or --layers, --kv-heads and --head-dim together")
    words = f"{layers} layers, {kv_heads} key/value heads of {head_dim}"
    return Cache(words, CacheShape(layers, kv_heads, head_dim))


def one_of(model: str | None, params: int | None) -> None:
    """Refuse both or neither of a model and a number of parameters.

    Raises:
        ValueError: If it is not just one.
    """
    if (model is None) == (params is None):
        raise ValueError("give either --model or --params")
