"""Speed of decoding."""

import pytest

from tests.derivations import recompute
from tests.shapes import GPUS
from trainer.calc.decode import (
    ridge_batch,
    ridge_batch_steps,
    speedup,
    speedup_steps,
    tokens_per_second,
    tokens_per_second_steps,
)

H100 = {"flops": GPUS["h100-sxm"].flops, "bandwidth": GPUS["h100-sxm"].bandwidth}


def test_batch_of_one_reads_the_weights_for_each_token():
    """14 GB at 2 TB/s are 7 ms a token, by hand."""
    asked = {"bandwidth": 2e12, "weight_bytes": 14 * 10**9}
    assert tokens_per_second(**asked) == pytest.approx(1000 / 7)
    assert recompute(tokens_per_second_steps(**asked)) == tokens_per_second(**asked)


def test_sequences_share_the_weights_not_the_cache():
    """8 sequences of 1 GB beside 14 GB read 22 GB for 8 tokens, by hand."""
    asked = {"bandwidth": 2.2e12, "weight_bytes": 14e9, "kv_bytes": 10**9, "sequences": 8}
    assert tokens_per_second(**asked) == 800
    assert recompute(tokens_per_second_steps(**asked)) == 800


@pytest.mark.parametrize(
    ("bits", "batch"), [(16, 295.37), (8, 147.69), (4, 73.84)], ids=["fp16", "int8", "int4"]
)
def test_ridge_of_an_h100(bits, batch):
    """989.5 TFLOP/s over 3.35 TB/s, by hand."""
    assert round(float(ridge_batch(**H100, bits=bits)), 2) == batch
    assert recompute(ridge_batch_steps(**H100, bits=bits)) == ridge_batch(**H100, bits=bits)


@pytest.mark.parametrize(
    ("batch", "factor"), [(1, 4), (73, 4), (147.6865671641791, 2), (296, 1), (4096, 1)]
)
def test_int4_helps_up_to_the_ridge(batch, factor):
    """Four times up to the ridge of 4 bits, then less, nothing from the ridge of 16 bits."""
    assert speedup(batch, **H100) == pytest.approx(factor)
    assert recompute(speedup_steps(batch, **H100)) == pytest.approx(float(speedup(batch, **H100)))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: tokens_per_second(bandwidth=0, weight_bytes=1), "bandwidth must be above 0"),
        (lambda: tokens_per_second(bandwidth=1, weight_bytes=0), "weights must be at least 1"),
        (lambda: tokens_per_second(bandwidth=1, weight_bytes=1, kv_bytes=-1), "cache must be"),
        (lambda: tokens_per_second(bandwidth=1, weight_bytes=1, sequences=0), "sequences must"),
        (lambda: ridge_batch(flops=float("nan"), bandwidth=1), "FLOP/s must be finite"),
        (lambda: speedup(0, **H100), "batch must be above 0"),
    ],
)
def test_bad_input(call, says):
    """What cannot be is refused with the reason."""
    with pytest.raises(ValueError, match=says):
        call()
