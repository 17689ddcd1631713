"""All labs, in the order in which the week teaches them."""

from __future__ import annotations

from trainer.labs import (
    activation_outliers,
    attention_heads,
    awq_outliers,
    gptq_error,
    granularity,
    int4_speed,
    kv_growth,
    lora_rank,
    number_formats,
    paged_cache,
    perplexity_bits,
    prompt_peft_rag,
    qlora_merge,
    training_formats,
    weight_bytes,
)
from trainer.labs.device import can_run
from trainer.labs.lab import Lab

LABS: dict[str, Lab] = {
    lab.name: lab
    for lab in (
        weight_bytes.LAB,
        number_formats.LAB,
        training_formats.LAB,
        granularity.LAB,
        perplexity_bits.LAB,
        gptq_error.LAB,
        awq_outliers.LAB,
        activation_outliers.LAB,
        kv_growth.LAB,
        attention_heads.LAB,
        paged_cache.LAB,
        lora_rank.LAB,
        qlora_merge.LAB,
        int4_speed.LAB,
        prompt_peft_rag.LAB,
    )
}


def runs_here(name: str) -> bool:
    """Whether there is a lab of this name, and what it needs is installed; loads nothing."""
    return name in LABS and can_run(LABS[name])
