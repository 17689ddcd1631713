"""The weight matrices of a model: every linear layer with its name, widths and copies.

Letters: L layers, h hidden size, H query heads, H_kv key/value heads, d head size, I intermediate
size, V vocabulary, E experts per layer, I_e and I_s inner size of a routed expert and of the
shared experts together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trainer.calc.architectures import Matrix
from trainer.calc.derivation import Step, given
from trainer.calc.shapes import Experts, Latent, ModelShape


@dataclass(frozen=True, slots=True)
class Linear:
    """One weight matrix, as often as the model has it.

    Attributes:
        name: Its module's name, `q_proj` or `mlp.c_proj`.
        part: `attention`, `mlp`, `experts` (routed ones) or `router`.
        letters: The letters of its width in and its width out.
        inputs: Width in.
        outputs: Width out.
        biased: Whether it adds one value per output.
        times: How often the model has it, in the letters of the shape: `L`.
        copies: The same as a number.
    """

    name: str
    part: str
    letters: tuple[str, str]
    inputs: int
    outputs: int
    biased: bool
    times: str
    copies: int

    @property
    def weights(self) -> int:
        """Values of one copy without its bias."""
        return self.inputs * self.outputs

    @property
    def parameters(self) -> int:
        """Parameters of one copy, bias included."""
        return self.weights + self.outputs * self.biased

    @property
    def formula(self) -> str:
        """Parameters of one copy in the letters of the shape: `h * q`, with a bias `h * q + q`."""
        width_in, width_out = self.letters
        return f"{width_in} * {width_out}" + f" + {width_out}" * self.biased


@cache
def letters(shape: ModelShape) -> tuple[Step, ...]:
    """The shape as steps: the givens, then the widths that follow from them."""
    return (
        given("L", shape.layers, "layers"),
        given("h", shape.hidden_size, "values", "hidden size"),
        given("V", shape.vocab_size, "tokens", "vocabulary"),
        *(_latent_letters(shape, shape.latent) if shape.latent else _head_letters(shape)),
        *_mlp_letters(shape),
    )


@cache
def linears(shape: ModelShape) -> tuple[Linear, ...]:
    """Every weight matrix of the model but embedding and head, in the order of a layer."""
    attention = _queries(shape.latent) + shape.modules.attention
    mlp = shape.modules.mlp
    if shape.experts is None:
        return _sized(shape, "attention", "L", attention) + _sized(shape, "mlp", "L", mlp)
    return (
        *_sized(shape, "attention", "L", attention),
        *(_sized(shape, "mlp", "L_dense", mlp) if shape.experts.dense_layers else ()),
        *_sized(shape, "router", "L_moe", (("gate", "h", "E"),)),
        *_sized(shape, "experts", "L_moe * E", _inside(mlp, "experts", "I_e")),
        *(
            _sized(shape, "mlp", "L_moe", _inside(mlp, "shared_experts", "I_s"))
            if shape.experts.shared
            else ()
        ),
    )


def _head_letters(shape: ModelShape) -> tuple[Step, ...]:
    """Heads and the widths of queries, keys and values."""
    q, kv = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim
    return (
        given("H", shape.heads, "heads", "query heads"),
        given("H_kv", shape.kv_heads, "heads", "key/value heads"),
        given("d", shape.head_dim, "values", "head size"),
        Step("q", "H * d", q, "values", "width of all query heads"),
        Step("kv", "H_kv * d", kv, "values", "width of all key heads, or value heads"),
        Step("qkv", "q + 2 * kv", q + 2 * kv, "values", "the three side by side"),
    )


def _latent_letters(shape: ModelShape, latent: Latent) -> tuple[Step, ...]:
    """Heads, ranks and widths of multi-head latent attention."""
    heads = shape.heads
    key = latent.nope_dim + latent.rope_dim
    value = latent.nope_dim + latent.value_dim
    return (
        given("H", heads, "heads", "query heads"),
        given("r_q", latent.q_rank, "values", "rank of the query latent; 0: none"),
        given("r_kv", latent.kv_rank, "values", "rank of the key/value latent"),
        given("d_nope", latent.nope_dim, "values", "part of a head without position"),
        given("d_rope", latent.rope_dim, "values", "part of a head with rotary position"),
        given("d_v", latent.value_dim, "values", "size of a value head"),
        Step("q", "H * (d_nope + d_rope)", heads * key, "values", "width of all query heads"),
        Step("c", "r_kv + d_rope", latent.kv_rank + latent.rope_dim, "values", "what is cached"),
        Step("kv_b", "H * (d_nope + d_v)", heads * value, "values", "keys and values, expanded"),
        Step("o", "H * d_v", heads * latent.value_dim, "values", "width of all value heads"),
    )


def _mlp_letters(shape: ModelShape) -> tuple[Step, ...]:
    """Inner widths of the MLP and of the experts, and how many layers have which."""
    inner = shape.intermediate_size
    dense = (
        given("I", inner, "values", "intermediate size"),
        Step("gate_up", "2 * I", 2 * inner, "values", "gate and up side by side"),
    )
    experts = shape.experts
    if experts is None:
        return dense
    return (
        *dense,
        *_expert_letters(experts),
        Step("L_moe", "L - L_dense", shape.layers - experts.dense_layers, "layers", "with experts"),
    )


def _expert_letters(experts: Experts) -> tuple[Step, ...]:
    """Counts and widths of the experts of one layer."""
    shared = experts.shared * experts.size
    return (
        given("E", experts.count, "experts", "routed experts per layer"),
        given("I_e", experts.size, "values", "intermediate size of an expert"),
        given("shared", experts.shared, "experts", "experts that every token visits"),
        Step("I_s", "shared * I_e", shared, "values", "width of the shared experts together"),
        given("L_dense", experts.dense_layers, "layers", "first layers with a plain MLP"),
    )


def _queries(latent: Latent | None) -> tuple[Matrix, ...]:
    """The query matrices of latent attention, which depend on whether queries have a latent."""
    if latent is None:
        return ()
    if latent.q_rank == 0:
        return (("q_proj", "h", "q"),)
    return (("q_a_proj", "h", "r_q"), ("q_b_proj", "r_q", "q"))


def _inside(mlp: tuple[Matrix, ...], module: str, width: str) -> tuple[Matrix, ...]:
    """The matrices of an MLP as those of a module with another inner width."""
    swap = {"I": width}
    return tuple((f"{module}.{name}", swap.get(a, a), swap.get(b, b)) for name, a, b in mlp)


def _sized(
    shape: ModelShape, part: str, times: str, matrices: tuple[Matrix, ...]
) -> tuple[Linear, ...]:
    """The matrices with numbers in place of letters."""
    width = {step.name: int(step.value) for step in letters(shape)}
    copies = 1
    for letter in times.split(" * "):
        copies *= width[letter]
    return tuple(
        Linear(
            name=name,
            part=part,
            letters=(inputs, outputs),
            inputs=width[inputs],
            outputs=width[outputs],
            biased=shape.modules.has_bias(name, part),
            times=times,
            copies=copies,
        )
        for name, inputs, outputs in matrices
    )
