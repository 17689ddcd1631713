"""The catalogue of known mistakes: what each one is, and what to say to whoever makes it.

`CATALOGUE` has the mistakes that questions list, `KNOWN` also the slips of the unit.
"""

from __future__ import annotations

from trainer.questions.mistakes import capacity, finetune, kv_cache, lora, paging, slips, weights
from trainer.questions.mistakes.known import Known

__all__ = ["CATALOGUE", "KNOWN", "Known"]

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
KNOWN: dict[str, Known] = CATALOGUE | {slip.id: slip for slip in slips.KNOWN}
