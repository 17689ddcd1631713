"""All question families by name."""

from __future__ import annotations

from trainer.questions import capacity, gpus, kv_cache, kv_variants, paging, weights
from trainer.questions.family import Family

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        *capacity.FAMILIES,
        *gpus.FAMILIES,
        *kv_cache.FAMILIES,
        *kv_variants.FAMILIES,
        *paging.FAMILIES,
        *weights.FAMILIES,
    )
}
