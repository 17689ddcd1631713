"""A bar tells that something is going on, where somebody can see it."""

import io
import time

import pytest

from trainer.cli.progress import working


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        """Yes."""
        return True


@pytest.fixture
def painted(monkeypatch):
    """What is painted on stderr while something takes so long, a bar due after 10 ms."""

    def wait(seconds, stream, term="xterm", after=0.01):
        monkeypatch.setattr("sys.stderr", stream)
        monkeypatch.setenv("TERM", term)
        with working("checking the log", after):
            time.sleep(seconds)
        return stream.getvalue()

    return wait


def test_a_long_wait_is_shown_and_leaves_no_trace(painted):
    """Named, and erased at the end."""
    said = painted(0.4, Terminal())
    assert "checking the log" in said
    assert said.rstrip().endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("stream", "term", "after"),
    [(io.StringIO(), "xterm", 0.01), (Terminal(), "dumb", 0.01), (Terminal(), "xterm", 60)],
    ids=["a pipe", "a dumb terminal", "a short wait"],
)
def test_nothing_is_painted_where_it_would_disturb(painted, stream, term, after):
    """Pipes and terminals that cannot redraw stay clean, and what is quick stays quiet."""
    assert painted(0.2, stream, term, after) == ""


def test_an_error_goes_through(monkeypatch):
    """The bar is taken away first."""
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")

    def fail():
        with working("checking", after=0.01):
            time.sleep(0.4)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert "checking" in stream.getvalue()
