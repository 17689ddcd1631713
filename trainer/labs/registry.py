"""All labs, in the order in which the week teaches them."""

from __future__ import annotations

from trainer.labs import number_formats, paged_cache, weight_bytes
from trainer.labs.lab import Lab

LABS: dict[str, Lab] = {
    lab.name: lab
    for lab in (
        weight_bytes.LAB,
        number_formats.LAB,
        paged_cache.LAB,
    )
}
