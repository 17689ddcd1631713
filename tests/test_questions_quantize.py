"""Questions on quantizing by hand agree with plain arithmetic on the numbers in their prompt."""

import re
from fractions import Fraction

import pytest

from tests.world import ask

SEEDS = range(100)
NUMBER = r"-?\d+(?:\.\d+)?"


def numbers(text):
    """The numbers of a comma list in a prompt, exact."""
    return [Fraction(found) for found in re.findall(NUMBER, text)]


def listed(question, before, after):
    """The numbers between two words of the prompt."""
    return numbers(question.prompt.partition(before)[2].partition(after)[0])


def bits_of(question):
    """The bits that the prompt names."""
    return int(re.search(r"to (\d) bits", question.prompt)[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_symmetric_by_hand(seed):
    """Scale and code follow from the largest magnitude."""
    question = ask("quantize-scale", seed)
    top = 2 ** (bits_of(question) - 1) - 1
    assert question.value == max(map(abs, listed(question, "Quantize", "symm"))) / top
    question = ask("quantize-code", seed)
    top, row = 2 ** (bits_of(question) - 1) - 1, listed(question, "Quantize", "symm")
    code = row[0] / (max(map(abs, row)) / top)
    assert question.value == round(code)
    assert abs(code - round(code)) < Fraction(1, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_asymmetric_by_hand(seed):
    """Zero point, value and error follow from the least and the largest number."""
    for family in ("quantize-zero-point", "quantize-value", "quantize-error"):
        question = ask(family, seed)
        row = listed(question, "Quantize", "asymm")
        scale = (max(row) - min(row)) / (2 ** bits_of(question) - 1)
        value = scale * round(row[0] / scale)
        expected = {
            "quantize-zero-point": round(-min(row) / scale),
            "quantize-value": value,
            "quantize-error": abs(value - row[0]),
        }
        assert question.value == expected[family]


@pytest.mark.parametrize("seed", SEEDS)
def test_matrix_by_hand(seed):
    """Steps and errors of row b follow from one scale or two."""
    for family in ("channels-step", "channels-tensor-error", "channels-gain"):
        question = ask(family, seed)
        a, b = listed(question, "a = (", ")"), listed(question, "b = (", ")")
        whole, own = max(map(abs, a + b)) / 7, max(map(abs, b)) / 7
        worst, least = (max(abs(x - s * round(x / s)) for x in b) for s in (whole, own))
        expected = {
            "channels-step": whole / own,
            "channels-tensor-error": worst,
            "channels-gain": worst / least,
        }
        assert question.value == expected[family]


@pytest.mark.parametrize("seed", SEEDS)
def test_outlier_by_hand(seed):
    """A weight becomes 0 where it is below half a step."""
    question = ask("channels-outlier", seed)
    row = listed(question, "weights", "share")
    assert question.value == sum(abs(x) < max(row) / 14 for x in row)


def test_nf4_levels_are_those_of_the_paper():
    """0.9 of the largest magnitude becomes the magnitude; 0.3 becomes 0.3379 of it."""
    bounds = {"largest": ["0.5"], "scaled": ["0.9"]}
    assert ask("quantize-nf4", 0, bounds).value == Fraction(1, 2)
    bounds = {"largest": ["1.5"], "scaled": ["0.3"]}
    value = ask("quantize-nf4", 0, bounds).value
    assert f"{float(value):.4f}" == f"{1.5 * 0.33791524171829224:.4f}", "arXiv:2305.14314 app. E"
