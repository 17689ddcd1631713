"""An answer judged point by point."""

import pytest

from trainer.grading.rubric import FOUND, MISSING, UNSURE, Claim, Finding, Proposal
from trainer.practice.judging import Judging

SAYS = {
    "+": Finding(FOUND, "so"),
    "-": Finding(MISSING),
    "?": Finding(UNSURE),
    "~": Finding(UNSURE, "maybe so"),
}
TRAP = Claim("INT4 is four times faster.", "4x faster", trap="int4-speed")
OWN = Claim("It is free.", "free", trap="the-card")


def judging(findings: str, said: str = "", *claims: Claim, quality: int = 3, hints: int = 0):
    """Judged so far: points found `+`, missing `-`, unsure `?`, unsure of a quote `~`."""
    proposal = Proposal(quality, tuple(SAYS[sign] for sign in findings), claims)
    judged = Judging(proposal, hints)
    for letter in said:
        judged.judge(letter)
    return judged


@pytest.mark.parametrize(
    ("findings", "said", "quality", "points", "why"),
    [
        ("++", "", 3, "yy", "nothing judged: the grader's own quality stands"),
        ("+-", "yy", 5, "yy", "the learner's word goes before what was found"),
        ("+-", "n", 1, "nn", "one judged, the other as it was found: none said"),
        ("++-", "p", 3, "pyn", "a half and one of three: half or more"),
        ("+++", "p", 4, "pyy", "all but a half of three"),
        ("?+", "", 3, "", "one point nobody judged: no letters"),
        ("?+", "y", 5, "yy", "judged now"),
        ("+?", "y", 5, "", "the unsure one is left out of the quality, and no letters are kept"),
        ("??", "np", 2, "np", "a half of two is some"),
        ("~+", "", 3, "py", "an unsure one with a quote counts as said in part"),
        ("+~-", "n", 2, "npn", "a half of three is some"),
    ],
)
def test_quality_and_letters_follow_the_table(findings, said, quality, points, why):
    """The table of `grading.quality`, with what was found where the learner says nothing."""
    judged = judging(findings, said)
    assert (judged.quality, judged.points) == (quality, points), why


@pytest.mark.parametrize(
    ("said", "quality", "traps"),
    [
        ("yy", 2, ("int4-speed", "the-card")),
        ("yyn", 2, ("the-card",)),
        ("yyy", 2, ("int4-speed", "the-card")),
        ("yynn", 5, ()),
        ("yyyn", 2, ("int4-speed",)),
    ],
)
def test_a_claim_caps_at_two_until_the_learner_says_it_was_not_made(said, quality, traps):
    """After the points each claim is judged: `n` takes it away; one of the card has its id."""
    judged = judging("++", said, TRAP, OWN)
    assert (judged.quality, judged.traps, judged.points) == (quality, traps, "yy")


@pytest.mark.parametrize(
    ("said", "quality", "points", "traps", "why"),
    [
        ("", 2, "yn", ("the-card",), "the grader's own quality: all that was found"),
        ("y", 2, "yn", ("the-card",), "the quality that follows: the rest as found"),
        ("", 1, "", ("the-card",), "lower: the points are not known, the claim stands"),
        ("", 4, "", (), "higher than a trap allows: the claim is denied"),
        ("yyyy", 4, "yy", ("the-card",), "all was judged, whatever the quality"),
        ("yynn", 1, "yy", (), "all was judged, the claim denied"),
    ],
)
def test_a_quality_confirms_what_it_leaves_possible(said, quality, points, traps, why):
    """A digit is a word on what stands on the screen."""
    judged = judging("+-", said, OWN, OWN, quality=2)
    assert judged.confirmed(quality) == (points, traps), why


def test_a_hint_caps_at_three():
    """Also where the learner judges every point as said."""
    assert judging("++", "yy", hints=1).quality == 3


def test_one_may_go_back_and_nothing_is_judged_twice():
    """Back over the last letter; past the end and other letters are slips of the screen."""
    judged = judging("++", "yn")
    assert judged.done
    judged.back()
    assert (judged.said, judged.done) == (["y"], False)
    with pytest.raises(ValueError, match="nothing to be judged"):
        judged.judge("x")
    judged.judge("y")
    with pytest.raises(ValueError, match="nothing to be judged"):
        judged.judge("y")
    for _ in range(5):
        judged.back()
    assert judged.said == []
