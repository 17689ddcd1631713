"""Where a lab can be measured on this machine, and what to say where it cannot."""

from __future__ import annotations

import importlib.util
import platform
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from trainer.errors import TrainerError
from trainer.labs.lab import Lab

T = TypeVar("T")

OLDEST_TORCH = (2, 6)  # as in the extra `labs`; older ones lack the packed int4 products
SMALLEST_FREE = 3 * 2**30  # bytes of a GPU's memory that the largest lab may ask for
INSTALL = "pip install 'interview-trainer[labs]'"


class MeasurementError(TrainerError):
    """A lab cannot be measured here, or its measurement failed; nothing was stored."""


def can_run(lab: Lab) -> bool:
    """Whether what the lab needs is installed; loads nothing."""
    return lab.needs is None or importlib.util.find_spec("torch") is not None


def choose_device(wanted: str, lab: Lab) -> str:
    """`cpu` or `cuda`, as wanted, or the best there is for `auto`.

    Raises:
        MeasurementError: If the lab cannot be measured there; says what to do.
    """
    if not can_run(lab):
        stored = f"or see a stored run: `trainer lab run {lab.name} --stored`"
        raise MeasurementError(f"{lab.name} needs torch; {INSTALL}, {stored}")
    if lab.needs or wanted == "cuda":
        _check_torch()
    if wanted == "cuda":
        if "cuda" not in lab.devices:
            raise MeasurementError(f"{lab.name} is measured on the CPU only; use --device auto")
        _check_cuda(lab)
        return "cuda"
    if wanted == "auto" and "cuda" in lab.devices and _has_cuda():
        return "cuda"
    return "cpu"


def _check_torch() -> None:
    torch = load_torch()
    found = tuple(int(part) for part in re.findall(r"\d+", torch.__version__)[:2])
    if found < OLDEST_TORCH:
        oldest = ".".join(map(str, OLDEST_TORCH))
        what = f"torch {torch.__version__} is too old, labs need {oldest}"
        raise MeasurementError(f"{what}; {INSTALL.replace('install', 'install -U')}")


def load_torch() -> Any:
    """The module torch.

    Raises:
        MeasurementError: If it is missing or cannot be loaded.
    """
    try:
        import torch  # a second, only for labs that need it
    except (ImportError, OSError) as error:  # OSError: a library of it is broken or missing
        first = str(error).split("\n")[0]
        raise MeasurementError(f"torch cannot be loaded ({first}); {INSTALL}") from None
    return torch


def _has_cuda() -> bool:
    if importlib.util.find_spec("torch") is None or not _may_have_cuda():
        return False
    try:
        _check_torch()
        return bool(load_torch().cuda.is_available()) and _free() >= SMALLEST_FREE
    except (MeasurementError, RuntimeError):
        return False  # `auto` then takes the processor


def _may_have_cuda() -> bool:
    """Whether a GPU's driver is there at all: a look that saves the second to load torch."""
    drivers = ("/dev/nvidiactl", "/dev/dxg")
    return platform.system() != "Linux" or any(Path(driver).exists() for driver in drivers)


def _check_cuda(lab: Lab) -> None:
    torch = load_torch()
    if not torch.cuda.is_available():
        what = "torch sees no CUDA GPU here"
        raise MeasurementError(f"{what}; use --device cpu, or a CUDA build of torch and its driver")
    try:
        free = _free()
    except RuntimeError as error:  # a GPU that another process holds exclusively, or a dead one
        first = str(error).split("\n")[0]
        what = f"the GPU cannot be used ({first})"
        raise MeasurementError(f"{what}; free it, or use --device cpu") from None
    if free < SMALLEST_FREE:
        what = f"the GPU has {free / 2**30:.1f} GiB free, {lab.name} may need "
        what += f"{SMALLEST_FREE / 2**30:.0f} GiB"
        raise MeasurementError(f"{what}; end what runs on it, or use --device cpu")


def _free() -> int:
    """Free bytes of the GPU's memory."""
    free, _ = load_torch().cuda.mem_get_info()
    return int(free)


def guarded(measure: Callable[[], T], lab: str) -> T:
    """What a measurement returns.

    Raises:
        MeasurementError: If memory runs out, or a number in it is no number.
    """
    try:
        return measure()
    except MemoryError:
        what = f"{lab} ran out of memory"
        raise MeasurementError(f"{what}; end other programs and try again") from None
    except FloatingPointError as error:
        raise MeasurementError(f"{lab}: {error}; nothing was stored") from None
    except RuntimeError as error:
        if not _is_out_of_memory(error):
            raise
        load_torch().cuda.empty_cache()
        what = f"{lab} ran out of the GPU's memory: weights, cache and workspace did not fit"
        remedy = "end what else runs on it, or use --device cpu"
        raise MeasurementError(f"{what}; {remedy}") from None


def _is_out_of_memory(error: RuntimeError) -> bool:
    return type(error).__name__ == "OutOfMemoryError" or "out of memory" in str(error)


def machine_name(device: str) -> str:
    """The name of the card, or of the processor with its number of cores."""
    if device == "cuda":
        return str(load_torch().cuda.get_device_name())
    with suppress(OSError, IndexError):
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
        return str(re.findall(r"model name\s*:\s*(.+)", text)[0]).strip()
    return platform.processor() or platform.machine()


def versions(device: str) -> dict[str, str]:
    """The versions of what measured: Python, numpy, and torch and CUDA where they were used."""
    import sys

    found = {"python": platform.python_version()}
    for name in ("numpy", "torch"):
        if name in sys.modules:
            found[name] = str(sys.modules[name].__version__)
    if device == "cuda":
        found["cuda"] = str(load_torch().version.cuda)
    return found
