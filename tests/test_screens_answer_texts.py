"""What a screen says of a free text, as lines."""

import pytest

from tests.doubles import recall
from trainer.grading.rubric import FOUND, MISSING, UNSURE, Claim, Finding, Proposal, said_aloud
from trainer.practice.judging import Judging
from trainer.screens import answer_texts

EVIL = "\x1b[31mred\x07"


def lines(proposal: Proposal) -> list[str]:
    """The lines of what was found of a card with two points."""
    return [text for _, text in answer_texts.findings(recall("a"), proposal)]


def test_what_was_found_stands_beside_its_quote():
    """Found, not found, unsure and a possible trap; notes first, quotes on one line, cleaned."""
    found = (Finding(FOUND, f"so\nand {EVIL}"), Finding(UNSURE, "maybe"))
    claims = (Claim(f"It is {EVIL}.", EVIL, "free"), Claim("It is fast."))
    assert lines(Proposal(2, found, claims, (f"A list of {EVIL}.",))) == [
        "What a good answer says",
        "A list of \\x1b[31mred\\x07.",
        "1 [found] says range",
        '  you: "so and \\x1b[31mred\\x07"',
        "2 [unsure] says loss",
        '  you: "maybe"',
        "[trap?] It is \\x1b[31mred\\x07.",
        '  you: "\\x1b[31mred\\x07"',
        "[trap?] It is fast.",
    ]
    assert lines(Proposal(0, (Finding(MISSING),) * 2))[1:] == [
        "1 [not found] says range",
        "2 [not found] says loss",
    ]


def test_points_that_nobody_looked_for_have_no_marks():
    """What was said aloud is judged by the learner alone."""
    assert lines(said_aloud(recall("a")))[1:] == ["1 says range", "2 says loss"]


@pytest.mark.parametrize(
    ("said", "hints", "expected"),
    [
        ("yy", 0, "Quality 2: 2 of 2 points said; a wrong claim caps it."),
        ("ypn", 0, "Quality 3: 1 of 2 points said, 1 partly."),
        ("yyn", 1, "Quality 3: 2 of 2 points said; a hint caps it."),
        ("y", 0, "Quality 2: not every point was judged; a wrong claim caps it."),
    ],
)
def test_a_quality_says_where_it_comes_from(said, hints, expected):
    """By the table of `grading.quality`, with what caps it."""
    proposal = Proposal(3, (Finding(UNSURE),) * 2, (Claim("It is free."),))
    judging = Judging(proposal, hints)
    for letter in said:
        judging.judge(letter)
    assert answer_texts.judged(judging)[1] == expected
