"""Architectures: which matrices, biases and norms one layer of each model class has.

A matrix is named as its module is in Hugging Face transformers, with the letters of its width
in and its width out. Letters: h hidden size, q all query heads, kv all key or value heads, qkv
the three fused, I intermediate size, gate_up two of it fused; for latent attention o all value
heads, c the cached latent with its rotary part, r_q and r_kv the ranks, kv_b what the latent is
expanded to. `trainer.calc.linears` puts numbers to them.

Source: transformers, models/<architecture>/modeling_<architecture>.py.
"""

from __future__ import annotations

from dataclasses import dataclass

Matrix = tuple[str, str, str]  # name, width in, width out

_SPLIT_QKV: tuple[Matrix, ...] = (
    ("q_proj", "h", "q"),
    ("k_proj", "h", "kv"),
    ("v_proj", "h", "kv"),
    ("o_proj", "q", "h"),
)
_GATED: tuple[Matrix, ...] = (
    ("gate_proj", "h", "I"),
    ("up_proj", "h", "I"),
    ("down_proj", "I", "h"),
)
_LATENT: tuple[Matrix, ...] = (
    ("kv_a_proj_with_mqa", "h", "c"),
    ("kv_b_proj", "r_kv", "kv_b"),
    ("o_proj", "o", "h"),
)
_FUSED_QKV: tuple[Matrix, ...] = (("query_key_value", "h", "qkv"), ("dense", "q", "h"))
_4H: tuple[Matrix, ...] = (("dense_h_to_4h", "h", "I"), ("dense_4h_to_h", "I", "h"))


@dataclass(frozen=True, slots=True)
class Architecture:
    """What one layer is made of.

    Attributes:
        attention: Its attention matrices.
        mlp: The matrices of one MLP, or of one expert.
        biased: Whether "all" matrices, "qkv" only, the "router" only, or none ("") have a bias.
        norms: Norms as wide as h in a layer; one more stands before the head.
        norm_vectors: Vectors in a norm: 1 for RMSNorm, 2 for LayerNorm.
        qk_norm: Whether queries and keys have a norm as wide as a head.
        extra_positions: Rows that a learned position embedding has beyond the context.
        embedding: Name of the embedding module.
        head: Name of the head module.
        lora_targets: The matrices that PEFT adapts when it is told none; () where it must be told.
    """

    attention: tuple[Matrix, ...] = _SPLIT_QKV
    mlp: tuple[Matrix, ...] = _GATED
    biased: str = ""
    norms: int = 2
    norm_vectors: int = 1
    qk_norm: bool = False
    extra_positions: int = 0
    embedding: str = "embed_tokens"
    head: str = "lm_head"
    lora_targets: tuple[str, ...] = ("q_proj", "v_proj")

    def has_bias(self, name: str, part: str) -> bool:
        """Whether the matrix of this name and part has a bias, one value per output."""
        if self.biased == "qkv":
            return name in ("q_proj", "k_proj", "v_proj")
        return self.biased in ("all", part)


ARCHITECTURES = {
    "llama": Architecture(),
    "mistral": Architecture(),
    "mixtral": Architecture(mlp=(("w1", "h", "I"), ("w2", "I", "h"), ("w3", "h", "I"))),
    "qwen2": Architecture(biased="qkv"),
    "qwen3": Architecture(qk_norm=True),
    "qwen3_moe": Architecture(qk_norm=True, lora_targets=()),
    "gemma": Architecture(),
    "gemma2": Architecture(norms=4),
    "gemma3_text": Architecture(norms=4, qk_norm=True),
    "phi3": Architecture(
        attention=(("qkv_proj", "h", "qkv"), ("o_proj", "q", "h")),
        mlp=(("gate_up_proj", "h", "gate_up"), ("down_proj", "I", "h")),
        lora_targets=(),
    ),
    "gpt2": Architecture(
        attention=(("c_attn", "h", "qkv"), ("attn.c_proj", "q", "h")),
        mlp=(("c_fc", "h", "I"), ("mlp.c_proj", "I", "h")),
        biased="all",
        norm_vectors=2,
        embedding="wte",
        lora_targets=("c_attn",),
    ),
    "falcon": Architecture(
        attention=_FUSED_QKV,
        mlp=_4H,
        norms=1,
        norm_vectors=2,
        embedding="word_embeddings",
        lora_targets=("query_key_value",),
    ),
    "falcon_new": Architecture(
        attention=_FUSED_QKV,
        mlp=_4H,
        norm_vectors=2,
        embedding="word_embeddings",
        lora_targets=("query_key_value",),
    ),
    "opt": Architecture(
        attention=(*_SPLIT_QKV[:3], ("out_proj", "q", "h")),
        mlp=(("fc1", "h", "I"), ("fc2", "I", "h")),
        biased="all",
        norm_vectors=2,
        extra_positions=2,  # the table starts two rows late
    ),
    "gpt_neox": Architecture(
        attention=_FUSED_QKV,
        mlp=_4H,
        biased="all",
        norm_vectors=2,
        embedding="embed_in",
        head="embed_out",
        lora_targets=("query_key_value",),
    ),
    "deepseek_v2": Architecture(attention=_LATENT, lora_targets=()),
    "deepseek_v3": Architecture(attention=_LATENT, biased="router", lora_targets=()),
}
"""By transformers' model_type; source of `lora_targets`: peft/utils/constants.py."""
