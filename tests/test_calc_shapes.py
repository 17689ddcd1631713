"""Shapes of models and GPUs, and how TOML tables become them."""

import json
from pathlib import Path

import pytest

from tests.shapes import GPUS, MODELS
from trainer.calc.shapes import closest, gpus_from, models_from

TINY = {
    "architecture": "llama",
    "hidden_size": 64,
    "layers": 2,
    "heads": 4,
    "kv_heads": 2,
    "head_dim": 16,
    "intermediate_size": 128,
    "vocab_size": 100,
    "tied": False,
}
CARD = {"title": "A card", "memory_gb": 8, "bandwidth": 10**11, "flops": 10**13, "source": "here"}


def test_all_models_are_there():
    """31 shapes, each with an architecture that the calculators know."""
    assert len(MODELS) == 31
    assert all(shape.modules for shape in MODELS.values())


@pytest.mark.parametrize(
    ("model", "windowed", "source"),
    [
        ("mistral-7b-v0.1", 32, "arXiv:2310.06825: every layer"),
        ("mistral-7b-v0.3", 0, "config.json: sliding_window null"),
        ("gemma-2-9b", 21, "arXiv:2408.00118: every second layer"),
        ("gemma-3-1b", 22, "every sixth of 26 layers is global, 4 in all"),
    ],
)
def test_windowed_layers(model, windowed, source):
    """Which layers keep a window only."""
    assert MODELS[model].windowed_layers == windowed, source


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"layers": 0}, "tiny: layers must be at least 1"),
        ({"layers": -2}, "tiny: layers must be at least 1"),
        ({"layers": 2.5}, "tiny: layers must be a whole number"),
        ({"layers": float("nan")}, "tiny: layers must be a whole number"),
        ({"heads": True}, "tiny: heads must be a number"),
        ({"tied": 1}, "tiny: tied must be true or false"),
        ({"note": 3}, "tiny: note must be a text"),
        ({"architecture": "lama"}, "unknown architecture 'lama'; closest: llama"),
        ({"kv_heads": 3}, "heads \\(4\\) must be a multiple of kv_heads \\(3\\)"),
        ({"layer": 2}, "unknown field 'layer'; closest: layers"),
        ({"window": {"token": 4}}, "tiny.window: unknown field 'token'"),
        ({"window": {}}, "tiny.window: field 'tokens' is missing"),
        ({"window": 4096}, "tiny.window: must be a table"),
        ({"experts": {"count": 4, "per_token": 8, "size": 32}}, "per_token"),
    ],
)
def test_bad_model_fields_are_named(change, says):
    """A bad field is refused with the model, the field and the reason."""
    with pytest.raises(ValueError, match=says):
        models_from({"tiny": {**TINY, **change}})


def test_missing_model_field_is_named():
    """A required field that is missing is named."""
    table = {key: value for key, value in TINY.items() if key != "vocab_size"}
    with pytest.raises(ValueError, match="tiny: field 'vocab_size' is missing"):
        models_from({"tiny": table})


def test_model_reads_nested_tables():
    """Window, experts and latent become records."""
    experts = {"count": 8, "per_token": 2, "size": 32}
    shape = models_from({"tiny": {**TINY, "experts": experts, "window": {"tokens": 4}}})["tiny"]
    assert (shape.experts.count, shape.experts.shared) == (8, 0)
    assert shape.windowed_layers == 2


def test_gpus_cover_the_range_with_sources():
    """At least 14 cards, consumer to B200 and MI300X, every figure with a source."""
    assert len(GPUS) >= 14
    assert {"rtx-3090", "h200", "b200", "mi300x"} <= GPUS.keys()
    assert all(gpu.source for gpu in GPUS.values())
    assert all(gpu.driver_source for gpu in GPUS.values() if gpu.driver_bytes)


def test_driver_bytes_stay_near_the_label():
    """What the driver reports lies between 90% of the label in GiB and 102% of it."""
    for gpu in GPUS.values():
        if gpu.driver_bytes:
            assert 0.9 < gpu.driver_bytes / (gpu.memory_gb * 2**30) < 1.02, gpu.name


def test_memory_falls_back_on_the_label():
    """Without a driver's figure a GPU has what it is sold with, GB of 1e9 bytes."""
    assert GPUS["h200"].memory_bytes == 143_771 * 2**20, "nvidia-smi on an H200"
    assert gpus_from({"card": CARD})["card"].memory_bytes == 8 * 10**9


def test_bad_gpu_field_is_named():
    """GPUs are checked like models."""
    with pytest.raises(ValueError, match="card: bandwidth must be at least 1"):
        gpus_from({"card": {**CARD, "bandwidth": 0}})


def test_closest_names_come_first():
    """An unknown name leads to the three most like it."""
    assert closest("llama3-8b", MODELS)[0] == "llama-3-8b"
    assert len(closest("LLAMA", MODELS)) == 3
    assert len(closest("zzz", MODELS)) == 3
    assert closest("x", []) == []


def test_data_files_hold_ascii_json_values():
    """The data is plain: every value could stand in JSON."""
    folder = Path(__file__).parent.parent / "data"
    for name in ("models.toml", "gpus.toml"):
        assert (folder / name).read_text(encoding="utf-8").isascii()
    assert json.dumps([shape.name for shape in MODELS.values()])
