"""`trainer deck import` at the door: counts, the draft, what is refused and leaves no trace."""

import json
import os

import pytest

from tests.conftest import ROOT
from trainer.files import LARGEST_DECK

NOTES = ROOT / "tests" / "data" / "notes" / "page.txt"
TEXT = NOTES.read_text(encoding="utf-8")


@pytest.fixture
def notes(tmp_path):
    """A file with notes, in the folder where the program runs."""
    path = tmp_path / "notes.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_json_without_output_counts_and_writes_nothing(run, notes, tmp_path):
    """The contract's document; the folder holds what it held."""
    before = sorted(os.listdir(tmp_path))
    shown = run("deck", "import", "notes.txt", "--json")
    document = json.loads(shown.stdout)
    assert shown.returncode == 0
    assert document["by_section"] == {
        "key_concepts": 5, "mental_models": 2, "traps": 2, "interview": 1,
        "difficulty": 4, "self_check": 4, "health": 2, "prerequisites": 2,
    }  # fmt: skip
    assert document["problems"] == [
        {
            "path": "notes.txt",
            "line": 23,
            "what": "no card speaks of the difficulty marker 'graph databases'",
            "remedy": "set the level of its cards by hand",
            "warning": True,
        }
    ]
    assert "trainer: warning: notes.txt:23: no card" in shown.stderr
    assert sorted(os.listdir(tmp_path)) == before


def test_the_draft_is_written_checked_and_not_reviewed(run, notes, home):
    """The check lists every draft and exits 0; a review asks none of them."""
    (home / "decks").mkdir(parents=True)
    path = home / "decks" / "week07.md"
    shown = run("deck", "import", "notes.txt", "-o", str(path))
    assert shown.returncode == 0
    assert shown.stdout.startswith(f"{path}: drafted from 5 key concepts, 2 mental models, 2 traps")
    check = run("deck", "check", str(path))
    assert check.returncode == 0
    assert check.stderr.count("is a draft; fill it") == 14
    cards = json.loads(run("deck", "cards", "--deck", "week07", "--json").stdout)
    assert {card["draft"] for card in cards} == {True}
    assert run("review", "--plain", "--deck", "week07").stdout.count("Card") == 0


def test_without_output_the_draft_goes_to_stdout(run, notes, tmp_path):
    """What is printed is the deck file, byte by byte; its name is that of the notes."""
    printed = run("deck", "import", "notes.txt").stdout
    assert 'deck = "notes"' in printed
    run("deck", "import", "notes.txt", "-o", "notes.md")
    assert (tmp_path / "notes.md").read_text(encoding="utf-8") == printed


def test_an_existing_file_is_overwritten_by_force_only(run, notes, tmp_path):
    """Without --force exit 3 and the file as it was; never over the notes themselves."""
    path = tmp_path / "deck.md"
    path.write_text("mine", encoding="utf-8")
    refused = run("deck", "import", "notes.txt", "-o", "deck.md")
    assert refused.returncode == 3
    assert "deck.md: is already there" in refused.stderr
    assert "--force" in refused.stderr
    assert path.read_text(encoding="utf-8") == "mine"
    assert run("deck", "import", "notes.txt", "-o", "deck.md", "--force").returncode == 0
    assert path.read_text(encoding="utf-8").startswith("+++")
    itself = run("deck", "import", "notes.txt", "-o", "notes.txt", "--force")
    assert (itself.returncode, notes.read_text(encoding="utf-8")) == (3, TEXT)
    assert "is the notes themselves" in itself.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (TEXT.encode("utf-16"), "notes.bin:1: not UTF-8 text; save the file as UTF-8"),
        ("# Traps\n- one\n".encode("utf-16-le"), "notes.bin: holds NUL bytes"),
        (TEXT.encode("utf-8-sig"), "notes.bin:1: begins with a byte order mark; save it as UTF-8"),
        ("# Traps\n- “one”\n".encode("cp1252"), "notes.bin:2: not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "notes.bin:1: not UTF-8 text"),
        (b"# Shopping\n- milk\n", "notes.bin: no section of study notes; sections: key concepts"),
        (b"", "notes.bin: no section of study notes"),
        (b"# Health check\n- one\n", "notes.bin: no item becomes a card"),
        (b"# Traps\n" + b"- one\n" * 50_000, "notes.bin: more than 10,000 lines"),
        (b"#" * (LARGEST_DECK + 1), "notes.bin: larger than 4,000,000 bytes"),
    ],
    ids=["utf-16", "utf-16 no mark", "mark", "windows", "binary", "no section", "empty", "no card",
         "50,000 lines", "large"],
)  # fmt: skip
def test_what_is_no_notes_is_refused_and_nothing_written(run, tmp_path, content, words):
    """One clear line, exit code 3, no output file."""
    (tmp_path / "notes.bin").write_bytes(content)
    shown = run("deck", "import", "notes.bin", "-o", "deck.md")
    assert (shown.returncode, shown.stdout) == (3, "")
    assert shown.stderr.startswith(f"trainer: {words}")
    assert shown.stderr.count("\n") == 1
    assert os.listdir(tmp_path) == ["notes.bin"]


@pytest.mark.parametrize("where", ["nowhere/deck.md", "notes.txt/deck.md", "n" * 300])
def test_a_place_that_cannot_be_written_is_named(run, notes, tmp_path, where):
    """A folder that is missing, or is none: exit 3, nothing left behind."""
    shown = run("deck", "import", "notes.txt", "-o", where)
    assert shown.returncode == 3
    assert f"{where}: cannot be written" in shown.stderr
    assert os.listdir(tmp_path) == ["notes.txt"]


def test_missing_notes_are_named(run):
    """A path that leads nowhere exits 3."""
    shown = run("deck", "import", "nowhere.md")
    assert shown.returncode == 3
    assert "nowhere.md: no such file" in shown.stderr
