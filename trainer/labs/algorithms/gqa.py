"""GQA: fewer key/value heads, made from a trained model by averaging the heads of a group.

Letters: H query heads, K key/value heads, D head size.

Source: Ainslie et al. 2023, arXiv:2305.13245, section 2.1 (mean pooling; then some more training).
"""

from __future__ import annotations

import numpy.typing as npt

from trainer.labs.algorithms.checks import Array, matrix


def pool(weight: npt.ArrayLike, heads: int, kv_heads: int) -> Array:
    """The weight of a key or value projection with `kv_heads` heads, each the mean of a group.

    Args:
        weight: (heads * D, in).
        heads: Heads that it has.
        kv_heads: Heads that it gets; 1 is multi-query attention.

    Returns:
        (kv_heads * D, in), float32. Query head h then reads head h // (heads / kv_heads).

    Raises:
        ValueError: If heads do not divide evenly, or the weight holds a NaN or infinity.
    """
    w = matrix(weight)  # (heads * D, in)
    if kv_heads < 1 or heads % kv_heads or w.shape[0] % heads:
        raise ValueError(f"{w.shape[0]} rows of {heads} heads do not pool to {kv_heads} heads")
    size = w.shape[0] // heads
    grouped = w.reshape(kv_heads, heads // kv_heads, size, -1)  # (K, H / K, D, in)
    pooled: Array = grouped.mean(1).reshape(kv_heads * size, -1)  # (K * D, in)
    return pooled
