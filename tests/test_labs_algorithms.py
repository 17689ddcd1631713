"""The labs' quantizers agree with slow references, keep their promises and refuse bad numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.quantizers import awq as slow_awq
from tests.quantizers import gptq as slow_gptq
from tests.quantizers import layer, output_error
from tests.quantizers import rtn as slow_rtn
from trainer.labs.algorithms import awq, fp4, gptq, nf4, rtn, smoothquant

SEEDS = [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)]
BY_WEIGHT = {
    "rtn": lambda w: rtn.quantize(w, 4, 4),
    "rtn-symmetric": lambda w: rtn.quantize(w, 4, symmetric=True),
    "rtn-tensor": lambda w: rtn.quantize(w, 3, per_tensor=True),
    "nf4": lambda w: nf4.quantize(w, 4),
    "nf4-double": lambda w: nf4.quantize(w, 4, double=True),
    "fp4": lambda w: fp4.quantize(w, 4),
}
BY_INPUT = {
    "gptq": lambda w, x: gptq.quantize(w, x, 4, 4),
    "gptq-act-order": lambda w, x: gptq.quantize(w, x, 4, 4, act_order=True),
    "awq": lambda w, x: awq.quantize(w, x, 4, 4)[0],
}
MATRICES = arrays(
    np.float32, (3, 8), elements=st.floats(-(2.0**100), 2.0**100, width=32) | st.just(0.0)
)


def relative_error(quantized, weight):
    """The norm of the error in units of the weight's."""
    return np.linalg.norm(quantized.dequantize() - weight) / np.linalg.norm(weight)


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
@pytest.mark.parametrize("group", [None, 16])
def test_rtn_gives_the_codes_of_the_slow_reference(bits, group):
    """Every code is that of weight-by-weight float64 arithmetic."""
    weight, _ = layer(5)
    codes, values = slow_rtn(weight, bits, group or weight.shape[1])
    found = rtn.quantize(weight, bits, group)
    assert (codes == found.codes).all()
    assert np.allclose(values, found.dequantize(), rtol=1e-5)


def test_a_finer_granularity_costs_bits_and_saves_error():
    """Tensor, channel, group 16: each has less error and more scales (bits by hand)."""
    weight, _ = layer(3)
    weight[7] *= 20
    tensor = rtn.quantize(weight, 4, per_tensor=True)
    channel = rtn.quantize(weight, 4)
    group = rtn.quantize(weight, 4, 16)
    errors = [relative_error(found, weight) for found in (tensor, channel, group)]
    assert errors[0] > 2 * errors[1] > 2.1 * errors[2]
    assert tensor.bits_per_weight == 4 + 20 / weight.size  # a 16-bit scale, a 4-bit zero point
    assert channel.bits_per_weight == 4 + 20 / 64
    assert group.bits_per_weight == 4 + 20 / 16
    assert rtn.quantize(weight, 4, 16, symmetric=True).bits_per_weight == 4 + 16 / 16


def test_symmetric_codes_leave_the_lowest_unused():
    """Integers from -7 to 7, zero at 0, as trainer.calc.quantize.symmetric has them."""
    found = rtn.quantize([[-7.0, -3.4, 0.0, 7.0]], 4, symmetric=True)
    assert found.codes.tolist() == [[-7, -3, 0, 7]]
    assert found.zero.tolist() == [[0]]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("act_order", [False, True])
@pytest.mark.parametrize("group", [None, 16])
@pytest.mark.parametrize("bits", [2, 3, 4])
def test_gptq_agrees_with_brain_surgery_column_by_column(bits, group, act_order, seed):
    """At least 99.6% of codes are the same and the output error is within 1%."""
    weight, inputs = layer(seed)
    codes, values = slow_gptq(weight, inputs, bits, group or weight.shape[1], act_order)
    found = gptq.quantize(weight, inputs, bits, group, act_order)
    assert (codes == found.codes).mean() >= 0.996
    expected = output_error(weight, values, inputs)
    assert output_error(weight, found.dequantize(), inputs) == pytest.approx(expected, rel=0.01)


def test_gptq_in_lazy_batches_is_gptq():
    """A row wider than a batch of 128 columns: the errors of one batch reach the next."""
    weight, inputs = layer(4, out=8, columns=160, tokens=500)
    codes, _ = slow_gptq(weight, inputs, 3, 160, act_order=False)
    assert (codes == gptq.quantize(weight, inputs, 3).codes).mean() >= 0.996


def test_gptq_beats_rounding_on_its_outputs():
    """At 3 bits a third of the squared output error goes, with act-order and without."""
    weight, inputs = layer(6)
    plain = output_error(weight, rtn.quantize(weight, 3, 16).dequantize(), inputs)
    for act_order in (False, True):
        found = gptq.quantize(weight, inputs, 3, 16, act_order).dequantize()
        assert 1.5 * output_error(weight, found, inputs) < plain


def test_gptq_gives_no_weight_to_an_input_that_is_always_zero():
    """A dead column has no say in H, so its weight becomes 0, as in the authors' code."""
    weight, inputs = layer(7)
    inputs[:, 5] = 0
    assert not gptq.quantize(weight, inputs, 4).dequantize()[:, 5].any()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("outliers", [0, 3])
@pytest.mark.parametrize(("bits", "group"), [(4, 16), (3, None)])
def test_awq_finds_the_ratio_and_scale_of_a_plain_search(bits, group, outliers, seed):
    """The ratio is the same and every scale is within 1e-6."""
    weight, inputs = layer(seed, outliers=outliers)
    expected, expected_ratio = slow_awq(weight, inputs, bits, group or weight.shape[1])
    scale, ratio = awq.scale(weight, inputs, bits, group)
    assert ratio == expected_ratio
    assert np.abs(scale / expected - 1).max() < 1e-6


def test_awq_saves_outlier_channels():
    """With three channels times 30 the squared output error falls to less than half."""
    weight, inputs = layer(8, outliers=3)
    plain = output_error(weight, rtn.quantize(weight, 4, 16).dequantize(), inputs)
    found, scale = awq.quantize(weight, inputs, 4, 16)
    assert 2 * output_error(weight, found.dequantize() / scale, inputs) < plain


def test_awq_clipping_only_ever_lowers_the_error_of_a_group():
    """Each group of a row hurts its own output no more than unclipped (the search tries that)."""
    weight, inputs = layer(9)
    clipped = awq.clip(weight, inputs, 3, 16)
    assert (np.abs(clipped) <= np.abs(weight)).all()
    assert (clipped != weight).any()
    for start in range(0, 64, 16):
        part = np.s_[:, start : start + 16]
        found = rtn.quantize(clipped[part], 3).dequantize()
        plain = rtn.quantize(weight[part], 3).dequantize()
        for row in range(len(weight)):
            now = output_error(weight[part][row], found[row], inputs[part])
            before = output_error(weight[part][row], plain[row], inputs[part])
            assert now <= before * 1.000001


@pytest.mark.parametrize("name", BY_WEIGHT)
@given(weight=MATRICES)
def test_any_finite_weight_comes_back_finite(name, weight):
    """No zero scale, subnormal or huge number makes a NaN; zeros stay zeros in each block."""
    found = BY_WEIGHT[name](weight)
    values = found.dequantize()
    assert np.isfinite(values).all()
    if name != "nf4-double":  # the mean taken off the absmax values comes back rounded
        assert not values[~weight.any(1)].any()


@pytest.mark.parametrize("name", BY_INPUT)
@pytest.mark.parametrize("fill", [0.0, 1.0, 1e-42, 1e30])
def test_constant_weights_and_inputs_come_back_finite(name, fill):
    """All-zero, constant, subnormal and huge layers quantize without a warning."""
    weight, inputs = np.full((4, 8), fill), np.full((16, 8), min(fill, 1.0))
    found = BY_INPUT[name](weight, inputs)
    assert np.isfinite(found.dequantize()).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e300])
def test_numbers_without_a_value_are_refused(bad):
    """The error names the first such number's place."""
    weight, inputs = layer(0)
    broken = weight.astype(float)
    broken[2, 3] = bad
    for quantize in BY_WEIGHT.values():
        with pytest.raises(ValueError, match=r"weight holds .* at row 2, column 3"):
            quantize(broken)
    bent = inputs.astype(float)
    bent[1, 0] = bad
    for quantize in (*BY_INPUT.values(), smoothquant.scale):
        with pytest.raises(ValueError, match=r"inputs holds .* at row 1, column 0"):
            quantize(weight, bent)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        pytest.param(lambda w, x: rtn.quantize(w, 1), "bits must be 2 to 8", id="one-bit"),
        pytest.param(lambda w, x: gptq.quantize(w, x, 9), "bits must be 2 to 8", id="nine-bits"),
        pytest.param(lambda w, x: rtn.quantize(w, 4, 48), "group must divide", id="group"),
        pytest.param(lambda w, x: gptq.quantize(w, x, 4, 0), "group must divide", id="no-group"),
        pytest.param(lambda w, x: awq.scale(w, x[:, :3], 4, 16), "3 wide", id="width"),
        pytest.param(lambda w, x: nf4.quantize(w, 0), "block must be", id="block"),
        pytest.param(lambda w, x: rtn.quantize(w[0], 4), "must be a matrix", id="row"),
        pytest.param(lambda w, x: nf4.quantize(w[:0]), "must be a matrix", id="empty"),
        pytest.param(lambda w, x: smoothquant.scale(w, x, 1.5), "alpha", id="alpha"),
    ],
)
def test_what_does_not_fit_is_refused(call, says):
    """Bits, groups and shapes that do not fit are a programmer's slip, said in one line."""
    with pytest.raises(ValueError, match=says):
        call(*layer(0))
