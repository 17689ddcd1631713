"""The menu behind `m`, the offer for a leech, and editing a card's source in a sitting."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.doubles import MemoryLog, SetClock, numeric, recall
from tests.keys import PAUSE, SEND, play, sitting_over
from trainer.errors import DeckError
from trainer.history.marks import marks_on


class Desk:
    """A desk with one deck, whose text is the question of its card `a`."""

    def __init__(self, text="Why?"):
        self.text = text
        self.shown = []

    def source(self, card):
        """The deck's text."""
        return self.text

    def revise(self, card, text):
        """A text that says `wrong` is refused."""
        if "wrong" in text:
            raise DeckError("\n".join(f"deck.md:{n}: \x1bwrong; mend it" for n in range(1, 8)))
        self.text = text
        return {card.id: replace(card, question=text.strip(), points=card.points[:1])}

    def read(self, sections):
        """Which sections were shown."""
        self.shown.append(tuple(sections))
        return "## 1.1 Bytes\n\nA byte has *eight* bits."


@pytest.fixture
def editor(tmp_path, monkeypatch):
    """Let the learner's editor write texts, one after another; it notes how it was called."""
    calls = tmp_path / "calls"
    script = tmp_path / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        f"here = pathlib.Path({str(tmp_path)!r})\n"
        "texts = sorted(here.glob('text-*'))\n"
        "(here / 'calls').open('a').write(' '.join(sys.argv[1:]) + '\\n')\n"
        "if not texts: sys.exit(3)\n"
        "pathlib.Path(sys.argv[-1]).write_text(texts[0].read_text())\n"
        "texts[0].unlink()\n",
        encoding="utf-8",
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")

    def writes(*texts: str):
        for number, text in enumerate(texts):
            (tmp_path / f"text-{number}").write_text(text, encoding="utf-8")
        return calls

    return writes


def marks(sitting):
    """How cards are marked now."""
    return marks_on(sitting.log.journal.entries("mark"), sitting.today())


@pytest.mark.parametrize(
    ("keys", "asked", "suspended", "buried"),
    [
        ("ms 4 4x", ["b", "a"], set(), set()),
        ("mb 4x", ["b"], set(), {"a"}),
        ("mx 4x", ["b"], {"a"}, set()),
        ("m; 4 4x", ["a", "b"], set(), set()),
        (" mx 4x", ["b"], {"a"}, set()),
        (f"\rrange{SEND}yymb 4x", ["b"], set(), {"a"}),
        (" 4mB 4x", ["a", "b"], set(), {"a"}),
        (" 4 4mXmFwhy?\rx", ["a", "b"], {"b"}, set()),
    ],
)
def test_the_menu_puts_cards_away(keys, asked, suspended, buried):
    """From the question, a point, the grade and the last screen; capitals mean the card before."""
    sitting = sitting_over(recall("a"), recall("b"))
    play(keys, sitting)
    assert [row.card for row in sitting.log.rows] == asked
    assert (marks(sitting).suspended, marks(sitting).buried) == (suspended, buried)


def test_a_flag_keeps_its_note_and_the_card_stays():
    """An empty note flags nothing; `u` and digits in it are text."""
    sitting = sitting_over(recall("a"))
    play(f"mf\rm{PAUSE}fu 5 or 6?\r 4x", sitting)
    assert marks(sitting).flags == {"a": ("u 5 or 6?",)}
    assert [row.quality for row in sitting.log.rows] == [4]


@pytest.mark.parametrize("keys", ["", "m", "mf", " m"])
def test_ctrl_d_in_the_menu_leaves_the_sitting(keys):
    """Nothing is marked, and the card is still to go."""
    sitting = sitting_over(recall("a"))
    shown = play(f"{keys}\x04", sitting)
    assert sitting.log.journal.noted == []
    assert "0 answers kept; 1 still to go today." in shown


def test_sections_are_read_in_a_pager(monkeypatch):
    """The page in the terminal's own pager; the desk keeps that they were read."""
    paged = []
    monkeypatch.setattr("click.echo_via_pager", paged.append)
    desk = Desk()
    card = replace(recall("a"), reads=("1.1", "2.5"))
    play("mr 4mRx", sitting_over(card, desk=desk))
    assert desk.shown == [("1.1", "2.5")] * 2
    assert "A byte has eight bits." in paged[0]


def test_a_card_without_sections_offers_none_to_read():
    """`r` is any other key then."""
    desk = Desk()
    play("mr 4x", sitting_over(recall("a"), desk=desk))
    assert desk.shown == []


# Editing


def test_the_source_is_edited_at_its_line_and_asked_anew(editor):
    """The new question and its one point are judged; the scratch file is gone."""
    calls = editor("Why not?\n")
    card = replace(recall("a"), path="/decks/kv.md", line=12)
    sitting = sitting_over(card, desk=Desk())
    shown = play(f"\rrange{SEND}me\ry x", sitting)
    assert "Why not?" in shown
    [row] = sitting.log.rows
    assert (row.points, row.quality) == ("y", 5)
    line, path = calls.read_text().split()
    assert line == "+12"
    assert path.endswith("-kv.md")
    assert not __import__("pathlib").Path(path).exists()


def test_a_wrong_edit_is_said_and_edited_again(editor):
    """Five problems and how many more; the card stays until the text is right."""
    editor("wrong", "Right?")
    desk = Desk()
    sitting = sitting_over(recall("a"), desk=desk)
    shown = play(f"me{PAUSE}e 4x", sitting)
    assert shown.count("mend it") == 5
    assert "and 2 more" in shown
    assert "\x1b" not in shown
    assert (desk.text, sitting.cards["a"].question) == ("Right?", "Right?")


@pytest.mark.parametrize("keys", [f"me{PAUSE}z 4x", "me\x04"], ids=["a key", "Ctrl-D"])
def test_a_wrong_edit_that_is_dropped_keeps_card_and_text(editor, tmp_path, monkeypatch, keys):
    """The deck is as it was; what was typed lies in a file that is named."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    editor("wrong but long")
    desk = Desk()
    sitting = sitting_over(recall("a"), desk=desk)
    shown = play(keys, sitting)
    assert (desk.text, sitting.cards["a"].question) == ("Why?", "Why?")
    [kept] = tmp_path.glob("trainer-*")
    assert kept.read_text() == "wrong but long"
    assert kept.name in shown.replace("\n", "")


def test_an_editor_that_fails_changes_nothing(editor, tmp_path, monkeypatch):
    """It ends with a code, it does not exist, it changes nothing."""
    editor()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    desk = Desk()
    sitting = sitting_over(recall("a"), desk=desk)
    assert "ended with code 3" in play("me;q", sitting)
    monkeypatch.setenv("EDITOR", "/no/such/editor")
    assert "set EDITOR to your editor" in " ".join(play("me;q", sitting).split())
    monkeypatch.setenv("EDITOR", "true")
    assert "Nothing was changed." in play(f"me{PAUSE}q", sitting)
    assert desk.text == "Why?"
    assert list(tmp_path.glob("trainer-*")) == []


def test_the_card_before_is_edited_by_the_capital(editor):
    """Most slips show in the answer, when the card is already graded."""
    editor("Why so?")
    sitting = sitting_over(recall("a"), recall("b"), desk=Desk())
    shown = play(" 4mE 4x", sitting)
    assert sitting.cards["a"].question == "Why so?"
    assert [row.card for row in sitting.log.rows] == ["a", "b"]
    assert "Stored in" in shown


def test_an_answer_is_written_in_the_editor(editor):
    """`e` at the question; its text is judged and stored."""
    editor("range\n\nloss\n")
    sitting = sitting_over(recall("a"))
    play("e x", sitting)
    [row] = sitting.log.rows
    assert (row.answer, row.quality) == ("range\n\nloss", 5)


@pytest.mark.parametrize("text", ["", "range loss"])
def test_an_editor_that_fails_after_writing_keeps_the_answer(tmp_path, monkeypatch, text):
    """Its file is named where it holds a text, and removed where it is empty."""
    script = tmp_path / "editor.py"
    writes = f"open(sys.argv[-1], 'w').write({text!r})"
    script.write_text(f"import sys\n{writes}\nsys.exit(3)\n", encoding="utf-8")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", f"{sys.executable} {script}")
    shown = play(f"e{PAUSE}q", sitting_over(recall("a")))
    assert "ended with code 3" in shown
    kept = list(tmp_path.glob("trainer-*"))
    assert [path.read_text() for path in kept] == [text] * bool(text)
    assert all(path.name in shown.replace("\n", "") for path in kept)


def test_ctrl_c_in_the_editor_leaves_no_empty_file(tmp_path, monkeypatch):
    """It leaves the program as at every prompt."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr("subprocess.run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        play(f"e{PAUSE}", sitting_over(recall("a")))
    assert list(tmp_path.glob("trainer-*")) == []


# Leeches


def leech(card, keys: str, desk=None):
    """A sitting in which this card fails for the eighth time, and the keys after that."""
    log, clock = MemoryLog(), SetClock()
    for _ in range(7):
        sitting = sitting_over(card, log=log, clock=clock)
        play(" 2q" if card.kind == "recall" else " q", sitting)
        clock.moment += timedelta(days=1)
    sitting = sitting_over(card, log=log, clock=clock, desk=desk)
    shown = play((" 2" if card.kind == "recall" else " ") + keys, sitting)
    return sitting, shown


def test_a_leech_is_named_at_once_and_can_be_suspended():
    """Suspended, it does not come back today either."""
    sitting, shown = leech(recall("a"), "xx")
    assert "A leech: a has failed 8 times." in shown
    assert marks(sitting).suspended == {"a"}
    assert sitting.left() == 0


def test_a_leech_can_be_read_about_or_passed_over(monkeypatch):
    """Reading comes back to the offer; any other key goes on to the drill of the day."""
    monkeypatch.setattr("click.echo_via_pager", lambda text: None)
    desk = Desk()
    sitting, _ = leech(replace(recall("a"), reads=("1.1",)), "rz 4x", desk)
    assert desk.shown == [("1.1",)]
    assert [row.kind for row in sitting.log.rows[-2:]] == ["review", "drill"]
    assert marks(sitting).suspended == set()


def test_the_family_of_a_numeric_leech_can_be_drilled():
    """Five questions of free practice, then the offer again; no schedule moves."""
    sitting, shown = leech(numeric("n"), "f140\r140\r140\r140\r140\rzq")
    assert "5 answers kept; practice, the schedule stays as it is." in shown
    assert [row.card for row in sitting.log.rows[-5:]] == ["family:weights-raw"] * 5
    assert sitting.log.rows[-6].card == "n"
