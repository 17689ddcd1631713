"""Free practice in the interactive screen, driven through prompt_toolkit's pipe input."""

from __future__ import annotations

import io

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from tests.doubles import MemoryLog
from tests.test_practice_drill import drill_over
from trainer.screens.interactive import InteractiveScreen


@pytest.mark.parametrize(
    ("keys", "qualities", "said"),
    [
        (" ", [0], "The answer is"),
        ("1 byte\r", [1], "1 answer kept; practice, the schedule stays as it is."),
        ("u1 byte\r", [1], "There is no answer to take back."),
        ("h1 byte\r", [1], "This card has no hint."),
        ("q", [], "0 answers kept; practice"),
        ("\x04", [], "0 answers kept; practice"),
    ],
)
def test_keys_of_practice(keys, qualities, said):
    """The keys of a review, but nothing to take back, and no last screen that offers it."""
    log, painted = MemoryLog(), io.StringIO()
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        pipe.close()  # keys that run out end the test; they do not hang it
        drill = drill_over("weights-raw", log=log, count=1)
        InteractiveScreen(drill, Console(file=painted, width=100)).run()
    assert [row.quality for row in log.rows] == qualities
    assert said in painted.getvalue()
    assert "Question 1, 1 to go [G] green: weights-raw, weights" in painted.getvalue()
