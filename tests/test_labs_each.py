"""Every lab with small settings: it measures, its direction holds, its answer follows its seed."""

from __future__ import annotations

import importlib.util
import math

import pytest

from tests.world import EXPLAINER
from trainer.grading.prediction import TOLERANCES
from trainer.labs.bench import run_lab
from trainer.labs.registry import LABS
from trainer.units import unit

HAS_TORCH = importlib.util.find_spec("torch") is not None
RUNS: dict[tuple[str, int], object] = {}  # each lab and seed is measured once


def measure(name: str, seed: int):
    """The quick run of a lab, measured once."""
    if LABS[name].needs and not HAS_TORCH:
        pytest.skip("torch is not installed")
    if (name, seed) not in RUNS:
        RUNS[name, seed] = run_lab(LABS[name], seed, "cpu", lambda _: None, quick=True)
    return RUNS[name, seed]


@pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
def test_a_lab_says_what_it_asks_and_where_that_is_taught(lab):
    """Known unit, tolerance and sections; the claim is its file's own docstring."""
    unit(lab.unit)
    assert lab.tolerance in TOLERANCES
    assert lab.expected in lab.directions
    assert len(set(lab.directions)) == len(lab.directions) >= 2
    assert set(lab.reads) <= set(EXPLAINER.sections)
    assert lab.reads
    assert lab.published.source
    assert 0 < lab.seconds_cpu <= 45
    assert lab.claim
    assert lab.claim.endswith(".")
    assert 1 <= lab.asks(1).count("?") <= 2
    assert lab.asks_direction(1).count("?") == 1


def test_a_lab_asks_something_else_with_another_seed():
    """At least the question or its figure changes; here: the questions that have numbers."""
    drawn = [name for name, lab in LABS.items() if len({lab.asks(seed) for seed in range(9)}) > 1]
    assert len(drawn) > len(LABS) // 2


@pytest.mark.parametrize("name", LABS)
def test_a_lab_measures_and_its_direction_holds(name):
    """A finite figure, a table of equal rows, and the direction that theory expects."""
    run = measure(name, 0)
    assert math.isfinite(run.measured)
    assert run.direction == run.expected, run.says
    assert len({tuple(row) for row in run.table}) == 1
    assert len(run.table) >= 2
    assert run.says
    assert run.machine


@pytest.mark.parametrize("name", LABS)
def test_a_lab_is_repeatable_and_its_figure_follows_its_seed(name):
    """What was measured changes with the seed: no stored constant is printed as measured."""
    figures = {measure(name, seed).measured for seed in (0, 1, 2)}
    assert len(figures) > 1


@pytest.mark.slow
@pytest.mark.parametrize("name", LABS)
@pytest.mark.parametrize("seed", [1, 2])
def test_directions_hold_on_more_seeds(name, seed):
    """The same with full settings on two more seeds."""
    if LABS[name].needs and not HAS_TORCH:
        pytest.skip("torch is not installed")
    run = run_lab(LABS[name], seed, "cpu", lambda _: None)
    assert run.direction == run.expected, run.says
