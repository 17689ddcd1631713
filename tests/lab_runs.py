"""Lab runs and labs as they might be, for tests that measure nothing."""

from __future__ import annotations

from typing import Any

from trainer.history.lab_run import LabRun
from trainer.labs.lab import Bench
from trainer.questions.lab import LabQuestion


def lab_run(lab: str = "paged-cache", **given: Any) -> LabRun:
    """A run that measured 2 times as many requests."""
    values: dict[str, Any] = {
        "title": "Paged against reserved",
        "seed": 1,
        "asks": "How many times?",
        "unit": "x",
        "measured": 2.0,
        "direction": "larger",
        "expected": "larger",
        "says": "Only the last block is not full.",
        "table": ({"policy": "blocks", "unused": 3.5},),
        "published": "4% (arXiv:2309.06180)",
        "device": "cpu",
        "machine": "EPYC",
        "versions": {"python": "3.11"},
        "seconds": 1.5,
    }
    return LabRun(lab, **(values | given))


def lab_question(**given: Any) -> LabQuestion:
    """What the lab of `lab_run` asks."""
    values: dict[str, Any] = {
        "lab": "paged-cache",
        "title": "Paged against reserved",
        "claim": "It is a faster attention.",
        "seed": 1,
        "asks": "How many times?",
        "unit": "x",
        "tolerance": "ratio",
        "asks_direction": "With larger blocks?",
        "directions": ("larger", "smaller", "same"),
        "how": "A simulated server.",
        "seconds": 2.0,
        "device": "cpu",
        "reads": ("4.5",),
    }
    return LabQuestion(**(values | given))


def bench(seed: int, device: str = "cpu", *, quick: bool = False) -> Bench:
    """A bench that tells its progress to nobody."""
    return Bench(seed, device, lambda _: None, quick)
