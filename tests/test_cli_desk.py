"""Mending a deck from within a sitting: checked first, whole or not at all, shipped ones copied."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.doubles import SetClock
from trainer import files
from trainer.cli.desk import FileDesk
from trainer.cli.settings import load
from trainer.errors import DeckError
from trainer.store.log import open_log


@pytest.fixture
def desk(home):
    """A desk over the home's decks and a log of its own."""
    log = open_log(home / "trainer.db", "me")
    yield FileDesk(load().places, log, SetClock())
    log.close()


def card_of(path: Path, name: str):
    """A card of a deck file."""
    deck, problems = files.read_deck(path, load().places)
    assert problems == []
    return next(card for card in deck.cards if card.id == name)


def test_a_new_text_is_stored_and_read(desk, example_deck):
    """The card as it is now comes back, and stands in the file."""
    card = card_of(example_deck, "fp16-max")
    text = desk.source(card).replace("What is the largest", "Which is the largest")
    revised = desk.revise(card, text)["fp16-max"]
    assert revised.question.startswith("Which is the largest")
    assert example_deck.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("- kind: recall", "- kind: recal"), "unknown kind 'recal'"),
        (("## fp16-max", "## fp16-largest"), "your progress hangs on it"),
        (("- family: weights-raw", "- family: nope"), "unknown family 'nope'"),
        (("## fp16-max", "## nf4-origin"), "fp16-max"),
        (("+++\n", "", 1), "no front matter"),
    ],
)
def test_a_wrong_text_is_refused_and_the_file_stays(desk, example_deck, example, change, says):
    """Every problem is named, nothing is written."""
    text = example.replace(*change)
    assert text != example
    with pytest.raises(DeckError, match=says):
        desk.revise(card_of(example_deck, "fp16-max"), text)
    assert example_deck.read_text(encoding="utf-8") == example
    assert list(example_deck.parent.glob(".*")) == []


def test_an_id_of_another_deck_is_refused(desk, home, example_deck, example):
    """An id is never shared, or the next review would not start."""
    other = example.replace('deck = "example"', 'deck = "other"').replace("\n## ", "\n## other-")
    (home / "decks" / "other.md").write_text(other, encoding="utf-8")
    text = example.replace("## fp16-max\n", "## other-fp16-max\n")
    card = replace(card_of(example_deck, "fp16-max"), id="other-fp16-max")
    with pytest.raises(DeckError, match=r"id 'other-fp16-max' stands in .*other\.md too"):
        desk.revise(card, text)


def test_a_shipped_deck_becomes_an_own_one(desk, home):
    """The program's file stays; the copy is the learner's and takes its place."""
    shipped = files.shipped_decks() / "week06.md"
    before = shipped.read_text(encoding="utf-8")
    deck, _ = files.read_deck(shipped, load().places)
    card = next(card for card in deck.cards if card.question)
    text = before.replace(card.question, f"Say: {card.question}", 1)
    revised = desk.revise(card, text)[card.id]
    assert shipped.read_text(encoding="utf-8") == before
    assert (revised.path, revised.line) == (str(home / "decks" / "week06.md"), card.line)
    assert files.deck_files(load().places)["week06"] == Path(revised.path)


def test_line_ends_and_mark_of_an_own_deck_stay(desk, example_deck, example):
    """A file of a Windows editor is changed where the learner changes it, and nowhere else."""
    content = b"\xef\xbb\xbf" + example.replace("\n", "\r\n").encode()
    example_deck.write_bytes(content)
    card = card_of(example_deck, "fp16-max")
    text = desk.source(card)
    assert text.encode() == content
    desk.revise(card, text.replace("What is the largest", "Which is the largest"))
    assert example_deck.read_bytes() == content.replace(b"What is the", b"Which is the")


@pytest.mark.parametrize("spelled", ["shipped/decks/example.md", "link/example.md"])
def test_a_shipped_deck_is_known_however_its_path_is_spelled(
    desk, home, example, tmp_path, monkeypatch, spelled
):
    """Named by a relative path or through a link, the program's file stays."""
    shipped = tmp_path / "shipped" / "decks" / "example.md"
    shipped.parent.mkdir(parents=True)
    shipped.write_text(example, encoding="utf-8")
    (tmp_path / "link").symlink_to(shipped.parent)
    monkeypatch.setattr(files, "shipped_decks", lambda: shipped.parent)
    monkeypatch.chdir(tmp_path)
    text = example.replace("What is the largest", "Which is the largest")
    desk.revise(card_of(Path(spelled), "fp16-max"), text)
    assert shipped.read_text(encoding="utf-8") == example
    assert (home / "decks" / "example.md").read_text(encoding="utf-8") == text


def test_sections_are_read_and_kept_as_read(desk):
    """Unknown numbers are left out."""
    text = desk.read(("1.1", "99.9", "2.5"))
    assert text.startswith("## 1.1 ")
    assert "\n## 2.5 " in text
    assert [reading.section for reading in desk.log.readings()] == ["1.1", "2.5"]
