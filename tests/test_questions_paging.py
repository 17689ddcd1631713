"""Questions on blocks, unused slots and the pool."""

import pytest

from tests.drawing import answer, wrong


@pytest.mark.parametrize(
    ("family", "bounds", "expected"),
    [
        ("paging-blocks", {"tokens": "100", "block": "16"}, 7),
        ("paging-blocks", {"tokens": "250", "block": "16"}, 16),
        ("paging-batch", {"tokens": "100", "block": "16"}, 21),
        ("paging-waste", {"tokens": "100", "block": "16", "max_len": "2048"}, 12),
        ("paging-waste", {"tokens": "337", "block": "16", "max_len": "2048"}, 15),
        (
            "paging-waste-share",
            {"tokens": "100", "block": "16", "max_len": "2048"},
            pytest.approx(100 * 12 / 112),
        ),
        ("paging-pool", {"max_len": "70", "block": "16", "requests": "20"}, 19),
    ],
)
def test_blocks_are_counted_whole(family, bounds, expected):
    """7 blocks of 16 hold 100 tokens and leave 12 slots; a pool of 100 blocks lends 99."""
    assert answer(family, **bounds) == expected


@pytest.mark.parametrize(
    ("family", "mistake", "bounds", "expected"),
    [
        ("paging-blocks", "P1", {"tokens": "100", "block": "16"}, 6),
        ("paging-batch", "P2", {"tokens": "100", "block": "16"}, 19),
        ("paging-blocks", "P3", {"tokens": "100", "block": "16"}, 100),
        ("paging-waste", "P4", {"tokens": "100", "block": "16", "max_len": "2048"}, 16),
        ("paging-waste", "P5", {"tokens": "100", "block": "16", "max_len": "2048"}, 1948),
        ("paging-pool", "P6", {"max_len": "70", "block": "16", "requests": "20"}, 20),
    ],
)
def test_known_wrong_formulas(family, mistake, bounds, expected):
    """Each mistake of the paging topic gives its own number."""
    assert wrong(family, mistake, **bounds) == expected
