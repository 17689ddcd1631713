"""All labs, in the order in which the week teaches them."""

from __future__ import annotations

from trainer.labs import number_formats, paged_cache, weight_bytes
from trainer.labs.device import can_run
from trainer.labs.lab import Lab

LABS: dict[str, Lab] = {
    lab.name: lab
    for lab in (
        weight_bytes.LAB,
        number_formats.LAB,
        paged_cache.LAB,
    )
}


def runs_here(name: str) -> bool:
    """Whether there is a lab of this name, and what it needs is installed; loads nothing."""
    return name in LABS and can_run(LABS[name])
