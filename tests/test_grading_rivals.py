"""Of two names that a text contrasts, which one a word belongs to."""

import pytest

from trainer.cards.card import Point
from trainer.grading.rubric import judge

FINER = Point("fp16 is finer", (("fp16",), ("finer", "more precise")))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("fp16 is finer, bf16 reaches further", "found"),
        ("bf16 is finer, fp16 reaches further", "unsure"),
        ("bf16 reaches further than fp16, which is finer", "unsure"),
        ("fp16 has ten bits of mantissa. So it is finer", "found"),
        ("fp16 and bf16 are both finer than fp8", "found"),
        ("fp16, unlike bf16, is finer", "found"),
    ],
)
def test_what_is_said_of_a_rival_is_not_sure(text, verdict):
    """The words are all there; who owns them decides."""
    assert judge([FINER], text)[0].verdict == verdict
