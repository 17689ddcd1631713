"""All question families by name."""

from __future__ import annotations

from trainer.questions import (
    adapters,
    capacity,
    channels,
    checkpoints,
    decode,
    experts,
    finetune,
    formats,
    gpus,
    groups,
    kv_cache,
    kv_variants,
    lora,
    paging,
    parameters,
    quantize,
    tools,
    weights,
)
from trainer.questions.family import Family

ROOMS = (
    adapters,
    capacity,
    channels,
    checkpoints,
    decode,
    experts,
    finetune,
    formats,
    gpus,
    groups,
    kv_cache,
    kv_variants,
    lora,
    paging,
    parameters,
    quantize,
    tools,
    weights,
)

FAMILIES: dict[str, Family] = {family.name: family for room in ROOMS for family in room.FAMILIES}
