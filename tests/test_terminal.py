"""The review in a real pseudo-terminal, read as a screen."""

import json
import shutil
import sys

import pexpect
import pyte
import pytest


class Terminal:
    """A program on a screen of so many columns and lines."""

    def __init__(self, columns: int, lines: int, *arguments: str) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        command = ["-m", "trainer", *arguments]
        self.child = pexpect.spawn(
            sys.executable, command, dimensions=(lines, columns), encoding="utf-8", timeout=20
        )

    def wait_for(self, words: str) -> str:
        """Read until these words stand on the screen; the screen's text."""
        while words not in self.text():
            self._stream.feed(self.child.read_nonblocking(4096, timeout=20))
        return self.text()

    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def end(self) -> int:
        """Wait for the program's end; its exit code."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


@pytest.fixture
def terminal(example_deck, welcomed, monkeypatch):
    """Start a review of the example deck on a screen of a given size."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")

    def start(columns: int = 80, lines: int = 24, *extra: str) -> Terminal:
        return Terminal(columns, lines, "review", "--deck", str(example_deck), *extra)

    return start


@pytest.mark.parametrize(("columns", "lines"), [(60, 20), (80, 24), (200, 50)])
def test_a_card_is_asked_revealed_and_saved(terminal, run, columns, lines):
    """Space, a grade, and q: the answer is in the log, no line is wider than the screen."""
    session = terminal(columns, lines)
    shown = session.wait_for("q leave")
    assert "What is the largest finite number in fp16" in shown
    session.child.send(" ")
    session.wait_for("grade 0-5")
    session.child.send("4")
    session.wait_for("due again tomorrow")
    session.wait_for("answer in GB")
    session.child.send("q")
    session.wait_for("1 answer kept")
    assert session.end() == 0
    assert [row["quality"] for row in json.loads(run("history", "--json").stdout)] == [4]


@pytest.mark.parametrize(("key", "code"), [("\x03", 130), ("\x04", 0)])
@pytest.mark.parametrize("prompt", ["q leave", "grade 0-5", "answer:"])
def test_ctrl_c_and_ctrl_d_leave_from_every_prompt(terminal, key, code, prompt):
    """130 and 0, without a traceback."""
    session = terminal()
    session.wait_for("q leave")
    if prompt != "q leave":
        session.child.send(" " if prompt == "grade 0-5" else "\r")
        session.wait_for(prompt)
    session.child.send(key)
    assert session.end() == code
    assert "Traceback" not in session.text()


def test_plain_mode_in_a_terminal_prompts_on_one_line(terminal, run):
    """--plain reads a line each and paints nothing."""
    session = terminal(60, 20, "--plain")
    session.wait_for("answer:")
    session.child.send("65504\r")
    session.wait_for("grade 0-5 [suggested")
    session.child.send("4\r")
    session.wait_for("saved 1")
    session.child.sendeof()
    assert session.end() == 0


def test_without_colour_nothing_is_painted(terminal, monkeypatch):
    """NO_COLOR leaves every character of the card in the default colour."""
    monkeypatch.setenv("NO_COLOR", "1")
    session = terminal()
    session.wait_for("[G] green")
    colours = {cell.fg for row in session.screen.buffer.values() for cell in row.values()}
    assert colours <= {"default"}


@pytest.mark.skipif(not shutil.which("less"), reason="needs less")
def test_the_explainer_is_paged_without_raw_escapes(home, monkeypatch):
    """The pager is told to show colours, so no ESC stands on the screen."""
    for name in ("LESS", "PAGER", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    session = Terminal(60, 20, "read", "3.4")
    shown = session.wait_for("Two weights by hand.")
    assert "ESC[" not in shown
    session.child.send("q")
    assert session.end() == 0
