"""Where labs can be measured, and what is said where they cannot."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import ModuleType, SimpleNamespace

import pytest

from tests.lab_runs import bench
from trainer.labs import device
from trainer.labs.bench import CPU_FIGURE, run_lab
from trainer.labs.device import MeasurementError, can_run, choose_device, guarded
from trainer.labs.lab import Measured
from trainer.labs.registry import LABS

PLAIN = LABS["weight-bytes"]
NEEDY = replace(PLAIN, needs="labs")
GIB = 2**30


class OutOfMemoryError(RuntimeError):
    """As torch names it."""


@pytest.fixture
def torch(monkeypatch):
    """A torch with a GPU of 80 GiB, 70 of them free."""
    cuda = SimpleNamespace(
        is_available=lambda: True,
        mem_get_info=lambda: (70 * GIB, 80 * GIB),
        get_device_name=lambda: "H100",
        empty_cache=lambda: None,
    )
    module = ModuleType("torch")
    module.__version__ = "2.13.0+cu130"
    module.cuda, module.version = cuda, SimpleNamespace(cuda="13.0")
    monkeypatch.setitem(sys.modules, "torch", module)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    monkeypatch.setattr(device, "_may_have_cuda", lambda: True)
    return module


def measured(figure=1.0) -> Measured:
    """A measurement of one figure."""
    return Measured(figure, "more", (), "It is so.")


def test_a_gpu_is_taken_where_there_is_one(torch):
    """`auto` prefers it, `cpu` does not, and a lab that has no use for it stays away."""
    assert choose_device("auto", PLAIN) == "cuda"
    assert choose_device("cpu", PLAIN) == "cpu"
    assert choose_device("cuda", PLAIN) == "cuda"
    assert choose_device("auto", LABS["paged-cache"]) == "cpu"


def test_without_torch_only_some_labs_run(monkeypatch):
    """The others name the extra, and the stored run."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert (can_run(PLAIN), can_run(NEEDY)) == (True, False)
    assert choose_device("auto", PLAIN) == "cpu"
    with pytest.raises(MeasurementError, match=r"interview-trainer\[labs\].*--stored"):
        choose_device("auto", NEEDY)


def test_an_old_torch_is_named_with_its_version(torch):
    """Labs that need torch refuse it; `auto` leaves the GPU alone for the others."""
    torch.__version__ = "2.5.1"
    with pytest.raises(MeasurementError, match=r"torch 2.5.1 is too old, labs need 2.6.*-U"):
        choose_device("cpu", NEEDY)
    assert choose_device("auto", PLAIN) == "cpu"


def test_a_torch_that_cannot_be_loaded_is_named(monkeypatch):
    """A broken installation is no traceback."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    monkeypatch.setitem(sys.modules, "torch", None)  # importing it then fails
    with pytest.raises(MeasurementError, match="torch cannot be loaded"):
        choose_device("cpu", NEEDY)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"is_available": lambda: False}, "no CUDA GPU"),
        ({"mem_get_info": lambda: (GIB, 80 * GIB)}, "1.0 GiB free"),
    ],
)
def test_a_gpu_that_is_missing_or_full_is_named(torch, fault, words):
    """Asked for by name it is an error, under `auto` the processor is taken."""
    vars(torch.cuda).update(fault)
    with pytest.raises(MeasurementError, match=words):
        choose_device("cuda", PLAIN)
    assert choose_device("auto", PLAIN) == "cpu"


def test_a_busy_gpu_is_named(torch):
    """A driver's error is told in one line."""

    def busy():
        raise RuntimeError("CUDA-capable device(s) is/are busy or unavailable\nCompile with ...")

    torch.cuda.mem_get_info = busy
    with pytest.raises(
        MeasurementError, match=r"cannot be used \(CUDA-capable.*unavailable\); free"
    ):
        choose_device("cuda", PLAIN)
    assert choose_device("auto", PLAIN) == "cpu"


def test_a_lab_of_the_processor_says_so(torch):
    """--device cuda for it is a mistake with a remedy."""
    with pytest.raises(MeasurementError, match="paged-cache is measured on the CPU only"):
        choose_device("cuda", LABS["paged-cache"])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (OutOfMemoryError("tried to allocate 20 GiB"), "GPU's memory"),
        (RuntimeError("CUDA error: out of memory"), "GPU's memory"),
        (MemoryError(), "ran out of memory"),
        (FloatingPointError("divide by zero"), "divide by zero"),
    ],
)
def test_a_measurement_that_breaks_is_explained(torch, fault, words):
    """Memory that runs out and numbers that are none end in one line."""

    def measure():
        raise fault

    with pytest.raises(MeasurementError, match=words):
        guarded(measure, "lab")


def test_a_fault_of_the_program_is_not_hidden():
    """Any other error comes through."""

    def measure():
        raise RuntimeError("shapes do not fit")

    with pytest.raises(RuntimeError, match="shapes"):
        guarded(measure, "lab")


@pytest.mark.parametrize("figure", [float("nan"), float("inf")])
def test_a_figure_that_is_no_number_is_refused(figure):
    """Zero scales give NaN; that is never a measurement."""
    lab = replace(PLAIN, measure=lambda *_: measured(figure))
    with pytest.raises(MeasurementError, match="divided by zero; nothing was stored"):
        run_lab(lab, bench(1, "cpu"))


def test_a_claim_about_gpus_that_a_processor_measured_is_marked():
    """The learner reads that it is a CPU figure, and only then."""
    lab = replace(PLAIN, measure=lambda *_: measured(), gpu_claim=True)
    assert run_lab(lab, bench(1, "cpu")).says.endswith(CPU_FIGURE)
    lab = replace(lab, gpu_claim=False)
    assert run_lab(lab, bench(1, "cpu")).says == "It is so."


def test_a_run_names_machine_and_versions(torch):
    """What was measured where is always said."""
    run = run_lab(replace(PLAIN, measure=lambda *_: measured()), bench(1, "cuda"))
    assert (run.device, run.machine) == ("cuda", "H100")
    assert run.versions["cuda"] == "13.0"
    assert run.versions["torch"] == "2.13.0+cu130"
