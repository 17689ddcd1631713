"""The review in a real pseudo-terminal, read as a screen."""

import json
import shutil
import sys
import time

import pexpect
import pytest

from tests.piped import PATIENCE
from tests.terminal import Terminal


@pytest.fixture
def terminal(example_deck, welcomed, monkeypatch):
    """Start a review of the example deck on a screen of a given size."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")

    def start(columns: int = 80, lines: int = 24, *extra: str) -> Terminal:
        return Terminal(columns, lines, "review", "--deck", str(example_deck), *extra)

    return start


SIZES = pytest.mark.parametrize(
    ("columns", "lines"),
    [(60, 20), *(pytest.param(*size, marks=pytest.mark.slow) for size in ((80, 24), (200, 50)))],
)


@SIZES
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


SEND = "\x13"  # Ctrl-S
DECK = """+++
deck = "short"
title = "Short"
[topics]
t = "T"
+++
"""
RECALL = """
## {name}

- kind: recall
- level: green
- topic: t

Why {name}?

### Answer

Because of {name}.

### Points

- says range
  - any: range
- says loss
  - any: loss
"""
NUMERIC = """
## seventy

- kind: numeric
- level: green
- topic: t
- family: weights-raw

### Bounds

- models: llama-2-70b
- dtypes: fp16
"""


@pytest.fixture
def short_deck(home):
    """A deck of one free text, one number and another free text."""
    path = home / "decks" / "short.md"
    path.parent.mkdir(parents=True)
    text = DECK + RECALL.format(name="one") + NUMERIC + RECALL.format(name="two")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def sitting(short_deck, welcomed, monkeypatch):
    """Start a review of the short deck on a screen of a given size, and wait for its question."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")

    def start(columns: int = 80, lines: int = 24) -> Terminal:
        session = Terminal(columns, lines, "review", "--deck", str(short_deck))
        session.wait_for("q leave")
        return session

    return start


def history(run, *keys: str) -> list[tuple]:
    """These values of every row of the log."""
    rows = json.loads(run("history", "--json").stdout)
    return [tuple(row[key] for key in keys) for row in rows]


@SIZES
def test_a_whole_sitting_and_undo_on_its_last_screen(sitting, run, columns, lines):
    """A typed text judged point by point, a number, one said aloud, undo, and the end."""
    session = sitting(columns, lines)
    assert "Card 1, 3 to go, about 2 min" in session.text()
    session.press("g", "How sure: guess")
    session.press("\r", "answer:")
    session.press("the range\rof it" + SEND, "1 [found] says range")
    shown = session.press("y", "2 [not found] says loss\ny said, n not, p partly")
    assert "Why one?" in shown
    session.press("n", "Because of one.")
    assert "Quality 3: 1 of 2 points said." in session.text()
    session.press(" ", "answer in GB")
    session.press("140 GB\r", "Right, as one says it in an interview")
    session.wait_for("Why two?")
    session.press("d", "bytes = ceil(N * bits / 8) = 138 GB")
    session.press(" ", "grade 0-5")
    session.press("5", "again today")  # the first card scored 3
    session.press(" 4", "any other key leaves")
    session.press("u", "Taken back: the answer to one.")
    session.press(" 5", "any other key leaves")
    session.child.send("x")
    assert session.end() == 0
    assert history(run, "card", "kind", "quality", "points", "confidence") == [
        ("one", "review", 3, "yn", "guess"),
        ("seventy", "review", 4, "", None),
        ("two", "review", 5, "", None),
        ("one", "drill", 4, "", None),
        ("one", "undo", None, "", None),
        ("one", "drill", 5, "", None),
    ]


@pytest.mark.parametrize("size", [(60, 24), pytest.param((200, 50), marks=pytest.mark.slow)])
def test_a_resize_in_mid_card_keeps_card_and_keys(sitting, run, size):
    """At the question, while typing and at a point: the prompt stands once, keys still act."""
    session = sitting()
    session.resize(*size)
    session.press("l", "How sure: likely")
    assert session.text().count("q leave") == 1
    session.press("\r", "answer:")
    session.press("ran", "ran")
    session.resize(80, 24)
    session.press("ge" + SEND, "1 [found] says range\ny said")
    session.resize(*size)
    session.press("y", "2 [not found] says loss\ny said")
    session.press("2", "answer in GB")
    session.press("q", "1 answer kept")
    assert session.end() == 0
    assert history(run, "quality", "answer", "confidence") == [(2, "range", "likely")]


def test_words_are_typed_and_letters_alone_are_keys(sitting, run):
    """As fingers do it: a word begins an answer, `half` is one; `h`, `u` and `q` need no Enter."""
    session = sitting()
    session.press("h", "This card has no hint.")
    for letter in "use the range":
        session.child.send(letter)
        time.sleep(0.05)
    session.press("", "answer: Ctrl-S")
    session.press(SEND, "1 [found] says range")
    session.press("4", "answer in GB")
    for letter in "half":
        session.child.send(letter)
        time.sleep(0.05)
    session.press("\r", "Read as 0.5 GB")
    session.wait_for("Why two?")
    session.press("u", "Taken back: the answer to seventy.")
    session.press("q", "1 answer kept")
    assert session.end() == 0
    assert history(run, "kind", "answer", "hints") == [
        ("review", "use the range", 0),
        ("review", "half", 0),
        ("undo", "", 0),
    ]


@pytest.mark.parametrize("bracketed", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_paste_of_5000_characters_is_one_answer(sitting, run, bracketed):
    """Line breaks, digits and command keys in it are text, whether or not the terminal marks it."""
    session = sitting(60, 20)
    session.press("\r", "answer:")
    text = ("u q 5 range h " * 20 + "\n") * 18
    text = text[:5000]
    shown = f"\x1b[200~{text}\x1b[201~" if bracketed else text
    for start in range(0, len(shown), 1000):  # a pty holds about 4,000 characters
        session.child.send(shown[start : start + 1000])
    session.press(SEND, "y said, n not, p partly")
    session.press("4", "answer in GB")
    session.press("q", "1 answer kept")
    assert session.end() == 0
    assert history(run, "answer", "quality") == [(text.strip(), 4)]


LATER_PROMPTS = (
    ((" ", "grade 0-5"), ("\r", "Because of one.")),
    ((" ", "grade 0-5"), ("4", "answer in GB")),
    (("m", "Any other key goes back."),),
    (("m", "Any other key goes back."), ("f", "note:")),
    ((" ", "grade 0-5"), ("4", "answer in GB"), ("140 GB\r", "Why two?"), (" ", "grade 0-5"),
     ("4", "any other key leaves")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "code"), [("\x03", 130), pytest.param("\x04", 0, marks=pytest.mark.slow)]
)
@pytest.mark.parametrize(
    "steps",
    [
        (),
        (("\r", "answer:"),),
        ((" ", "grade 0-5"),),
        *(pytest.param(steps, marks=pytest.mark.slow) for steps in LATER_PROMPTS),
    ],
    ids=["question", "answer", "point", "grade", "number", "menu", "note", "last screen"],
)  # fmt: skip
def test_ctrl_c_and_ctrl_d_leave_from_every_prompt(sitting, run, key, code, steps):
    """130 and 0, without a traceback, and every answer is kept."""
    session = sitting()
    for keys, words in steps:
        session.press(keys, words)
    answers = sum(keys in ("4", "140 GB\r") for keys, _ in steps)
    session.child.send(key)
    assert session.end() == code
    assert "Traceback" not in session.text()
    assert len(history(run, "id")) == answers


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


WATCHED = """
import sys, termios
from tests.doubles import SetClock, recall
from tests.keys import sitting_over
from tests.test_screens_lab import CARD, Labs
from trainer.screens.sitting import run_sitting

def flag(name):
    return bool(termios.tcgetattr(sys.stdin)[3] & getattr(termios, name))

class Clock(SetClock):
    def now(self):
        if sitting and not sitting.labs.measured:  # a lab measures and stores as others expect it
            seen.append(("between", flag("ECHO")))
        return super().now()

class Watched(Labs):
    measured = False

    def measure(self, asked, progress):
        self.measured = True
        seen.append(("measuring", flag("ISIG")))
        return super().measure(asked, progress)

seen, sitting = [], None
sitting = sitting_over(recall("a"), CARD, clock=Clock())
sitting.labs = Watched()
run_sitting(sitting, plain=False)
print(sorted(set(seen)), flag("ECHO"), flag("ISIG"))
"""


def test_the_terminal_is_held_between_prompts_and_released_to_measure(monkeypatch):
    """Typed ahead, nothing is echoed; Ctrl-C interrupts a lab; afterwards all is as before."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("PROMPT_TOOLKIT_NO_CPR", "1")
    child = pexpect.spawn(sys.executable, ["-c", WATCHED], encoding="utf-8", timeout=PATIENCE)
    for words, keys in [
        ("q leave", " "),
        ("grade 0-5", "4"),
        ("prediction in x", "2\r"),
        ("larger, smaller or same", "la\r"),
        ("any other key leaves", "x"),
    ]:
        child.expect(words)
        child.send(keys)
    child.expect(r"\[\('between', False\), \('measuring', True\)\] True True")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


def test_a_terminal_that_cannot_move_the_cursor_gets_line_mode(short_deck, welcomed, monkeypatch):
    """TERM=dumb: two prompts a card, and no escape sequence."""
    monkeypatch.setenv("TERM", "dumb")
    session = Terminal(60, 20, "review", "--deck", str(short_deck))
    session.wait_for("answer:")
    session.press("range\r", "grade 0-5 [suggested")
    session.press("4\r", "saved 1")
    session.child.send("\x04")
    assert session.end() == 0
