"""A deck next to what exists: sections, marked numbers, answers that can be spoken, sources."""

import pytest

from tests.world import deck_problems
from trainer.cards.parse import parse_deck

NUMBER = "[13.48 GB](calc:weights?model=llama-2-7b&dtype=fp16)"


@pytest.fixture
def check(example):
    """Check the documented example with one text replaced; returns the problems."""

    def checked(old: str, new: str):
        assert old in example
        deck, problems = parse_deck(example.replace(old, new, 1), "d.md")
        assert problems == []
        return deck_problems(deck)

    return checked


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("- reads: 2.3", "- reads: 2.3, 9.9", "d.md:18: the explainer has no section '9.9'; "),
        (
            "65,504.",
            f"{NUMBER.replace('13.48', '14.2')}.",
            "d.md:18: the marked number is '14.2 GB', but weights gives 13.4768 GB; mend",
        ),
        (
            "65,504.",
            f"{NUMBER.replace('llama-2-7b', 'lama-2-7b')}.",
            "d.md:18: the marked number '13.48 GB' cannot be computed: unknown model 'lama-2-7b'",
        ),
        ("65,504.", "[2](calc:arith?expr=(1).", "d.md:18: a marked number of fp16-max cannot be"),
    ],
)
def test_what_does_not_exist_or_agree_is_a_problem(check, old, new, expected):
    """An unknown section, a number that its calculator does not give: problems with the line."""
    (problem,) = check(old, new)
    assert str(problem).startswith(expected)
    assert not problem.warning


def test_a_marked_number_that_agrees_is_fine(check):
    """Llama-2-7B has 6,738,415,616 parameters, so 13.48 GB in fp16 (tests of calc)."""
    assert check("65,504.", f"{NUMBER}.") == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("- sources: arXiv:1710.03740\n", "", "d.md:18: fp16-max has no sources; add"),
        ("65,504.", "word " * 120, "d.md:18: the answer of fp16-max has 157 words; say it in 30"),
    ],
)
def test_what_could_be_better_is_a_warning(check, old, new, expected):
    """Missing sources and answers too long to be spoken do not stop a deck."""
    (problem,) = check(old, new)
    assert str(problem).startswith(expected)
    assert problem.warning


def test_a_draft_may_name_sections_of_a_later_explainer(check):
    """Drafts of other weeks keep their references; they are warnings."""
    found = check("- reads: 2.3", "- reads: 9.9\n- status: draft")
    assert [problem.warning for problem in found] == [True, True]
