"""The labs on a real GPU: what they measure there, and how much of it they take."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.lab_runs import bench
from trainer.calc.kv_cache import CacheShape, kv_cache_bytes
from trainer.errors import TrainerError
from trainer.labs import kv_growth
from trainer.labs.bench import run_lab
from trainer.labs.device import MeasurementError, choose_device, load_torch
from trainer.labs.model import training
from trainer.labs.model.shape import Shape
from trainer.labs.pretrain.weights import Recipe, pretrain
from trainer.labs.products import Products
from trainer.labs.registry import LABS

ON_CUDA = [name for name, lab in LABS.items() if "cuda" in lab.devices]
TOO_SHORT = ("lora-rank",)  # a dozen steps make nothing forget


def has_cuda() -> bool:
    """Whether a lab would be measured on a GPU here."""
    try:
        return choose_device("auto", LABS["kv-growth"]) == "cuda"
    except TrainerError:
        return False


pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not has_cuda(), reason="no CUDA GPU that torch can use is here"),
]


@pytest.mark.parametrize("name", ON_CUDA)
def test_a_lab_is_measured_on_the_gpu_and_its_direction_holds(name):
    """A finite figure with the card's name, and the expected direction, which CPUs find too."""
    run = run_lab(LABS[name], bench(0, device="cuda", quick=True))
    assert run.device == "cuda"
    assert run.machine == load_torch().cuda.get_device_name()
    assert run.versions.keys() >= {"torch", "cuda"}
    assert math.isfinite(run.measured)
    if name not in TOO_SHORT:
        assert run.direction == run.expected, run.says


def test_allocations_are_those_of_the_formula_and_keep_to_the_limit():
    """To the byte, for a cache is whole blocks of the allocator here; and never the whole card."""
    torch = load_torch()
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    run = run_lab(LABS["kv-growth"], bench(0, device="cuda"))
    layers, heads, size = kv_growth.LLAMA
    shape = CacheShape(layers=layers, kv_heads=heads, head_dim=size)
    for row in run.table:
        expected = kv_cache_bytes(shape, tokens=row["tokens"], sequences=row["sequences"])
        assert row["cache, MB"] == round(expected / 1e6, 1)
    taken = torch.cuda.max_memory_allocated() - before
    assert kv_growth.LIMIT / 2 < taken <= kv_growth.LIMIT


def test_the_packed_product_is_checked_on_the_gpu_too():
    """The right one passes; with scales a tenth too large it is not timed."""
    products = Products(1024, 2048, 0, "cuda")
    products.check()
    products.scales = products.scales * 1.1
    with pytest.raises(MeasurementError, match="int4 product is off by"):
        products.check()


def test_a_recorded_training_is_the_same_training(monkeypatch):
    """Step by step, the losses of twenty steps on other batches are those of the plain loop."""
    torch = load_torch()

    def losses() -> list[float]:
        torch.manual_seed(0)
        weights = {"w": torch.randn(64, 64, device="cuda"), "b": torch.zeros(64, device="cuda")}
        found: list[float] = []
        training.train(
            weights,
            (torch.randn(32, 64, device="cuda") for _ in range(20)),
            lambda batch: ((batch @ weights["w"].T + weights["b"]).tanh() - batch).pow(2).mean(),
            steps=20,
            learning_rate=1e-2,
            warmup_steps=3,
            watch=lambda _, loss: found.append(float(loss)),
        )
        return found

    recorded = losses()
    monkeypatch.setattr(training, "RECORDED_FROM", 1000)
    assert recorded == pytest.approx(losses(), rel=1e-3)
    assert recorded[-1] < recorded[0]


def test_the_small_model_is_trained_on_a_gpu():
    """A short run on text of four tokens in a row learns that the next one is known."""
    shape = Shape(
        vocabulary=16, width=32, layers=1, heads=2, kv_heads=2, feed_forward=64, context=32
    )
    tokens = np.arange(4000, dtype=np.uint16) % 4
    recipe = Recipe(steps=60, batch_size=8, device="cuda")
    weights, told = pretrain(tokens, tokens, shape, recipe, lambda _: None)
    assert told["perplexity_held_out"] < 2  # 4 once it knows which tokens there are, 1 at last
    assert weights["embed"].dtype == np.float16


def test_memory_that_runs_out_is_explained(monkeypatch):
    """A lab that asks for more than there is stores nothing, and says what to do."""
    torch = load_torch()
    torch.cuda.empty_cache()
    monkeypatch.setattr(kv_growth, "LIMIT", torch.cuda.get_device_properties(0).total_memory * 4)
    with pytest.raises(MeasurementError, match=r"ran out of the GPU's memory.*--device cpu"):
        run_lab(LABS["kv-growth"], bench(0, device="cuda"))
    assert torch.cuda.memory_allocated() < kv_growth.LIMIT / 100
