"""Every lab with small settings: it measures, its direction holds, its answer follows its seed."""

from __future__ import annotations

import importlib.util
import math
from dataclasses import replace

import pytest

from tests.lab_runs import bench
from tests.oracles import PROMISED
from tests.world import EXPLAINER
from trainer.grading.prediction import TOLERANCES
from trainer.labs.bench import run_lab
from trainer.labs.registry import LABS
from trainer.units import unit

HAS_TORCH = importlib.util.find_spec("torch") is not None
RUNS: dict[tuple[str, int], object] = {}  # each lab and seed is measured once
ON_THE_MODEL = (
    *("granularity", "perplexity-bits", "gptq", "awq", "activation-outliers"),
    *("kv-growth", "attention-heads", "lora-rank", "qlora-merge"),
)


TOO_SHORT = ("lora-rank",)  # a dozen steps make nothing forget; the slow test has them all


def needs(name: str) -> None:
    """Skip the test if the lab needs what is not installed, but never where it was promised."""
    if LABS[name].needs and not HAS_TORCH and not PROMISED:
        pytest.skip("torch is not installed")


def measure(name: str, seed: int):
    """The quick run of a lab, measured once."""
    needs(name)
    if (name, seed) not in RUNS:
        RUNS[name, seed] = run_lab(LABS[name], bench(seed, quick=True))
    return RUNS[name, seed]


def test_there_are_the_fifteen_labs_of_the_week():
    """Each under its own name; those that train, and int4 latency, need torch."""
    assert len(LABS) == 15
    assert [lab.name for lab in LABS.values()] == list(LABS)
    assert sum(lab.needs == "labs" for lab in LABS.values()) == 5


@pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
def test_a_lab_says_what_it_asks_and_where_that_is_taught(lab):
    """Known unit, tolerance and sections; the claim is its file's own docstring."""
    unit(lab.unit)
    assert lab.tolerance in TOLERANCES
    assert lab.expected in lab.directions
    assert len(set(lab.directions)) == len(lab.directions) >= 2
    assert lab.reads
    assert set(lab.reads) <= set(EXPLAINER.sections)
    assert lab.published.source
    assert 0 < lab.seconds_cpu <= 45
    assert lab.claim
    assert lab.claim.endswith(".")
    for device in lab.devices:
        assert lab.asks(1, device).count("?") == 1
    assert lab.asks_direction(1).count("?") == 1


@pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
def test_a_lab_asks_something_else_with_another_seed(lab):
    """The numbers of the question are drawn."""
    for device in lab.devices:
        assert len({lab.asks(seed, device) for seed in range(12)}) > 1


@pytest.mark.parametrize("name", LABS)
def test_a_lab_measures_and_its_direction_holds(name):
    """A finite figure, a table of equal rows, and the direction that theory expects."""
    run = measure(name, 0)
    assert math.isfinite(run.measured)
    if name not in TOO_SHORT:
        assert run.direction == run.expected, run.says
    assert len({tuple(row) for row in run.table}) == 1
    assert len(run.table) >= 2
    assert run.says
    assert run.machine


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
def test_what_a_lab_measures_follows_its_seed(name):
    """Two seeds give two figures."""
    assert measure(name, 0).measured != measure(name, 1).measured


@pytest.mark.parametrize(
    "name",
    ["weight-bytes", "paged-cache", "granularity", pytest.param("gptq", marks=pytest.mark.slow)],
)
def test_a_seed_gives_the_same_figure_again(name):
    """What is measured without a clock is repeatable to the last digit."""
    assert run_lab(LABS[name], bench(0, quick=True)).measured == measure(name, 0).measured


# No lab prints a stored figure: what it measures with is changed, and its figure changes.


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_THE_MODEL)
def test_another_model_gives_another_figure(name, monkeypatch):
    """Labs on the shipped model follow its weights."""
    import numpy as np

    from trainer.labs.algorithms import gqa
    from trainer.labs.model import opening

    before = measure(name, 0).measured
    shipped = opening.shipped_model()
    rng = np.random.default_rng(1)
    noisy = {
        key: weight + rng.normal(0, 0.2 * weight.std(), weight.shape).astype(np.float32)
        for key, weight in shipped.model.weights.items()
    }
    other = shipped.model.with_weights(noisy)
    if name == "kv-growth":
        ends = ("k_proj", "v_proj")
        pooled = {key: gqa.pool(w, 6, 3) for key, w in noisy.items() if key.endswith(ends)}
        other = other.with_kv_heads(3, pooled)
    monkeypatch.setattr(opening, "shipped_model", lambda: replace(shipped, model=other))
    after = run_lab(LABS[name], bench(0, quick=True)).measured
    assert after != pytest.approx(before, rel=0.01)


def _unpacked(codes):
    return codes


@pytest.mark.parametrize(
    ("name", "target", "replacement"),
    [
        ("weight-bytes", "weight_bytes.packed", _unpacked),
        ("number-formats", "number_formats.COUNT", 40),
        ("paged-cache", "paged_cache.WATERMARK", 2),
        ("prompt-peft-rag", "prompt_peft_rag.RANK", 32),
        ("training-formats", "training_formats.SEQUENCES", 1),
    ],
)
def test_a_changed_experiment_gives_another_figure(name, target, replacement, monkeypatch):
    """The others follow what they are made of."""
    before = measure(name, 0).measured
    monkeypatch.setattr(f"trainer.labs.{target}", replacement)
    after = run_lab(LABS[name], bench(0, quick=True)).measured
    assert after != pytest.approx(before, rel=0.01)


def test_a_slower_product_is_measured_as_slower(monkeypatch):
    """The speed of int4 comes from the clock: three products in the place of one show."""
    before = measure("int4-speed", 0).measured
    from trainer.labs.products import Products

    once = Products._multiply

    def thrice(self, name, batch):
        run = once(self, name, batch)
        return (lambda turn: [run(turn), run(turn), run(turn)][0]) if name == "int4" else run

    monkeypatch.setattr(Products, "_multiply", thrice)
    after = run_lab(LABS["int4-speed"], bench(0, quick=True)).measured
    assert after < before / 1.5


def test_a_kernel_that_computes_something_else_is_not_timed(monkeypatch):
    """Timing a wrong product would say nothing, so it is refused."""
    needs("int4-speed")
    from trainer.labs.device import MeasurementError
    from trainer.labs.products import Products

    products = Products(256, 1024, 0, "cpu")
    products.check()
    products.scales = products.scales * 1.1
    with pytest.raises(MeasurementError, match="int4 product is off by"):
        products.check()


def test_broken_weights_are_named_and_nothing_is_measured(tmp_path, monkeypatch):
    """A truncated weight file fails its hash; the message names it and what to do."""
    from trainer.errors import TrainerError
    from trainer.labs.model import opening

    for source in opening.FOLDER.iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    weights = tmp_path / opening.WEIGHTS
    weights.write_bytes(weights.read_bytes()[:-100])
    monkeypatch.setattr(opening, "shipped_model", lambda: opening.open_model(tmp_path))
    with pytest.raises(TrainerError, match=r"model.safetensors: damaged"):
        run_lab(LABS["gptq"], bench(0, quick=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_directions_hold_on_three_seeds(name, seed):
    """The same with full settings."""
    needs(name)
    run = run_lab(LABS[name], bench(seed))
    assert run.direction == run.expected, run.says
