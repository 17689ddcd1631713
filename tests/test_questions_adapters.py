"""Questions on the share, the bytes and the rank of adapters."""

import pytest

from tests.drawing import answer, wrong
from tests.shapes import MODELS
from trainer.calc.lora import lora

ROOM = {"models": "llama-3-8b", "room_mb": "1000"}


def test_the_share_is_that_of_all_parameters():
    """PEFT prints 41,943,040 of 8,072,204,288 for r 16; L13 halves the 4-bit base."""
    bounds = {"models": "llama-3-8b", "rank": "16"}
    trained, base = 41_943_040, 8_030_261_248
    assert answer("lora-percent", **bounds) == pytest.approx(100 * trained / 8_072_204_288)
    expected = 100 * trained / (base / 2 + trained)
    assert wrong("lora-percent", "L13", **bounds) == pytest.approx(expected)


@pytest.mark.parametrize(("mistake", "bytes_each"), [("L11", 2), ("L12", 0.5)])
def test_an_adapter_has_four_bytes_a_parameter(mistake, bytes_each):
    """3,407,872 parameters in fp32, as PEFT keeps them; 16 and 4 bits are mistakes."""
    bounds = {"models": "llama-3-8b", "rank": "8"}
    assert answer("lora-bytes", **bounds) == 3_407_872 * 4 / 1e6
    assert wrong("lora-bytes", mistake, **bounds) == 3_407_872 * bytes_each / 1e6


def test_the_largest_rank_fits_and_the_next_does_not():
    """16 bytes for each parameter that the calculator counts; F6 takes 4 of them."""
    rank = int(answer("lora-largest-rank", **ROOM))
    counts = [
        lora(MODELS["llama-3-8b"], rank=r, targets=("q_proj", "v_proj")).trainable_params
        for r in (rank, rank + 1)
    ]
    assert 16 * counts[0] <= 10**9 < 16 * counts[1]
    assert wrong("lora-largest-rank", "F6", **ROOM) == 10**9 // (counts[0] // rank * 4)
