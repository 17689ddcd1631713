"""A bar tells that something is going on, where somebody can see it."""

import io
import time

import pytest

from tests.piped import PATIENCE
from trainer.cli.progress import working


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Yes."""
        return True


@pytest.fixture
def painted(monkeypatch):
    """A context of something that takes long, painted on a stream, a bar due after 10 ms."""

    def start(stream, term="xterm", after=0.01):
        monkeypatch.setattr("sys.stderr", stream)
        monkeypatch.setenv("TERM", term)
        return working("checking the log", after)

    return start


def wait_for_the_bar(stream):
    """Take as long as the bar takes to appear."""
    ends = time.monotonic() + PATIENCE
    while "checking the log" not in stream.getvalue():
        assert time.monotonic() < ends, "no bar"
        time.sleep(0.01)


def test_a_long_wait_is_shown_and_leaves_no_trace(painted):
    """Named, and erased at the end."""
    stream = Terminal()
    with painted(stream):
        wait_for_the_bar(stream)
    assert stream.getvalue().rstrip().endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("stream", "term", "after"),
    [
        (io.StringIO(), "xterm", 0.01),
        (Terminal(), "dumb", 0.01),
        (Terminal(), "xterm", 2 * PATIENCE),
    ],
    ids=["a pipe", "a dumb terminal", "a short wait"],
)
def test_nothing_is_painted_where_it_would_disturb(painted, stream, term, after):
    """Pipes and terminals that cannot redraw stay clean, and what is quick stays quiet."""
    with painted(stream, term, after):
        time.sleep(0.2)
    assert stream.getvalue() == ""


def test_an_error_goes_through(painted):
    """The bar is taken away first."""
    stream = Terminal()

    def fail():
        with painted(stream):
            wait_for_the_bar(stream)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert stream.getvalue().rstrip().endswith("\x1b[2K")
