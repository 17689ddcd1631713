"""LoRA, QLoRA, head pooling: no change at first, merging is exact, re-quantizing is not."""

import numpy as np
import pytest

from tests.quantizers import layer
from trainer.labs.algorithms import gqa, lora, nf4, qlora
from trainer.labs.algorithms.lora import Adapter


def trained(weight, rank=4, seed=0):
    """An adapter with a B that is not zero any more, its change about 5% of the weight."""
    fresh = lora.init(weight, rank, alpha=8, seed=seed)
    b = np.random.default_rng(seed).standard_normal(fresh.b.shape).astype(np.float32)
    size = np.linalg.norm(Adapter(fresh.a, b, 8).delta) / np.linalg.norm(weight)
    return Adapter(fresh.a, b * np.float32(0.05 / size), 8)


def test_a_fresh_adapter_changes_nothing():
    """B starts at 0; A is drawn from the seed; alpha / r scales (paper, section 4.1)."""
    weight, inputs = layer(0)
    fresh = lora.init(weight, 4, alpha=8, seed=3)
    assert (fresh.a.shape, fresh.b.shape, fresh.scaling) == ((4, 64), (48, 4), 2)
    assert (lora.forward(inputs, weight, fresh) == inputs @ weight.T).all()
    assert (lora.merge(weight, fresh) == weight).all()
    assert (fresh.a == lora.init(weight, 4, alpha=8, seed=3).a).all()
    assert not (fresh.a == lora.init(weight, 4, alpha=8, seed=4).a).all()
    assert fresh.a.any()


def test_merged_is_forward_and_unmerged_is_the_weight():
    """Merged gives the adapter's outputs; taken out again it is the weight to a float32 step."""
    weight, inputs = layer(1)
    adapter = trained(weight)
    merged = lora.merge(weight, adapter)
    expected = inputs @ (weight + 2 * adapter.b @ adapter.a).T
    assert np.allclose(expected, lora.forward(inputs, weight, adapter), atol=1e-4)
    assert np.allclose(expected, inputs @ merged.T, atol=1e-4)
    assert np.abs(merged - weight).max() > 1e-3
    assert np.abs(lora.unmerge(merged, adapter) - weight).max() < 1e-7
    assert np.linalg.matrix_rank(adapter.delta) == 4


@pytest.mark.parametrize("rank", [0, 49])
def test_a_rank_that_no_change_has_is_refused(rank):
    """The rank is at least 1 and at most the smaller side, 48."""
    with pytest.raises(ValueError, match="rank must be 1 to 48"):
        lora.init(layer(0)[0], rank, 8, 0)


def test_merging_back_into_codes_loses_much_of_a_small_change():
    """The exact merge loses nothing; in NF4 the error is near the change's own norm.

    Facts of the labs: 0.73 of the update's norm for a trained adapter.
    """
    weight, inputs = layer(2, out=64, columns=128)
    base = nf4.quantize(weight)
    adapter = trained(base.dequantize())
    assert np.allclose(
        qlora.forward(inputs, base, adapter), inputs @ qlora.merge(base, adapter).T, atol=1e-3
    )
    requantized = qlora.merge_quantized(base, adapter)
    assert (requantized.block, requantized.bits) == (base.block, base.bits)
    assert 0.4 < qlora.lost_share(base, adapter) < 2
    nothing = lora.init(weight, 4, 8, 0)
    assert (qlora.merge(base, nothing) == base.dequantize()).all()
    with pytest.raises(ValueError, match="changes nothing"):
        qlora.lost_share(base, nothing)


def test_pooled_heads_are_means_of_groups():
    """Rows of heads 0 and 1 average to head 0, 2 and 3 to head 1; all heads: unchanged."""
    weight = np.arange(8 * 3, dtype=np.float32).reshape(8, 3)  # 4 heads of 2 rows
    pooled = gqa.pool(weight, 4, 2)
    assert pooled.tolist() == [
        ((weight[0] + weight[2]) / 2).tolist(),
        ((weight[1] + weight[3]) / 2).tolist(),
        ((weight[4] + weight[6]) / 2).tolist(),
        ((weight[5] + weight[7]) / 2).tolist(),
    ]
    assert (gqa.pool(weight, 4, 4) == weight).all()
    assert gqa.pool(weight, 4, 1).shape == (2, 3)
    for heads, kv_heads in ((4, 3), (4, 0), (3, 1)):
        with pytest.raises(ValueError, match="do not pool"):
            gqa.pool(weight, heads, kv_heads)
