"""Integer quantization by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.derivations import recompute
from trainer.calc.quantize import (
    asymmetric,
    asymmetric_steps,
    per_channel,
    per_tensor,
    symmetric,
    symmetric_steps,
)

NUMBERS = st.lists(st.decimals(-100, 100, places=2).map(float), min_size=1, max_size=8)


def test_symmetric_by_hand():
    """[-1.27, 0.5, 1] on int8: s = 1.27 / 127 = 0.01, worked by hand."""
    made = symmetric([-1.27, 0.5, 1.0])
    assert made.scale == Fraction(1, 100)
    assert made.codes == (-127, 50, 100)
    assert made.errors == (0, 0, 0)


def test_asymmetric_by_hand():
    """[-0.4, 0.1, 0.9] on 4 bits: s = 1.3 / 15, z = round(4.615) = 5, worked by hand."""
    made = asymmetric([-0.4, 0.1, 0.9], bits=4)
    assert made.scale == Fraction(13, 150)
    assert made.zero == 5
    assert made.codes == (0, 6, 15)
    assert made.values == (Fraction(-13, 30), Fraction(13, 150), Fraction(13, 15))
    assert made.largest_error == Fraction(1, 30)


def test_asymmetric_range_holds_zero():
    """Numbers all above 0 still get a grid that starts at 0."""
    made = asymmetric([2.0, 3.0], bits=2)
    assert (made.scale, made.zero, made.codes) == (1, 0, (2, 3))


@pytest.mark.parametrize("how", [symmetric, asymmetric])
def test_zeros_stay_zeros(how):
    """All zeros have no range; they come back as zeros."""
    assert how([0, 0.0]).values == (0, 0)


def test_ties_go_to_even():
    """0.5 and 1.5 steps round to 0 and 2, as torch.round does."""
    assert symmetric([7, 0.5, 1.5, 2.5], bits=4).codes == (7, 0, 2, 2)


def test_an_outlier_ruins_a_shared_scale():
    """Per tensor the small row becomes zeros, per channel it survives."""
    matrix = [[0.01, -0.02, 0.03], [10.0, -20.0, 30.0]]
    shared, own = per_tensor(matrix, bits=4), per_channel(matrix, bits=4)
    assert shared[0].codes == (0, 0, 0)
    assert own[0].codes == own[1].codes == shared[1].codes == (2, -5, 7)


@given(NUMBERS, st.integers(2, 8))
def test_errors_stay_within_half_a_step(numbers, bits):
    """Symmetric rounding is off by half a step at most, asymmetric by one."""
    assert 2 * symmetric(numbers, bits).largest_error <= symmetric(numbers, bits).scale
    assert asymmetric(numbers, bits).largest_error <= asymmetric(numbers, bits).scale


@given(NUMBERS, st.integers(2, 8), st.data())
def test_derivations_give_the_error(numbers, bits, data):
    """Every line recomputes for each of the numbers."""
    index = data.draw(st.integers(0, len(numbers) - 1))
    assert (
        recompute(symmetric_steps(numbers, bits, index)) == symmetric(numbers, bits).errors[index]
    )
    last = recompute(asymmetric_steps(numbers, bits, index))
    assert last == asymmetric(numbers, bits).errors[index]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: symmetric([]), "at least one number"),
        (lambda: asymmetric([1, float("nan")]), "finite"),
        (lambda: symmetric([1.0], bits=1), "bits must be at least 2"),
        (lambda: asymmetric([1.0], bits=17), "bits must be at most 16"),
        (lambda: per_tensor([]), "at least one number"),
    ],
)
def test_bad_input(call, says):
    """What cannot be quantized is refused with the reason."""
    with pytest.raises(ValueError, match=says):
        call()
