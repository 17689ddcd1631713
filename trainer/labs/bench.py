"""Measuring a lab from end to end: the device, the time it took, and the run to keep."""

from __future__ import annotations

import math
import time

from trainer.history.lab_run import LabRun
from trainer.labs.device import MeasurementError, guarded, machine_name, versions
from trainer.labs.lab import Bench, Lab

CPU_FIGURE = "This is a CPU figure: the claim is about GPUs, where it can come out differently."


def run_lab(lab: Lab, bench: Bench) -> LabRun:
    """The run of a lab; what was predicted is not in it yet.

    Args:
        lab: What to measure.
        bench: Seed and settings; the device as `choose_device` gave it.

    Raises:
        MeasurementError: If it cannot be measured; nothing is to be stored then.
    """
    started = time.perf_counter()
    measured = guarded(lambda: lab.measure(bench), lab.name)
    if not math.isfinite(measured.figure):
        what = f"{lab.name} gave {measured.figure}, so something in it was divided by zero"
        raise MeasurementError(
            f"{what}; nothing was stored, please report it with --seed {bench.seed}"
        )
    says = measured.says
    if lab.gpu_claim and bench.device == "cpu":
        says = f"{says} {CPU_FIGURE}"
    return LabRun(
        lab=lab.name,
        title=lab.title,
        seed=bench.seed,
        asks=lab.asks(bench.seed, bench.device),
        unit=lab.unit,
        measured=measured.figure,
        direction=measured.direction,
        expected=lab.expected,
        says=says,
        table=measured.table,
        published=str(lab.published),
        device=bench.device,
        machine=machine_name(bench.device),
        versions=versions(bench.device),
        seconds=round(time.perf_counter() - started, 2),
    )
