"""Free practice in the interactive screen, driven through prompt_toolkit's pipe input."""

from __future__ import annotations

import pytest

from tests.doubles import MemoryLog, recall
from tests.keys import play, sitting_over
from tests.test_practice_drill import drill_over
from tests.test_practice_prove import proof


def test_the_keys_of_practice_are_those_that_act_there():
    """Numbers have no points and no editor, practice nothing to take back, no hint, no menu."""
    shown = play("?q", drill_over("weights-raw", count=1), width=100)
    for words in ("Space  reveal", "g l c  how sure", "d      derivation", "q      leave"):
        assert words in shown
    for words in ("y n p", "0-5 ", "Enter  type", "e      write", "h      a hint", "m      more"):
        assert words not in shown
    assert "m      more" in play("?q", sitting_over(recall("a")), width=100)
    shown = play("?q", proof(MemoryLog(), numbers=0), width=100)
    assert "y n p" in shown
    assert "m      more" not in shown


@pytest.mark.parametrize(
    ("keys", "qualities", "said"),
    [
        (" ", [0], "The answer is"),
        ("1 byte\r", [1], "1 answer kept; practice, the schedule stays as it is."),
        ("u1 byte\r", [1], "There is no answer to take back."),
        ("h1 byte\r", [1], "This card has no hint."),
        ("m1 byte\r", [1], "There is no menu in practice and proofs."),
        ("q", [], "0 answers kept; practice"),
        ("\x04", [], "0 answers kept; practice"),
    ],
)
def test_keys_of_practice(keys, qualities, said):
    """The keys of a review, but nothing to take back, and no last screen that offers it."""
    drill = drill_over("weights-raw", count=1)
    shown = play(keys, drill, width=100)
    assert [row.quality for row in drill.log.rows] == qualities
    assert said in shown
    assert "Question 1, 1 to go" in shown
    assert "[G] green: weights-raw, weights; up to 1:30" in shown
