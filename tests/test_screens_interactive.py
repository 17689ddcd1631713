"""The interactive review, driven through prompt_toolkit's pipe input."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from tests.doubles import MemoryLog, SetClock, numeric, question, recall
from trainer.practice.review import Sitting
from trainer.scheduling.days import Calendar
from trainer.screens.interactive import InteractiveScreen


def play(keys: str, *cards) -> tuple[MemoryLog, str]:
    """The log and the screen's text after a sitting over these cards with these keys."""
    log = MemoryLog()
    sitting = Sitting(
        cards={card.id: card for card in cards},
        log=log,
        clock=SetClock(),
        calendar=Calendar(ZoneInfo("UTC")),
        draw=lambda card, seed: question(seed),
    )
    painted = io.StringIO()
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        pipe.close()  # keys that run out end the test; they do not hang it
        InteractiveScreen(sitting, Console(file=painted, width=60)).run()
    return log, painted.getvalue()


@pytest.mark.parametrize(
    ("keys", "qualities", "why"),
    [
        (" 4x", [4], "Space reveals, a digit grades, any key leaves the last screen"),
        (" h4x", [4], "a digit is the learner's own word, whatever the hint"),
        ("   4x", [3, 4], "Space takes the proposal for an answer said aloud, 3; drilled after"),
        ("\rrange loss\r x", [5], "Enter types an answer; all points said propose 5"),
        ("h   4x", [3, 4], "a hint caps the proposal at 3"),
        ("??   5x", [3, 5], "? shows the keys and grades nothing"),
        ("z 4x", [4], "other keys do nothing"),
        ("q", [], "q leaves"),
        (" q", [], "q leaves an open card without a grade"),
        (" 4u 5x", [4, None, 5], "u on the last screen brings the card back"),
    ],
)
def test_keys_of_a_free_text_card(keys, qualities, why):
    """Each key does what the help line says."""
    log, _ = play(keys, recall("a"))
    assert [row.quality for row in log.rows] == qualities, why


@pytest.mark.parametrize(
    ("keys", "qualities"),
    [
        ("140 GB\rx", [5]),
        ("nonsense\r\x15140 GB\rx", [5]),
        (" 140 GB\rx", [0, 5]),
        ("u140 GB\rx", [5]),
        ("h140 GB\rx", [5]),
        ("q", []),
    ],
)
def test_keys_of_a_numeric_card(keys, qualities):
    """Typed answers are graded; Space reveals; commands act only on an empty line."""
    log, _ = play(keys, numeric("n"))
    assert [row.quality for row in log.rows] == qualities


def test_undo_returns_to_the_card_before():
    """`u` on the second card takes back the first and asks it again, then the second."""
    log, shown = play(" 4u 5 4x", recall("a"), recall("b"))
    assert [(row.card, row.kind) for row in log.rows] == [
        ("a", "review"),
        ("a", "undo"),
        ("a", "review"),
        ("b", "review"),
    ]
    assert "Taken back: the answer to a." in shown


def test_the_screen_says_what_a_plain_one_says():
    """Level, points and schedule stand in the text, not only in colours."""
    _, shown = play("\rrange\r4x", recall("a"))
    for words in ("[G] green", "[said] says range", "[not found] says loss", "due again tomorrow"):
        assert words in shown


def test_ctrl_d_leaves_like_q():
    """The end of input keeps what was answered and says so."""
    log, shown = play(" 4\x04", recall("a"), recall("b"))
    assert len(log.rows) == 1
    assert "1 answer kept; 1 still to go today." in shown


def test_ctrl_c_interrupts():
    """The door turns it into exit code 130."""
    with pytest.raises(KeyboardInterrupt):
        play(" 4\x03", recall("a"), recall("b"))
