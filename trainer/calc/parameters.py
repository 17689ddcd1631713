"""Parameters of a decoder-only transformer, split by part.

Letters: those of `trainer.calc.linears`; P rows of a learned position embedding.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trainer.calc.derivation import Step, given, identifier, pruned
from trainer.calc.linears import letters, linears
from trainer.calc.shapes import ModelShape

PARTS = ("embedding", "attention", "mlp", "norm", "router", "lm_head")


@dataclass(frozen=True, slots=True)
class Parameters:
    """How many parameters each part of a model has.

    Attributes:
        embedding: Token embedding, and learned positions where there are some.
        attention: Attention matrices and their biases.
        mlp: MLP matrices and their biases, all experts included.
        norm: Norms of the layers, of queries and keys, and before the head.
        router: What chooses the experts.
        lm_head: The head; 0 where it is the embedding.
        idle: Parameters of the experts that a token does not visit.
    """

    embedding: int
    attention: int
    mlp: int
    norm: int
    router: int
    lm_head: int
    idle: int

    @property
    def total(self) -> int:
        """All parameters; a matrix that is used twice counts once."""
        return sum(getattr(self, part) for part in PARTS)

    @property
    def active(self) -> int:
        """Parameters that one token meets, embedding and head included."""
        return self.total - self.idle


@cache
def parameters(shape: ModelShape) -> Parameters:
    """The parameters of a model, by part.

    Llama class: L (2 h H d + 2 h H_kv d + 3 h I + 2 h) + h + V h (2, or 1 if tied). The other
    classes differ by their matrices, biases and norms, see `trainer.calc.architectures`. Exact.

    Source: the models' code in transformers; six totals counted on model objects in the tests.
    """
    h = shape.hidden_size
    experts = _sum(shape, "experts")
    return Parameters(
        embedding=(shape.vocab_size + _position_rows(shape)) * h,
        attention=_sum(shape, "attention"),
        mlp=_sum(shape, "mlp") + experts,
        norm=_norm(shape),
        router=_sum(shape, "router"),
        lm_head=0 if shape.tied else shape.vocab_size * h,
        idle=experts - experts * shape.experts.per_token // shape.experts.count
        if shape.experts
        else 0,
    )


@cache
def parameters_steps(shape: ModelShape) -> tuple[Step, ...]:
    """The derivation of the total: shape, one layer's matrices, parts, sum."""
    split = parameters(shape)
    rows = _position_rows(shape)
    return pruned(
        (
            *letters(shape),
            given("P", rows, "values", "rows of the position embedding"),
            *(
                Step(identifier(one.name), one.formula, one.parameters, "parameters")
                for one in linears(shape)
            ),
            Step("embedding", "(V + P) * h" if rows else "V * h", split.embedding, "parameters"),
            _part(shape, "attention", split.attention),
            _part(shape, "mlp", split.mlp),
            Step("norm", _norm_formula(shape), split.norm, "parameters"),
            _part(shape, "router", split.router),
            Step(
                "lm_head",
                "0" if shape.tied else "V * h",
                split.lm_head,
                "parameters",
                "the embedding, used again" if shape.tied else "",
            ),
            Step("total", " + ".join(PARTS), split.total, "parameters"),
        )
    )


def _sum(shape: ModelShape, part: str) -> int:
    """Parameters of all matrices of this part."""
    return sum(one.copies * one.parameters for one in linears(shape) if one.part == part)


def _position_rows(shape: ModelShape) -> int:
    """Rows of the learned position embedding, 0 where there is none."""
    return shape.positions + shape.modules.extra_positions if shape.positions else 0


def _norm(shape: ModelShape) -> int:
    """Parameters of all norms."""
    kind = shape.modules
    total = (shape.layers * kind.norms + 1) * kind.norm_vectors * shape.hidden_size
    if kind.qk_norm:
        total += shape.layers * 2 * shape.head_dim
    if shape.latent:
        total += shape.layers * (shape.latent.kv_rank + shape.latent.q_rank)
    return total


def _norm_formula(shape: ModelShape) -> str:
    """The same in letters: norms of the layers, the last one, those inside attention."""
    kind = shape.modules
    formula = f"(L * {kind.norms} + 1) * {'2 * ' * (kind.norm_vectors == 2)}h"
    if kind.qk_norm:
        formula += " + L * 2 * d"
    if shape.latent:
        formula += " + L * (r_kv + r_q)"
    return formula


def _part(shape: ModelShape, part: str, value: int) -> Step:
    """The sum over the matrices of a part, those that occur equally often in one bracket."""
    by_times: dict[str, list[str]] = {}
    for linear in linears(shape):
        if linear.part == part or (linear.part, part) == ("experts", "mlp"):
            by_times.setdefault(linear.times, []).append(identifier(linear.name))
    sums = [
        f"{times} * ({' + '.join(names)})" if names[1:] else f"{times} * {names[0]}"
        for times, names in by_times.items()
    ]
    return Step(part, " + ".join(sums) or "0", value, "parameters")
