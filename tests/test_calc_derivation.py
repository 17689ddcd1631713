"""Steps of a derivation, and the reader of formulas that other tests rely on."""

from fractions import Fraction

import pytest

from tests.derivations import evaluate, recompute
from trainer.calc.derivation import Step, given, identifier, pruned


def test_a_given_states_its_number_exactly():
    """The formula of a given reads back as its value."""
    for value in (7, 0.5, Fraction(4), Fraction(133, 32), Fraction(1, 3)):
        assert evaluate(given("x", value, "").formula, {}) == value
    assert given("e", Fraction(2), "bytes/value").formula == "2"
    assert given("bits", Fraction(9, 2), "bits").formula == "4.5"


def test_pruned_keeps_what_the_last_step_needs():
    """Unused lines go, lines used through others stay, in order."""
    steps = (
        given("a", 2, ""),
        given("unused", 9, ""),
        Step("b", "a + 1", 3, ""),
        Step("ab", "max(b, 4)", 4, ""),
    )
    assert [step.name for step in pruned(steps)] == ["a", "b", "ab"]


def test_identifier_turns_module_names_into_names():
    """Dots and hyphens cannot stand in a formula."""
    assert identifier("mlp.c_proj") == "mlp_c_proj"
    assert identifier("all-linear") == "all_linear"


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("2 * L * (H - 1) ** 2", 2 * 32 * 49),
        ("ceil(7 / 2) + floor(7 / 2)", 7),
        ("max(1, min(L, H))", 8),
        ("round(2.5) + abs(-3)", 5),
        ("log2(L)", 5),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("2 ** -3", Fraction(1, 8)),
        ("L // 5 + L % 5", 8),
    ],
)
def test_evaluator_computes_arithmetic_exactly(formula, value):
    """The evaluator knows the notation that `Step` promises."""
    assert evaluate(formula, {"L": 32, "H": 8}) == value


@pytest.mark.parametrize("formula", ["[1]", "L if H else 0", "'x'", "max(L, key=H)", "L.real"])
def test_evaluator_refuses_all_but_arithmetic(formula):
    """Nothing else is computed."""
    with pytest.raises(AssertionError, match="no arithmetic"):
        evaluate(formula, {"L": 32, "H": 8})


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((given("a", 2, ""), Step("b", "a * 2", 5, "")), "b = a \\* 2: 4, not 5"),
        ((given("a", 2, ""), given("a", 3, "")), "defined twice"),
        ((given("a b", 2, ""),), "cannot stand in a formula"),
    ],
)
def test_recompute_finds_faults(steps, says):
    """A wrong value, a name used twice and an unusable name are found."""
    with pytest.raises(AssertionError, match=says):
        recompute(steps)


def test_recompute_needs_known_units():
    """A step's unit is one that the program can show."""
    with pytest.raises(ValueError, match="unknown unit"):
        recompute((given("a", 2, "furlongs"),))
