"""An interview in a real pseudo-terminal, in each mode, and driven through a pipe."""

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from dataclasses import dataclass

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_input, create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from tests.doubles import MemoryLog, SetClock
from tests.interviews import INT8, LOAD, NAME, SIZES, new, room
from tests.piped import PATIENCE
from tests.terminal import Terminal
from trainer.screens.interview import ONCE_MORE, PARAGRAPH, TerminalEar
from trainer.screens.interview_talk import Leave, Talk
from trainer.screens.interview_texts import TIME_IS_UP

PHASES = ("clarify", "answer", "numbers", "follow-ups")


@pytest.fixture
def terminal(welcomed, monkeypatch):
    """Start an interview on a screen of a given size."""
    monkeypatch.setenv("TERM", "xterm-256color")

    def start(*extra: str, columns: int = 80, lines: int = 60) -> Terminal:
        return Terminal(columns, lines, "interview", *(extra or (NAME, "--seed", "1")))

    return start


def past(run) -> list[dict]:
    """The interviews so far."""
    return json.loads(run("interview", "--past", "--json").stdout)


def say(session: Terminal, text: str, then: str) -> str:
    """Type a line, and wait for what it leads to."""
    session.child.send(f"{text}\r")
    return session.wait_for(then)


def to_phase(session: Terminal, phase: str) -> None:
    """Go on, saying something in each phase, until this one."""
    session.wait_for("clarify 2:")
    for number, name in enumerate(PHASES, 1):
        if name == phase:
            return
        session.child.send(" \r" if name == "numbers" else "Well, let me see.\r")
        if name == "answer":
            session.child.send("\r")
            session.wait_for("Enter once more ends the answer")
        if name == "numbers":
            session.wait_for("Enter once more ends the phase")
        session.child.send("\r")
        session.wait_for(f"Phase {number + 1} of 4")
        session.wait_for(f"{PHASES[number]} ")


def read_until(number: int, words: bytes) -> bytes:
    """What a program writes until these words come; what else came before them."""
    shown, ends = b"", time.monotonic() + 20
    while words not in shown and time.monotonic() < ends:
        if select.select([number], [], [], 1)[0]:
            shown += os.read(number, 4096)
    assert words in shown, shown
    return shown


def leave(session: Terminal, key: str = "\x04") -> int:
    """Press a key once, at a prompt or between two; the exit code."""
    session.child.send(key)
    return session.end()


# Whole interviews


@pytest.mark.parametrize(
    ("columns", "lines"), [(60, 70), pytest.param(100, 60, marks=pytest.mark.slow)]
)
def test_a_full_interview_in_a_terminal(terminal, run, columns, lines):
    """All phases with a countdown, scores of one's own, the rubric's, cards due; exit 0."""
    session = terminal(columns=columns, lines=lines)
    session.wait_for("clarify 2:5")
    say(session, LOAD, "12 users at once")
    session.child.send("\r")
    session.wait_for("Phase 2 of 4")
    say(session, SIZES, "answer 7:5")
    session.child.send("\r")
    session.wait_for(PARAGRAPH[:20])
    session.child.send("\r")
    session.wait_for("answer in GB:")
    say(session, "141 GB", "Correct: 141.1 GB")
    say(session, "?", "The answer is 39.77 GB")
    say(session, "?", "Phase 4 of 4")  # the last figure ends the phase by itself
    say(session, "I do not know.", "Subtract the INT8 weights")
    session.child.send("\r")
    session.wait_for("your scoping, 1-4:")
    for dimension in ("correctness", "numbers", "trade-offs", "delivery"):
        say(session, "2", f"your {dimension}, 1-4:")
    say(session, "2", "numbers to leave out:")
    shown = say(session, "", "undo`")
    assert session.end() == 0
    assert all(len(line) <= columns for line in shown.split("\n"))
    (record,) = past(run)
    assert record["closed"]
    assert record["self"] == dict.fromkeys(record["rubric"], 2)
    logged = json.loads(run("history", "--json").stdout)
    assert {row["kind"] for row in logged} == {"interview"}


def test_a_full_interview_in_line_mode_in_a_terminal(terminal, run):
    """--plain: the same phases, no colour, one line an utterance, Ctrl-D leads to the debrief."""
    session = terminal(NAME, "--seed", "1", "--plain", columns=60)
    session.wait_for("Phase 1 of 4")
    for line, then in [
        (LOAD, "12 users at once"),
        ("", "Phase 2 of 4"),
        (SIZES, "they do not"),
        ("", "answer in GB:"),
        ("141 GB", "Correct: 141.1 GB"),
        ("", "Phase 4 of 4"),
    ]:
        say(session, line, then)
    session.child.sendeof()
    session.wait_for("undo`")
    assert session.end() == 0
    colours = {cell.fg for row in session.screen.buffer.values() for cell in row.values()}
    assert colours <= {"default"}
    assert past(run)[0]["percent"] > 0


# Leaving and carrying on


def test_what_is_pressed_between_two_prompts_is_heard():
    """The terminal is held: no echo, Ctrl-D waits for the next prompt, Ctrl-C interrupts."""
    ours, theirs = pty.openpty()
    before = termios.tcgetattr(theirs)[3]
    with (
        os.fdopen(theirs) as stdin,
        create_app_session(input=create_input(stdin), output=DummyOutput()),
    ):
        ear = TerminalEar(Console(file=io.StringIO()))
        with ear.held():
            modes = termios.tcgetattr(theirs)[3]
            os.write(ours, b"\x04late\r")
            with pytest.raises(Leave):
                ear.ask("> ")
        assert (modes & termios.ECHO, modes & termios.ISIG) == (0, termios.ISIG)
        assert termios.tcgetattr(theirs)[3] == before
    os.close(ours)


@pytest.mark.parametrize(
    ("phase", "key", "code"),
    [
        pytest.param("clarify", "\x04", 0, marks=pytest.mark.slow),
        ("answer", "\x03", 130),
        pytest.param("numbers", "\x03", 130, marks=pytest.mark.slow),
        pytest.param("follow-ups", "\x04", 0, marks=pytest.mark.slow),
    ],
)
def test_ctrl_c_and_ctrl_d_leave_from_every_phase(terminal, run, phase, key, code):
    """130 and 0, no debrief; --resume shows the phase and its question again."""
    session = terminal()
    to_phase(session, phase)
    assert leave(session, key) == code
    (record,) = past(run)
    assert not record["closed"]
    assert "Traceback" not in session.text()
    again = terminal("--resume")
    again.wait_for(f"Phase {PHASES.index(phase) + 1} of 4: {phase}")
    again.wait_for("Interviewer: ")
    assert leave(again) == 0


@pytest.mark.parametrize(
    "phase",
    ["answer", *(pytest.param(n, marks=pytest.mark.slow) for n in PHASES if n != "answer")],
)
def test_a_closed_terminal_loses_nothing_in_any_phase(terminal, run, phase):
    """What was said is in the record, and what was only typed is offered again."""
    session = terminal()
    to_phase(session, phase)
    said = len(json.loads(run("interview", "--show", "1", "--json").stdout)["turns"])
    session.child.send("half a sent")
    session.wait_for("half a sent")
    session.child.close()  # the terminal hangs up
    assert not session.child.isalive()
    kept = json.loads(run("interview", "--show", "1", "--json").stdout)["turns"]
    assert len(kept) == said
    again = terminal("--resume")
    again.wait_for("half a sent")
    again.child.send("ence\r")
    again.wait_for("half a sentence")
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        turns = json.loads(run("interview", "--show", "1", "--json").stdout)["turns"]
        if any(turn["text"] == "half a sentence" for turn in turns):
            break
    assert leave(again) == 0
    assert any(turn["text"] == "half a sentence" for turn in turns)


def test_a_terminal_that_closes_before_its_signal_comes(terminal, welcomed, tmp_path):
    """End of input and nothing to paint on, as under a shell: the draft is kept, nothing is told.

    No signal comes at all to a program that the terminal does not control.
    """
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "trainer", "interview", NAME, "--seed", "1"]
    with (tmp_path / "stderr").open("wb") as told:
        child = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=told, start_new_session=True
        )
    os.close(slave)
    read_until(master, b"\x1b[6n")  # it asks where the cursor is
    os.write(master, b"\x1b[1;1R")
    read_until(master, b"clarify 2:")
    os.write(master, b"half a sent")
    read_until(master, b"sent")
    os.close(master)
    assert child.wait(30) == 129
    assert (tmp_path / "stderr").read_bytes() == b""
    again = terminal("--resume")
    again.wait_for("half a sent")
    again.child.kill(signal.SIGTERM)
    assert again.end() == 143


def test_a_terminal_closed_in_the_debrief_keeps_the_scores_given(terminal, run):
    """--resume asks for those that are missing, and ends the interview."""
    session = terminal()
    to_phase(session, "follow-ups")
    session.child.send("I do not know.\r")
    session.wait_for("Subtract the INT8 weights")
    session.child.send("\r")
    session.wait_for("your scoping, 1-4:")
    say(session, "3", "your correctness, 1-4:")
    session.child.close()
    again = terminal("--resume")
    shown = again.wait_for("your correctness, 1-4:")
    assert "your scoping" not in shown
    for dimension in ("numbers", "trade-offs", "delivery"):
        say(again, "1", f"your {dimension}, 1-4:")
    say(again, "1", "numbers to leave out:")
    say(again, "", "undo`")
    assert again.end() == 0
    assert past(run)[0]["self"]["scoping"] == 3


# A clock that each look moves on


@dataclass
class SteppingClock(SetClock):
    """A stopwatch on which each look takes a quarter of a second, however busy the machine is."""

    def seconds(self) -> float:
        """The seconds so far."""
        self.elapsed += 0.25
        return self.elapsed


class Listener(TerminalEar):
    """A terminal at which somebody leaves out every score and declines every card."""

    def ask(self, prompt):
        """An empty line, or no card."""
        return "n" if "takes them" in prompt else ""


def talk(keys: str, clock=None, *, hard: bool = False):
    """An interview driven through a pipe; the interview and what was painted.

    Keys that run out leave the interview; with a hard limit the clock ends it.
    """
    interview = new(inside=room(clock=clock), hard=hard, minutes=5)
    painted = io.StringIO()
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        if not hard:
            pipe.close()
        kind = Listener if hard else TerminalEar
        try:
            ear = kind(Console(file=painted, width=70), tick=0.002)
            Talk(interview, ear, MemoryLog()).run()
        except Leave:
            painted.write("left")
    return interview, painted.getvalue()


def test_a_hard_limit_cuts_what_is_being_typed_and_it_counts():
    """At zero each phase ends by itself; what was typed by then was in time."""
    interview, shown = talk(LOAD, SteppingClock(), hard=True)
    (said,) = interview.record.said("clarify")
    assert (said.text, said.late) == (LOAD, False)
    assert "load" in interview.record.facts
    assert shown.count(TIME_IS_UP) == 4
    assert interview.record.closed


def test_an_empty_line_that_may_be_a_slip_is_asked_back():
    """With nothing said, and in the answer, where paragraphs have blank lines between."""
    interview, shown = talk(f"\r\r{SIZES}\r\r{INT8}\r\r\r")
    assert ONCE_MORE in shown
    assert PARAGRAPH in shown
    assert [turn.text for turn in interview.record.said("answer")] == [SIZES, INT8]
    assert interview.record.phase == "numbers"


def test_alt_enter_begins_a_new_line_within_an_utterance():
    """One utterance of two lines; a pasted block stays one, too."""
    interview, _ = talk("\r\rone\x1b\rtwo\r\x1b[200~three\n\nfour\x1b[201~\r")
    assert [turn.text for turn in interview.record.said("answer")] == ["one\ntwo", "three\n\nfour"]


def test_commands_are_no_utterances():
    """/help, /time, /hint and /aloud do what they say; a mistyped one says what there is."""
    typed = "/help\r/time\r/aloud\r/what\r/ is per\r\r/hint\r/aloud\r"
    interview, shown = talk(typed)
    assert "There is no /what." in shown
    assert "leave; `trainer interview --resume` carries on" in shown
    assert "clarify 0:39 left" in shown
    assert "Only the answer can be spoken" in shown
    assert "Hint: " in shown
    assert [turn.text for turn in interview.record.said("clarify")] == ["/ is per"]
    assert interview.record.aloud


def test_a_pause_waits_for_enter():
    """The clock stands between the two."""
    interview, shown = talk("/pause\r\r")
    assert len(interview.record.pauses) == 1
    assert not interview.record.paused
    assert "left" in shown
