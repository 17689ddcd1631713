"""Activations in int8: whole-number products, SmoothQuant and LLM.int8()."""

import numpy as np
import pytest

from tests.quantizers import layer
from trainer.labs.algorithms import int8, llm_int8, smoothquant


def error(found, inputs, weight):
    """Relative error of outputs."""
    exact = inputs.astype(float) @ weight.astype(float).T
    return np.linalg.norm(found - exact) / np.linalg.norm(exact)


def test_the_product_is_one_of_whole_numbers():
    """Outputs equal integer arithmetic in Python on codes computed one by one."""
    weight, inputs = layer(0, out=3, columns=5, tokens=4)
    found = int8.multiply(inputs, weight)
    for t, x in enumerate(inputs.astype(float)):
        x_scale = max(abs(x)) / 127
        for o, w in enumerate(weight.astype(float)):
            w_scale = max(abs(w)) / 127
            codes = zip(x / x_scale, w / w_scale, strict=True)
            whole = sum(round(a) * round(b) for a, b in codes)
            assert found[t, o] == pytest.approx(whole * x_scale * w_scale, rel=1e-5)


@pytest.mark.parametrize("width", [1040, 1041, 4000])
def test_the_product_is_exact_at_any_width(width):
    """127 * 127 summed: float32 counts to 2^24, so wider rows are added in float64."""
    x, w = np.random.default_rng(width).integers(100, 128, (2, 9, width))
    found = int8.whole_product(x.astype(np.float32), w.astype(np.float32))
    assert (found == (x @ w.T).astype(np.float32)).all()


def test_outliers_hurt_a_shared_scale_and_smoothing_helps():
    """Three channels times 30: per tensor is worst, a scale per token better; smoothing mends."""
    weight, inputs = layer(1, outliers=3)
    tensor = error(int8.multiply(inputs, weight, per_token=False), inputs, weight)
    token = error(int8.multiply(inputs, weight), inputs, weight)
    scale = smoothquant.scale(weight, inputs)
    smooth = int8.multiply(inputs / scale, weight * scale, per_token=False)
    assert error(smooth, inputs, weight) < token < tensor / 1.5
    whole = (inputs / scale) @ (weight * scale).T
    assert error(whole, inputs, weight) < 1e-6  # the scaling itself changes nothing


def test_smoothing_balances_inputs_and_weights():
    """At alpha 0.5 both sides of a channel have the same largest value (paper, section 4)."""
    weight, inputs = layer(2, outliers=3)
    scale = smoothquant.scale(weight, inputs)
    left, right = np.abs(inputs / scale).max(0), np.abs(weight * scale).max(0)
    assert left == pytest.approx(right, rel=1e-4)
    assert np.abs(inputs / smoothquant.scale(weight, inputs, 1)).max(0) == pytest.approx(1)


def test_outlier_channels_stay_in_floating_point():
    """Exactly the channels that reach the threshold; all of them, or none, works too."""
    weight, inputs = layer(3, outliers=3)
    inputs[:, 3:] = np.clip(inputs[:, 3:], -5.9, 5.9)
    found, outlier = llm_int8.multiply(inputs, weight)
    assert np.flatnonzero(outlier).tolist() == [0, 1, 2]
    plain = int8.multiply(inputs, weight)
    assert 2 * error(found, inputs, weight) < error(plain, inputs, weight)
    everything, outlier = llm_int8.multiply(inputs, weight, threshold=0)
    assert outlier.all()
    assert error(everything, inputs, weight) < 1e-6
    nothing, outlier = llm_int8.multiply(inputs, weight, threshold=np.inf)
    assert not outlier.any()
    assert (nothing == plain).all()


@pytest.mark.parametrize("fill", [0.0, 1e-44, 1e30])
def test_degenerate_activations_come_back_finite(fill):
    """All-zero, subnormal and huge inputs make no NaN."""
    weight, inputs = np.ones((3, 4)), np.full((5, 4), fill)
    assert np.isfinite(int8.multiply(inputs, weight)).all()
    assert np.isfinite(llm_int8.multiply(inputs, weight)[0]).all()
    assert np.isfinite(smoothquant.scale(weight, inputs)).all()
