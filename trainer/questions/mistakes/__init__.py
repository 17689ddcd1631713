"""The catalogue of known mistakes: what each one is, and what to say to whoever makes it."""

from __future__ import annotations

from trainer.questions.mistakes import capacity, finetune, kv_cache, lora, paging, weights
from trainer.questions.mistakes.known import Known

__all__ = ["CATALOGUE", "Known"]

CATALOGUE: dict[str, Known] = {
    known.id: known
    for known in (
        *weights.KNOWN,
        *kv_cache.KNOWN,
        *lora.KNOWN,
        *finetune.KNOWN,
        *capacity.KNOWN,
        *paging.KNOWN,
    )
}
