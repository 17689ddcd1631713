"""All question families by name."""

from __future__ import annotations

from trainer.questions import (
    adapters,
    capacity,
    decode,
    finetune,
    gpus,
    kv_cache,
    kv_variants,
    lora,
    paging,
    weights,
)
from trainer.questions.family import Family

FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        *adapters.FAMILIES,
        *capacity.FAMILIES,
        *decode.FAMILIES,
        *finetune.FAMILIES,
        *gpus.FAMILIES,
        *kv_cache.FAMILIES,
        *kv_variants.FAMILIES,
        *lora.FAMILIES,
        *paging.FAMILIES,
        *weights.FAMILIES,
    )
}
