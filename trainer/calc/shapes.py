"""Shapes: the numbers that describe a model and a GPU, and how a TOML table becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import TypeVar

from trainer.calc.architectures import ARCHITECTURES, Architecture
from trainer.calc.checks import count

Table = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Window:
    """Sliding-window attention: a windowed layer keeps the last `tokens` tokens only.

    Attributes:
        tokens: W, the window.
        global_every: Layer i, counted from 1, is global where this divides i; 0: none is.
    """

    tokens: int
    global_every: int = 0


@dataclass(frozen=True, slots=True)
class Experts:
    """The experts that take the place of the MLP in a mixture-of-experts layer.

    Attributes:
        count: E, routed experts per layer.
        per_token: How many of them a token visits.
        size: I_e, the intermediate size of one expert.
        shared: Experts that every token visits.
        dense_layers: First layers that keep a plain MLP.
    """

    count: int
    per_token: int
    size: int
    shared: int = 0
    dense_layers: int = 0


@dataclass(frozen=True, slots=True)
class Latent:
    """Multi-head latent attention: keys and values are rebuilt from one small vector.

    Attributes:
        kv_rank: Width of the latent that is cached.
        nope_dim: Part of a query/key head without position.
        rope_dim: Part with rotary position, shared by all heads; cached too.
        value_dim: Size of a value head.
        q_rank: Width of the latent of the queries; 0: a plain q_proj.
    """

    kv_rank: int
    nope_dim: int
    rope_dim: int
    value_dim: int
    q_rank: int = 0


@dataclass(frozen=True, slots=True)
class ModelShape:
    """The shape of a decoder-only transformer, under the names that calculators use.

    Attributes:
        name: Its name, `llama-3-8b`.
        architecture: The model_type that fixes matrices, biases and norms.
        hidden_size: h.
        layers: L.
        heads: H, query heads.
        kv_heads: H_kv, key/value heads.
        head_dim: d.
        intermediate_size: I, the width inside a dense MLP.
        vocab_size: V.
        tied: Whether the head reuses the embedding matrix.
        positions: Rows of a learned position embedding; 0: none.
        window: The sliding window, where there is one.
        experts: The experts, where there are some.
        latent: The latent of MLA, where it is used.
        note: What is worth knowing about it.
    """

    name: str
    architecture: str
    hidden_size: int
    layers: int
    heads: int
    kv_heads: int
    head_dim: int
    intermediate_size: int
    vocab_size: int
    tied: bool
    positions: int = 0
    window: Window | None = None
    experts: Experts | None = None
    latent: Latent | None = None
    note: str = ""

    @property
    def modules(self) -> Architecture:
        """The matrices, biases and norms of its architecture."""
        return ARCHITECTURES[self.architecture]

    @property
    def windowed_layers(self) -> int:
        """How many layers keep only the tokens of the window."""
        if self.window is None:
            return 0
        every = self.window.global_every
        return self.layers - (self.layers // every if every else 0)


@dataclass(frozen=True, slots=True)
class Gpu:
    """A GPU as its maker describes it.

    Attributes:
        name: Its name, `h100-sxm`.
        title: Its name for people.
        memory_gb: Memory as sold, in GB.
        bandwidth: Memory bandwidth, bytes/s.
        flops: Dense fp16/bf16 FLOP/s on matrix units, no sparsity.
        source: Where the three come from.
        driver_bytes: Total memory as the driver reports it; 0: not known.
        driver_source: Who saw that.
    """

    name: str
    title: str
    memory_gb: int
    bandwidth: int
    flops: int
    source: str
    driver_bytes: int = 0
    driver_source: str = ""

    @property
    def memory_bytes(self) -> int:
        """What a program can see: the driver's figure, or memory as sold in GB of 1e9 bytes."""
        return self.driver_bytes or self.memory_gb * 10**9


def models_from(tables: Mapping[str, Table]) -> dict[str, ModelShape]:
    """The models of `data/models.toml`, by name.

    Raises:
        ValueError: If a field is missing, unknown or of the wrong kind.
    """
    return {name: _model(name, table) for name, table in tables.items()}


def gpus_from(tables: Mapping[str, Table]) -> dict[str, Gpu]:
    """The GPUs of `data/gpus.toml`, by name.

    Raises:
        ValueError: If a field is missing, unknown or of the wrong kind.
    """
    return {name: _record(Gpu, name, {"name": name, **table}) for name, table in tables.items()}


def closest(name: str, names: Iterable[str], n: int = 3) -> list[str]:
    """The n names most like this one, the closest first."""
    from difflib import get_close_matches  # only an unknown name pays for it

    return get_close_matches(name.lower(), list(names), n=n, cutoff=0)


def _model(name: str, table: Table) -> ModelShape:
    """One model; its tables inside the table become records of their own."""
    parts = {"window": Window, "experts": Experts, "latent": Latent}
    inner: Table = {
        key: _record(kind, f"{name}.{key}", table[key])
        for key, kind in parts.items()
        if key in table
    }
    shape = _record(ModelShape, name, {"name": name, **table, **inner})
    if shape.architecture not in ARCHITECTURES:
        near = ", ".join(closest(shape.architecture, ARCHITECTURES))
        raise ValueError(f"{name}: unknown architecture {shape.architecture!r}; closest: {near}")
    if shape.heads % shape.kv_heads:
        raise ValueError(
            f"{name}: heads ({shape.heads}) must be a multiple of kv_heads ({shape.kv_heads})"
        )
    if shape.experts and shape.experts.per_token > shape.experts.count:
        raise ValueError(f"{name}: per_token must be at most the {shape.experts.count} experts")
    return shape


T = TypeVar("T")


def _record(kind: type[T], where: str, table: object) -> T:
    """A dataclass from a table, every field checked against its annotation."""
    if not isinstance(table, Mapping):
        raise ValueError(f"{where}: must be a table, not {table!r}")
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    for key in table.keys() - known.keys():
        raise ValueError(f"{where}: unknown field {key!r}; closest: {closest(key, known, 1)[0]}")
    for key, field in known.items():
        required = field.default is MISSING
        if key not in table and required:
            raise ValueError(f"{where}: field {key!r} is missing")
        if key in table:
            _check(str(field.type), table[key], f"{where}: {key}", required=required)
    return kind(**table)


def _check(kind: str, value: object, what: str, *, required: bool) -> None:
    """Refuse a value that is not of the annotated kind; an optional count may be 0."""
    if kind == "int":
        if not isinstance(value, int):
            raise ValueError(f"{what} must be a whole number, not {value!r}")
        count(value, what, least=1 if required else 0)
    elif kind == "bool" and not isinstance(value, bool):
        raise ValueError(f"{what} must be true or false, not {value!r}")
    elif kind == "str" and not isinstance(value, str):
        raise ValueError(f"{what} must be a text, not {value!r}")
