"""What quantization does to the shipped model: each direction on paired windows of real text.

One seed and 24 windows by default, three seeds and 64 windows where marked slow. A direction holds
when the mean paired difference is over 3 standard errors; a tie when it is not.
"""

from functools import cache

import numpy as np
import pytest

from trainer.labs.algorithms import nf4, qlora
from trainer.labs.algorithms.lora import Adapter
from trainer.labs.model import methods, outliers, texts
from trainer.labs.model.adapters import beside, merged
from trainer.labs.model.opening import shipped_model
from trainer.labs.model.perplexity import losses, paired

RUNS = [
    pytest.param((0, 24), id="quick"),
    *(pytest.param((seed, 64), marks=pytest.mark.slow, id=f"seed-{seed}") for seed in range(3)),
]
each_run = pytest.mark.parametrize("run", RUNS)


@cache
def tokens(text):
    """Tokens of an evaluation or calibration text."""
    return shipped_model().tokenizer.encode(getattr(texts, f"{text}_text")())


def measure(run, model):
    """Losses of a model on the windows of a run."""
    seed, count = run
    return losses(model, texts.windows(tokens("evaluation"), count, 256, seed))


def quantized(run, method, model=None, calibration=0):
    """Losses after a method, with so many calibration sequences."""
    cut = None
    if calibration:
        cut = texts.windows(tokens("calibration"), calibration, 256, run[0])[:, :-1]
    return measure(run, methods.quantize_model(model or shipped_model().model, method, cut))


@each_run
def test_a_finer_grid_is_better(run):
    """Int4 per tensor is worse than per channel; at 3 bits that is worse than groups of 32."""
    tensor = quantized(run, methods.by_rtn(4, per_tensor=True))
    channel = quantized(run, methods.by_rtn(4))
    assert paired(channel, tensor).worse
    assert paired(measure(run, shipped_model().model), channel).worse
    assert paired(quantized(run, methods.by_rtn(3, 32)), quantized(run, methods.by_rtn(3))).worse


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_int4_groups_are_better_than_int4_channels(seed):
    """At 4 bits it takes the larger number of windows to show."""
    run = (seed, 96)
    channel, group = (quantized(run, methods.by_rtn(4, size)) for size in (None, 32))
    assert paired(group, channel).worse


@each_run
def test_int8_costs_next_to_nothing(run):
    """Perplexity within 0.3% of the float's, even with one scale for a whole tensor."""
    off = paired(measure(run, shipped_model().model), quantized(run, methods.by_rtn(8)))
    assert abs(off.difference) < 0.003


@each_run
def test_gptq_is_better_than_rounding_at_3_bits(run):
    """On the same grid, with enough calibration text."""
    rounded = quantized(run, methods.by_rtn(3))
    assert paired(quantized(run, methods.by_gptq(3), calibration=32), rounded).worse


@each_run
def test_awq_is_better_than_rounding_only_with_outliers(run):
    """Int4, groups of 64: a tie on the plain model, better once four channels are times 30."""
    plain = shipped_model().model
    awq, rtn = methods.by_awq(4, 64), methods.by_rtn(4, 64)
    assert paired(quantized(run, awq, calibration=16), quantized(run, rtn)).tied
    spiked = outliers.inject(plain, seed=run[0])
    rounded = quantized(run, rtn, spiked)
    assert paired(quantized(run, awq, spiked, calibration=16), rounded).worse


def test_injected_outliers_change_nothing_but_the_difficulty():
    """The same logits to float32's precision; the channels are 30 times as large."""
    model = shipped_model().model
    spiked = outliers.inject(model, seed=1)
    row = texts.windows(tokens("evaluation"), 1, 64, 0)
    assert np.allclose(model.logits(row), spiked.logits(row), atol=2e-3)
    before, after = (m.weights["layers.0.mlp_norm"] for m in (model, spiked))
    assert sorted(np.round(after / before))[-5:] == [1, 30, 30, 30, 30]
    with pytest.raises(ValueError, match="cannot multiply"):
        outliers.inject(model, factor=0)


@each_run
def test_merging_into_a_quantized_base_loses_what_was_learnt(run):
    """Merged and quantized again is worse than merged; beside the base is as good as merged.

    The adapter is the best of rank 48 for undoing the base's own rounding, by singular values.
    """
    base, adapters, again = {}, {}, {}
    for name in shipped_model().model.shape.linears:
        weight = shipped_model().model.weights[name]
        codes = nf4.quantize(weight)
        base[name] = codes.dequantize()
        left, size, right = np.linalg.svd(weight - base[name], full_matrices=False)
        adapters[name] = Adapter(right[:48], left[:, :48] * size[:48], 48)
        again[name] = qlora.merge_quantized(codes, adapters[name]).dequantize()
    frozen = shipped_model().model.with_weights(base)
    exact = measure(run, merged(frozen, adapters))
    assert np.allclose(exact, measure(run, beside(frozen, adapters)), atol=1e-4)
    assert paired(exact, measure(run, frozen)).worse  # the adapter does learn something
    assert paired(exact, measure(run, frozen.with_weights(again))).worse


def test_inputs_are_watched_layer_by_layer():
    """`inputs_of_model` shows what the linears of the plain model read, all of them."""
    model = shipped_model().model
    row = texts.windows(tokens("calibration"), 2, 16, 0)[:, :-1]
    seen = methods.inputs_of_model(model, row)
    assert tuple(seen) == model.shape.linears
    assert seen["layers.3.down_proj"].shape == (2 * 16, 512)
    h = model.embed(row)
    normed = h / np.sqrt((h**2).mean(-1, keepdims=True) + 1e-5)
    expected = normed * model.weights["layers.0.attention_norm"]
    assert np.allclose(expected.reshape(32, -1), seen["layers.0.k_proj"], atol=1e-4)
