"""Memory of the key/value cache of a decoder-only transformer.

Letters: L layers, H_kv key/value heads, d head size, T tokens held per sequence (prompt plus
generated), B sequences, e bytes per value, W tokens of a sliding window, n GPUs of a tensor
parallel group; for latent attention r_kv the rank of the latent and d_rope the rotary part.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trainer.calc.checks import count, exact, positive
from trainer.calc.derivation import Step, given
from trainer.calc.formats import bytes_for
from trainer.calc.shapes import ModelShape
from trainer.units import Number


@dataclass(frozen=True, slots=True)
class CacheShape:
    """What of a model decides the size of its cache.

    Attributes:
        layers: L.
        kv_heads: H_kv.
        head_dim: d.
        windowed_layers: How many of the layers keep the tokens of the window only.
        window: W, the tokens they keep.
        kv_rank: r_kv, the latent that stands for keys and values; 0: none.
        rope_dim: d_rope, cached beside the latent.
    """

    layers: int
    kv_heads: int
    head_dim: int
    windowed_layers: int = 0
    window: int = 0
    kv_rank: int = 0
    rope_dim: int = 0

    def __post_init__(self) -> None:
        """Refuse counts that no cache has."""
        count(self.layers, "layers")
        count(self.kv_heads, "kv heads")
        count(self.head_dim, "head size")


@cache
def cache_shape(model: ModelShape) -> CacheShape:
    """What of this model decides the size of its cache."""
    return CacheShape(
        layers=model.layers,
        kv_heads=model.kv_heads,
        head_dim=model.head_dim,
        windowed_layers=model.windowed_layers,
        window=model.window.tokens if model.window else 0,
        kv_rank=model.latent.kv_rank if model.latent else 0,
        rope_dim=model.latent.rope_dim if model.latent else 0,
    )


def heads_per_gpu(kv_heads: int, gpus: int) -> int:
    """Key/value heads that each GPU of a tensor-parallel group holds: max(1, H_kv // n).

    With more GPUs than heads the heads are copied, so the cache stops shrinking.

    Raises:
        ValueError: If neither number divides the other.

    Source: vLLM, config/model.py, get_num_kv_heads.
    """
    if kv_heads % count(gpus, "GPUs") and gpus % kv_heads:
        raise ValueError(f"{kv_heads} key/value heads cannot be shared evenly by {gpus} GPUs")
    return max(1, kv_heads // gpus)


def values_per_layer(shape: CacheShape, tensor_parallel: int = 1) -> int:
    """Values that one layer stores for one token on each GPU.

    2 * H_kv * d for keys and values; with latent attention r_kv + d_rope, once for both, and
    the same on every GPU.
    """
    if shape.kv_rank:
        return shape.kv_rank + shape.rope_dim
    return 2 * heads_per_gpu(shape.kv_heads, tensor_parallel) * shape.head_dim


def bytes_per_token(shape: CacheShape, *, bits: Number = 16, tensor_parallel: int = 1) -> int:
    """Bytes that one more token of one sequence takes on each GPU, before any window is full.

    2 * L * H_kv * d * e; with latent attention L * (r_kv + d_rope) * e.

    Args:
        shape: The cache's shape.
        bits: Bits per cached value, block constants included (q4_0: 4.5).
        tensor_parallel: GPUs that share the heads.

    Source: Kwon et al. 2023, arXiv:2309.06180, section 3; DeepSeek-V2, arXiv:2405.04434.
    """
    values = shape.layers * values_per_layer(shape, tensor_parallel)
    return bytes_for(values, positive(bits, "bits"))


def kv_cache_bytes(
    shape: CacheShape,
    *,
    tokens: int,
    sequences: int = 1,
    bits: Number = 16,
    tensor_parallel: int = 1,
) -> int:
    """Bytes that the cache holds on each GPU once every sequence has `tokens` tokens.

    K and V each have shape (L, B, H_kv, T, d), so bytes = 2 * L * H_kv * d * e * T * B. A
    windowed layer holds min(T, W) tokens; other layers go on growing. Exact for a dense cache;
    a paged one rounds T up to whole blocks (`trainer.calc.paging`).

    Args:
        shape: The cache's shape.
        tokens: T per sequence, prompt plus generated.
        sequences: B.
        bits: Bits per cached value, block constants included.
        tensor_parallel: GPUs that share the heads.

    Raises:
        ValueError: If a count is below 1, or heads cannot be shared by the GPUs.

    Source: Kwon et al. 2023, arXiv:2309.06180, section 3.
    """
    held = _layer_tokens(shape, count(tokens, "tokens")) * count(sequences, "sequences")
    values = held * values_per_layer(shape, tensor_parallel)
    return bytes_for(values, positive(bits, "bits"))


def kv_cache_steps(
    shape: CacheShape,
    *,
    tokens: int,
    sequences: int = 1,
    bits: Number = 16,
    tensor_parallel: int = 1,
) -> tuple[Step, ...]:
    """The derivation of `kv_cache_bytes`."""
    size = kv_cache_bytes(
        shape, tokens=tokens, sequences=sequences, bits=bits, tensor_parallel=tensor_parallel
    )
    held, total = _held_steps(shape, tokens), "bytes_per_token * T * B"
    if held:
        total = "values * e * (L_global * T + L_window * T_window) * B"
    whole = positive(bits, "bits") % 8 == 0
    return (
        *value_steps(shape, bits=bits, tensor_parallel=tensor_parallel),
        given("T", tokens, "tokens", "held per sequence: prompt plus generated"),
        given("B", sequences, "sequences"),
        *(held or (_per_token_step(shape, bits, tensor_parallel),)),
        Step("bytes", total if whole else f"ceil({total})", size, "GiB"),
    )


def value_steps(
    shape: CacheShape, *, bits: Number = 16, tensor_parallel: int = 1
) -> tuple[Step, ...]:
    """The derivation of what one layer stores for one token, `values`, of `e` bytes each."""
    values = values_per_layer(shape, tensor_parallel)
    layers = given("L", shape.layers, "layers")
    e = given("e", positive(bits, "bits") / 8, "bytes/value")
    if shape.kv_rank:
        return (
            layers,
            given("r_kv", shape.kv_rank, "values", "latent for keys and values together"),
            given("d_rope", shape.rope_dim, "values", "rotary part of the key"),
            e,
            Step("values", "r_kv + d_rope", values, "values", "per layer and token"),
        )
    heads: tuple[Step, ...] = (given("H_kv", shape.kv_heads, "heads", "key/value heads"),)
    name = "H_kv"
    if tensor_parallel > 1:
        name, held = "H_gpu", heads_per_gpu(shape.kv_heads, tensor_parallel)
        split = Step(name, "max(1, floor(H_kv / n))", held, "heads", "key/value heads per GPU")
        heads += (given("n", tensor_parallel, "GPUs", "tensor parallel"), split)
    return (
        layers,
        *heads,
        given("d", shape.head_dim, "values", "head size"),
        e,
        Step("values", f"2 * {name} * d", values, "values", "key and value, per layer and token"),
    )


def longest_context(
    shape: CacheShape,
    *,
    kv_bytes: int,
    sequences: int = 1,
    bits: Number = 16,
    tensor_parallel: int = 1,
) -> int | None:
    """The most tokens that each of B sequences can hold in a dense cache of so many bytes.

    None where nothing limits it: all layers are windowed and the windows fit. 0: not one token.

    Raises:
        ValueError: If a count is below 1, or heads cannot be shared by the GPUs.
    """
    values = values_per_layer(shape, tensor_parallel) * count(sequences, "sequences")
    token_bytes = values * positive(bits, "bits") / 8
    room = count(kv_bytes, "kv bytes", least=0) // token_bytes  # in tokens of one layer
    if not shape.windowed_layers or room < shape.layers * shape.window:
        return room // shape.layers
    global_layers = shape.layers - shape.windowed_layers
    if global_layers == 0:
        return None
    return (room - shape.windowed_layers * shape.window) // global_layers


def _layer_tokens(shape: CacheShape, tokens: int) -> int:
    """Tokens of one sequence, summed over the layers that hold them."""
    windowed = shape.windowed_layers
    return (shape.layers - windowed) * tokens + windowed * min(tokens, shape.window)


def _per_token_step(shape: CacheShape, bits: Number, tensor_parallel: int) -> Step:
    """The bytes of one token over all layers, exact."""
    values = shape.layers * values_per_layer(shape, tensor_parallel)
    return Step("bytes_per_token", "L * values * e", values * exact(bits) / 8, "KiB/token")


def _held_steps(shape: CacheShape, tokens: int) -> tuple[Step, ...]:
    """Which layers hold how many tokens, where some have a window."""
    if not shape.windowed_layers:
        return ()
    windowed, window = shape.windowed_layers, shape.window
    return (
        given("L_window", windowed, "layers", "layers with a window"),
        given("W", window, "tokens", "the window"),
        Step("L_global", "L - L_window", shape.layers - windowed, "layers", "the others"),
        Step("T_window", "min(T, W)", min(tokens, window), "tokens", "a window stops growing"),
    )
