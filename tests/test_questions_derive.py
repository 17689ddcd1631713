"""Derivations bent to a question, and mistakes that are followed to their answer."""

import pytest

from trainer.calc.derivation import Step, given
from trainer.questions.derive import asked_in, astray, derived, until

STEPS = (
    given("a", 7, ""),
    given("b", 2, ""),
    Step("half", "a / b", 3.5, ""),
    Step("whole", "ceil(half)", 4, ""),
    Step("size", "whole * 10 ** 9", 4 * 10**9, "GB"),
)


def test_until_cuts_what_comes_later_and_what_is_not_needed():
    """The derivation ends at the named step and keeps only what it uses."""
    more = (given("unused", 1, ""), *STEPS)
    assert [step.name for step in until(more, "half")] == ["a", "b", "half"]


def test_derived_puts_a_derivation_in_the_place_of_a_given():
    """The given is replaced where it stood by the steps that lead to it."""
    steps = derived(STEPS, given("c", 3, ""), Step("a", "c + 4", 7, ""))
    assert [step.name for step in steps] == ["c", "a", "b", "half", "whole", "size"]


def test_asked_in_changes_only_the_unit_of_the_answer():
    """The last step is shown in another unit; its value stays."""
    assert asked_in(STEPS, "GiB")[-1] == Step("size", "whole * 10 ** 9", 4 * 10**9, "GiB")
    assert asked_in(STEPS, "GiB")[:-1] == STEPS[:-1]


@pytest.mark.parametrize(
    ("name", "formula", "value"),
    [
        ("size", "half", 3.5),
        ("whole", "floor(half)", 3 * 10**9),
        ("half", "a", 7 * 10**9),
        ("b", "-b", -3 * 10**9),
        ("b", "0.5", 14 * 10**9),
        ("half", "round(a % 4 + 2 ** -1)", 4 * 10**9),
        ("whole", "min(half, b, abs(a)) // 1", 2 * 10**9),
    ],
)
def test_a_wrong_step_is_followed_to_the_answer(name, formula, value):
    """The steps after the wrong one are worked out again, those before it are not."""
    (mistake,) = astray(STEPS, ("K1", name, formula))
    assert (mistake.id, mistake.step, mistake.formula) == ("K1", name, formula)
    assert mistake.value == value


@pytest.mark.parametrize("formula", ["a.real", "open('x')", "[a]", "a if b else a", "'a'"])
def test_only_arithmetic_is_worked_out(formula):
    """A formula that is no arithmetic is refused."""
    with pytest.raises((ValueError, KeyError)):
        astray(STEPS, ("K1", "half", formula))
