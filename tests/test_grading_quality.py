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


@pytest.mark.parametrize(
    ("letters", "plain", "trapped", "hinted"),
    [
        ("yyy", 5, 2, 3),
        ("yy", 5, 2, 3),
        ("yyp", 4, 2, 3),
        ("yyn", 4, 2, 3),
        ("ypp", 4, 2, 3),
        ("yp", 3, 2, 3),
        ("yn", 3, 2, 3),
        ("ypnn", 2, 2, 2),
        ("nnp", 2, 2, 2),
        ("nn", 1, 1, 1),
        ("", 3, 2, 3),
    ],
)
def test_judged_points_give_the_documented_quality(letters, plain, trapped, hinted):
    """Each missing point costs, a wrong claim caps at 2, a hint at 3."""
    assert quality.quality_of_points(letters) == plain
    assert quality.quality_of_points(letters, trapped=True) == trapped
    assert quality.quality_of_points(letters, hints=1) == hinted
