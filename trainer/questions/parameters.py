"""Questions on how many parameters a model has, part by part."""

from __future__ import annotations

from fractions import Fraction

from trainer.calc.derivation import Step, given
from trainer.calc.parameters import parameters, parameters_steps
from trainer.calc.shapes import ModelShape
from trainer.questions.derive import Turn, astray, until
from trainer.questions.family import Draft, Draw, Family
from trainer.questions.kv_cache import heads_of

# Grouped heads whose queries are as wide as the hidden size, no biases.
PLAIN_GROUPED = (
    "llama-2-70b", "llama-3-8b", "llama-3-70b", "llama-3.1-405b", "llama-3.2-1b", "llama-3.2-3b",
    "mistral-7b-v0.3",
)  # fmt: skip
GATED = ("llama-2-7b", "llama-2-13b", *PLAIN_GROUPED, "qwen2.5-7b", "qwen3-8b", "qwen3-32b")
# Of these the head is more than 2% of all parameters, so that a lost one shows.
LARGE_HEAD = ("llama-3-8b", "llama-3.2-1b", "llama-3.2-3b", "qwen2.5-7b", "qwen3-8b", "gemma-2b")
HEADS = (*LARGE_HEAD, "llama-2-7b", "llama-2-70b", "llama-3-70b", "qwen3-0.6b", "gemma-2-9b")

SQUARE = ("W12", "attention", "4 * L * h * h")
TWO_MATRICES = ("W13", "mlp", "2 * L * h * I")


def write_attention(draw: Draw) -> Draft:
    """How many parameters the attention matrices have."""
    name, shape = draw.model()
    steps = until(parameters_steps(shape), "attention")
    return Draft(
        f"{name} has {attention_said(shape)}. How many parameters do the matrices q, k, v and o of "
        "all layers have? (no biases)",
        steps,
        astray(steps, SQUARE),
    )


def write_mlp(draw: Draw) -> Draft:
    """How many parameters the gated MLPs have."""
    name, shape = draw.model()
    steps = until(parameters_steps(shape), "mlp")
    return Draft(
        f"{name} has {shape.layers} layers, hidden size {shape.hidden_size:,} and a gated MLP "
        f"(SwiGLU) of intermediate size {shape.intermediate_size:,}. How many parameters do the "
        "MLPs of all layers have? (no biases)",
        steps,
        astray(steps, TWO_MATRICES),
    )


def write_total(draw: Draw) -> Draft:
    """How many parameters a model has in all."""
    name, shape = draw.model()
    steps = parameters_steps(shape)
    return Draft(
        f"{name} has {attention_said(shape)}, a gated MLP of intermediate size "
        f"{shape.intermediate_size:,}, a vocabulary of {shape.vocab_size:,}, and a head that "
        f"{head_said(shape)}. How many parameters does it have in all, norms and biases included?",
        steps,
        astray(steps, SQUARE, TWO_MATRICES, head_turn(shape)),
    )


def write_embedding(draw: Draw) -> Draft:
    """How many parameters embedding and head have together."""
    name, shape = draw.model()
    vocabulary, both = _vocabulary(shape)
    steps = (*vocabulary, Step("both", "embedding + lm_head", both, "parameters"))
    return Draft(
        f"{name} has a vocabulary of {shape.vocab_size:,}, hidden size {shape.hidden_size:,}, and "
        f"a head that {head_said(shape)}. How many parameters do embedding and head have together?",
        steps,
        astray(steps, head_turn(shape)),
    )


def write_share(draw: Draw) -> Draft:
    """Which share of a model's parameters sits in embedding and head."""
    name, shape = draw.model()
    total, (vocabulary, both) = parameters(shape).total, _vocabulary(shape)
    steps = (
        given("N", total, "parameters"),
        *vocabulary,
        Step("share", "(embedding + lm_head) / N", Fraction(both, total), "%"),
    )
    return Draft(
        f"{name} has {total / 1e9:.3f} billion parameters, a vocabulary of {shape.vocab_size:,}, "
        f"hidden size {shape.hidden_size:,}, and a head that {head_said(shape)}. How many percent "
        "of its parameters are embedding and head?",
        steps,
        astray(steps, head_turn(shape)),
    )


def head_turn(shape: ModelShape) -> Turn:
    """A head that is lost where there is one, or counted again where there is none."""
    return ("W15", "lm_head", "V * h") if shape.tied else ("W14", "lm_head", "0")


def attention_said(shape: ModelShape) -> str:
    """The attention of a model as a prompt says it."""
    return f"{shape.layers} layers, hidden size {shape.hidden_size:,}, {heads_of(shape)}"


def head_said(shape: ModelShape) -> str:
    """Whether the head is tied, as a prompt says it."""
    return "is the embedding again (tied)" if shape.tied else "is a matrix of its own (untied)"


def _vocabulary(shape: ModelShape) -> tuple[tuple[Step, ...], int]:
    """Embedding and head as steps, and the parameters of both."""
    split, steps = parameters(shape), parameters_steps(shape)
    names = ("V", "h", "embedding", "lm_head")
    return tuple(s for s in steps if s.name in names), split.embedding + split.lm_head


FAMILIES = (
    Family(
        name="params-attention",
        title="Parameters of grouped-query attention",
        topic="weights",
        level="green",
        unit="parameters",
        bounds={"models": PLAIN_GROUPED},
        write=write_attention,
    ),
    Family(
        name="params-mlp",
        title="Parameters of gated MLPs",
        topic="weights",
        level="green",
        unit="parameters",
        bounds={"models": GATED},
        write=write_mlp,
    ),
    Family(
        name="params-embedding",
        title="Parameters of embedding and head, tied or not",
        topic="weights",
        level="green",
        unit="parameters",
        bounds={"models": HEADS},
        write=write_embedding,
    ),
    Family(
        name="params-embedding-share",
        title="Share of embedding and head in all parameters",
        topic="weights",
        level="yellow",
        unit="%",
        bounds={"models": HEADS},
        write=write_share,
    ),
    Family(
        name="params-total",
        title="All parameters of a model from its shape",
        topic="weights",
        level="yellow",
        unit="parameters",
        bounds={"models": LARGE_HEAD},
        write=write_total,
    ),
)
