"""NF4 and FP4 are bitsandbytes' bit for bit, and the table is that of the normal distribution."""

from statistics import NormalDist

import numpy as np
import pytest

from tests.oracles import needs
from trainer.labs.algorithms import fp4, nf4, rtn, table

SHAPES = [(64, 192), (33, 64), (512, 512), (7, 100)]


@pytest.fixture(scope="module")
def oracle():
    """The functions of bitsandbytes; it warns of a kernel that it does not find, on import."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from bitsandbytes import functional
    return functional


def oracle_quantize(oracle, weight, kind, double):
    """Codes in the weight's shape, and the round trip."""
    import torch

    packed, state = oracle.quantize_4bit(
        torch.tensor(weight), blocksize=64, quant_type=kind, compress_statistics=double
    )
    pairs = packed.numpy().ravel()
    codes = np.stack([pairs >> 4, pairs & 15], 1).ravel()[: weight.size]
    return codes.reshape(weight.shape), oracle.dequantize_4bit(packed, state).numpy()


def test_nf4_levels_are_normal_quantiles():
    """The table follows from quantiles of N(0, 1), 8 above and 7 below 0, scaled to 1.

    The outermost quantile 0.9677083 is that of bitsandbytes' create_normal_map (QLoRA,
    appendix E).
    """
    normal = NormalDist()
    above = [normal.inv_cdf(p) for p in np.linspace(0.9677083, 0.5, 9)[:-1]]
    below = [-normal.inv_cdf(p) for p in np.linspace(0.9677083, 0.5, 8)[:-1]]
    expected = np.sort([*above, 0.0, *below]) / max(above)
    assert np.abs(expected - nf4.LEVELS).max() < 1e-6


@needs("bitsandbytes")
@pytest.mark.parametrize("module", [nf4, fp4], ids=["nf4", "fp4"])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_codes_and_round_trip_are_those_of_bitsandbytes(oracle, module, shape):
    """Table, every code and every bit of the round trip, all-zero blocks and half blocks too."""
    weight = np.random.default_rng(0).standard_normal(shape).astype(np.float32)
    weight[0] = 0
    kind = module.__name__.rpartition(".")[2]
    assert (oracle.get_4bit_type(kind, "cpu").numpy() == module.LEVELS).all()
    codes, values = oracle_quantize(oracle, weight, kind, double=False)
    found = module.quantize(weight)
    assert (codes == found.codes).all()
    assert (values == found.dequantize()).all()


@needs("bitsandbytes")
def test_double_quantization_is_within_a_step_of_bitsandbytes(oracle):
    """The codes are the same; the absmax values differ where its 8-bit search is approximate.

    Its CPU search takes the second nearest of 256 levels for 1 or 2 numbers in a thousand.
    """
    assert np.abs(oracle.create_dynamic_map().numpy() - table.dynamic_levels()).max() < 1e-7
    weight = np.random.default_rng(1).standard_normal((512, 512)).astype(np.float32)
    codes, values = oracle_quantize(oracle, weight, "nf4", double=True)
    found = nf4.quantize(weight, double=True)
    assert (codes == found.codes).all()
    assert np.isclose(values, found.dequantize(), rtol=1e-5).mean() > 0.99
    assert np.abs(values - found.dequantize()).max() < 0.05  # a step of the 8-bit levels


def test_error_and_bits_of_the_tables():
    """Relative errors on N(0, 1) as the facts of the labs list them; bits by the paper.

    QLoRA section 3: 0.5 bits a weight for the absmax in blocks of 64, 0.127 when doubled.
    """
    weight = np.random.default_rng(2).standard_normal((1024, 512)).astype(np.float32)

    def error(found):
        return np.linalg.norm(found.dequantize() - weight) / np.linalg.norm(weight)

    assert error(nf4.quantize(weight)) == pytest.approx(0.092, abs=0.001)
    assert error(fp4.quantize(weight)) == pytest.approx(0.122, abs=0.001)
    assert error(rtn.quantize(weight, 4, 64, symmetric=True)) == pytest.approx(0.108, abs=0.001)
    assert nf4.quantize(weight).bits_per_weight == 4.5
    assert nf4.quantize(weight, double=True).bits_per_weight == pytest.approx(4.127, abs=5e-4)
    doubled = error(nf4.quantize(weight, double=True))
    assert doubled == pytest.approx(error(nf4.quantize(weight)), rel=0.01)
