"""One table from verdict, time and hints to an SM-2 quality."""

import pytest

from trainer.grading import quality


@pytest.mark.parametrize(
    ("verdict", "plain", "late", "hinted"),
    [
        ("correct", 5, 4, 3),
        ("rounded", 4, 3, 3),
        ("slip", 3, 3, 3),
        ("mistake", 2, 2, 2),
        ("wrong", 1, 1, 1),
        ("no answer", 0, 0, 0),
    ],
)
def test_verdict_time_and_hints_give_the_documented_quality(verdict, plain, late, hinted):
    """The values of the table in the module's docstring."""
    assert quality.quality_of(verdict) == plain
    assert quality.quality_of(verdict, late=True) == late
    assert quality.quality_of(verdict, hints=1) == hinted
    assert f"| {verdict:<10} | {plain} " in quality.__doc__
