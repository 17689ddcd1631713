"""The forward pass of a Llama-like model in numpy: RMSNorm, rotary positions, SwiGLU, tied head.

Every linear layer goes through `Model.linear`, so a lab can watch its inputs or compute it in
another way, and every weight has a name, so a lab can put another in its place.

Source: Touvron et al. 2023, arXiv:2302.13971, section 2.2; rotary embedding: Su et al. 2021,
arXiv:2104.09864, in the half-split layout of the Llama checkpoints.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from trainer.labs.algorithms.checks import Array
from trainer.labs.model.shape import Shape

Linear = Callable[[str, Array, Array], Array]
EPSILON = np.float32(1e-5)


def plain_linear(name: str, x: Array, weight: Array) -> Array:
    """X W^T (tokens, out), whatever the layer's name."""
    y: Array = x @ weight.T
    return y


class Cache:
    """Keys and values of the tokens so far, so that each new token costs one step.

    Attributes:
        keys: (L, B, K, limit, D), float32.
        values: Of the same shape.
        length: Tokens stored.
    """

    def __init__(self, shape: Shape, sequences: int, limit: int) -> None:
        size = (shape.layers, sequences, shape.kv_heads, limit, shape.head_size)
        self.keys = np.zeros(size, np.float32)
        self.values = np.zeros(size, np.float32)
        self.length = 0

    @property
    def nbytes(self) -> int:
        """Bytes taken: 2 L B K limit D values of 4 bytes."""
        return self.keys.nbytes + self.values.nbytes

    def store(self, layer: int, keys: Array, values: Array) -> tuple[Array, Array]:
        """Put new keys and values (B, K, T, D) of a layer in; all of that layer come back.

        Raises:
            ValueError: If they do not fit.
        """
        end = self.length + keys.shape[2]
        if end > self.keys.shape[3]:
            raise ValueError(f"{end} tokens do not fit a cache of {self.keys.shape[3]}")
        self.keys[layer, :, :, self.length : end] = keys
        self.values[layer, :, :, self.length : end] = values
        return self.keys[layer, :, :, :end], self.values[layer, :, :, :end]


@dataclass(frozen=True, eq=False)
class Model:
    """Weights by name and what is computed with them.

    Attributes:
        shape: The sizes.
        weights: Every weight that `shape.weights` names, float32.
        linear: Computes each linear layer: name, inputs (tokens, in), weight (out, in) ->
            (tokens, out).
    """

    shape: Shape
    weights: Mapping[str, Array]
    linear: Linear = plain_linear

    def __post_init__(self) -> None:
        """Raise ValueError if a weight is missing, unknown or of another shape."""
        expected = self.shape.weights
        if wrong := sorted(expected.keys() ^ self.weights.keys()):
            raise ValueError(f"missing or unknown weights: {', '.join(wrong)}")
        for name, size in expected.items():
            if self.weights[name].shape != size:
                raise ValueError(f"{name} is {self.weights[name].shape}, must be {size}")

    def with_weights(self, changed: Mapping[str, Array]) -> Model:
        """The model with some weights replaced; all others are shared.

        Raises:
            ValueError: If a name is unknown or a shape differs.
        """
        return replace(self, weights={**self.weights, **changed})

    def with_linear(self, linear: Linear) -> Model:
        """The model with another way to compute its linear layers."""
        return replace(self, linear=linear)

    def with_kv_heads(self, kv_heads: int, changed: Mapping[str, Array]) -> Model:
        """The model with fewer key/value heads, given k_proj and v_proj of every layer."""
        shape = replace(self.shape, kv_heads=kv_heads)
        return replace(self, shape=shape, weights={**self.weights, **changed})

    def logits(self, tokens: Array, cache: Cache | None = None) -> Array:
        """Scores of the next token at each place: tokens (B, T) -> (B, T, V).

        With a cache, the tokens come after those it holds, and it then holds these too.
        """
        x = self.embed(tokens)  # (B, T, C)
        for layer in range(self.shape.layers):
            x = self.block(layer, x, cache)  # (B, T, C)
        if cache:
            cache.length += tokens.shape[1]
        return self.head(x)

    def embed(self, tokens: Array) -> Array:
        """The embedding of tokens: (B, T) -> (B, T, C)."""
        x: Array = self.weights["embed"][tokens]
        return x

    def block(self, layer: int, x: Array, cache: Cache | None = None) -> Array:
        """One layer, attention and feed-forward: (B, T, C) -> (B, T, C)."""
        x = x + self._attention(layer, self._norm(f"layers.{layer}.attention_norm", x), cache)
        h = self._norm(f"layers.{layer}.mlp_norm", x)  # (B, T, C)
        gate = self._apply(layer, "gate_proj", h)  # (B, T, F)
        gate /= 1 + np.exp(-gate)  # SiLU
        gate *= self._apply(layer, "up_proj", h)
        return x + self._apply(layer, "down_proj", gate)

    def head(self, x: Array) -> Array:
        """The last norm and the tied head: (B, T, C) -> (B, T, V)."""
        scores: Array = self._norm("norm", x) @ self.weights["embed"].T
        return scores

    def _apply(self, layer: int, name: str, x: Array) -> Array:
        full = f"layers.{layer}.{name}"
        flat = x.reshape(-1, x.shape[-1])  # (B T, in)
        return self.linear(full, flat, self.weights[full]).reshape(*x.shape[:-1], -1)

    def _norm(self, name: str, x: Array) -> Array:
        square = np.einsum("btc,btc->bt", x, x)[..., None] / np.float32(x.shape[-1])  # (B, T, 1)
        normed: Array = x / np.sqrt(square + EPSILON) * self.weights[name]
        return normed

    def _attention(self, layer: int, h: Array, cache: Cache | None) -> Array:
        start = cache.length if cache else 0
        turn = rotations(start, h.shape[1], self.shape)  # 2 of (T, D)
        q = rotate(self._heads(layer, "q_proj", h), *turn)  # (B, H, T, D)
        k = rotate(self._heads(layer, "k_proj", h), *turn)  # (B, K, T, D)
        v = self._heads(layer, "v_proj", h)  # (B, K, T, D)
        if cache:
            k, v = cache.store(layer, k, v)  # (B, K, S, D): S = start + T
        repeat = self.shape.heads // self.shape.kv_heads
        k, v = np.repeat(k, repeat, 1), np.repeat(v, repeat, 1)  # (B, H, S, D)
        scores = q @ k.swapaxes(2, 3) / np.float32(self.shape.head_size**0.5)  # (B, H, T, S)
        scores += future(start, h.shape[1])  # (T, S)
        mixed = softmax(scores) @ v  # (B, H, T, D)
        joined = mixed.swapaxes(1, 2).reshape(*h.shape[:2], -1)  # (B, T, H D)
        return self._apply(layer, "o_proj", joined)

    def _heads(self, layer: int, name: str, h: Array) -> Array:
        y = self._apply(layer, name, h)  # (B, T, heads D)
        return y.reshape(*h.shape[:2], -1, self.shape.head_size).swapaxes(1, 2)


def rotations(start: int, tokens: int, shape: Shape) -> tuple[Array, Array]:
    """Cosine and sine of the rotary embedding at places start, start + 1, ...: (T, D) each."""
    half = shape.theta ** -(np.arange(0, shape.head_size, 2) / shape.head_size)  # (D/2,)
    angle = np.outer(np.arange(start, start + tokens), half)  # (T, D/2)
    angle = np.concatenate([angle, angle], 1)  # (T, D)
    return np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)


def rotate(x: Array, cosine: Array, sine: Array) -> Array:
    """Queries or keys (B, heads, T, D), each pair of dimensions d and d + D/2 turned."""
    half = x.shape[-1] // 2
    turned = np.concatenate([-x[..., half:], x[..., :half]], -1)
    result: Array = x * cosine + turned * sine
    return result


def future(start: int, tokens: int) -> Array:
    """What to add to scores (T, S) so that no token sees a later one: 0 or minus infinity."""
    place, seen = np.arange(start, start + tokens)[:, None], np.arange(start + tokens)
    return np.where(seen > place, -np.inf, 0).astype(np.float32)


def softmax(scores: Array) -> Array:
    """Scores, in place, as shares of 1 along the last axis."""
    scores -= scores.max(-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(-1, keepdims=True)
    return scores
