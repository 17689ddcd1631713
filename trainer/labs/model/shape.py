"""What a small Llama-like model is made of: its sizes and the names of its weights."""

from __future__ import annotations

from dataclasses import dataclass

INPUTS_OF_BLOCK = (  # linears of a block that read the same input, in the order of the forward
    ("q_proj", "k_proj", "v_proj"),
    ("o_proj",),
    ("gate_proj", "up_proj"),
    ("down_proj",),
)
NORM_BEFORE = {"q_proj": "attention_norm", "gate_proj": "mlp_norm"}


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the model; the defaults are those of the shipped weights, 1.97 M parameters.

    Attributes:
        vocabulary: V.
        width: C.
        layers: L.
        heads: H, query heads.
        kv_heads: K, key/value heads; as many as query heads unless they were pooled.
        feed_forward: F.
        context: Tokens of a training sequence.
        theta: Base of the rotary embedding's wavelengths.
    """

    vocabulary: int = 1024
    width: int = 192
    layers: int = 4
    heads: int = 6
    kv_heads: int = 6
    feed_forward: int = 512
    context: int = 512
    theta: float = 10_000.0

    @property
    def head_size(self) -> int:
        """D."""
        return self.width // self.heads

    @property
    def weights(self) -> dict[str, tuple[int, ...]]:
        """The shape of every weight by its name; linears are (out, in)."""
        c, f, d = self.width, self.feed_forward, self.head_size
        block = {
            "attention_norm": (c,),
            "q_proj": (self.heads * d, c),
            "k_proj": (self.kv_heads * d, c),
            "v_proj": (self.kv_heads * d, c),
            "o_proj": (c, self.heads * d),
            "mlp_norm": (c,),
            "gate_proj": (f, c),
            "up_proj": (f, c),
            "down_proj": (c, f),
        }
        named: dict[str, tuple[int, ...]] = {"embed": (self.vocabulary, c)}
        for layer in range(self.layers):
            named |= {f"layers.{layer}.{name}": size for name, size in block.items()}
        return named | {"norm": (c,)}

    @property
    def linears(self) -> tuple[str, ...]:
        """The names of the linear layers, `layers.0.q_proj` first; the tied head is not one."""
        return tuple(name for name in self.weights if name.endswith("_proj"))
