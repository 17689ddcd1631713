"""Naming a deck, and files that are written whole or not at all."""

import os

import pytest

from trainer import files
from trainer.cli.settings import load
from trainer.errors import DeckError, TrainerError
from trainer.files.writing import write_whole

DECK = '+++\ndeck = "{}"\ntitle = "Mine"\n+++\n'


@pytest.fixture
def places(home, tmp_path, monkeypatch):
    """The home with decks of its own, in a folder where `week06` is a folder and `here` a file."""
    (home / "decks").mkdir(parents=True)
    for stem, name in {"my-v1.2": "my-v12", "a": "b", "b": "c"}.items():
        (home / "decks" / f"{stem}.md").write_text(DECK.format(name), encoding="utf-8")
    (home / "decks" / "latin.md").write_bytes(b"+++ caf\xe9 +++")
    (tmp_path / "week06").mkdir()
    (tmp_path / "here").touch()
    monkeypatch.chdir(tmp_path)
    return load().places


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("my-v12", "my-v1.2.md"),
        ("my-v1.2", "my-v1.2.md"),
        ("b", "a.md"),
        ("a", "a.md"),
        ("c", "b.md"),
        ("latin", "latin.md"),
        ("week06", "week06.md"),
        ("week06/", "week06"),
        ("here", "here"),
        ("nowhere.md", "nowhere.md"),
        ("nowhere/x", "x"),
    ],
)
def test_a_deck_is_found_by_name_then_file_name_then_path(places, name, found):
    """The name that `deck list` shows comes first; what can be no name is a path."""
    assert files.find_deck(places, name).name == found


@pytest.mark.parametrize("name", ["nope", "my-v1.3", "", "n" * 300])
def test_a_name_that_nothing_bears_is_refused_with_those_there_are(places, name):
    """As `deck list` shows them."""
    with pytest.raises(DeckError, match="decks: b, c, latin, my-v12, week06, or give a path"):
        files.find_deck(places, name)


def test_what_cannot_be_written_whole_leaves_the_file(tmp_path, monkeypatch):
    """A disk that is full at the last step: the old text stays, no scratch file is left."""
    path = tmp_path / "log.txt"
    path.write_text("old", encoding="utf-8")

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", full)
        with pytest.raises(TrainerError, match="no space left on device"):
            write_whole(path, "new")
    assert (path.read_text(encoding="utf-8"), os.listdir(tmp_path)) == ("old", ["log.txt"])


def test_two_programs_that_write_one_file_do_not_meet(tmp_path, monkeypatch):
    """Each has a scratch file of its own, so the last to finish wins with a whole text."""
    seen = []
    for pid in (1, 2):
        with monkeypatch.context() as patch:
            patch.setattr("os.getpid", lambda pid=pid: pid)
            patch.setattr("pathlib.Path.replace", lambda scratch, _: seen.append(scratch.name))
            write_whole(tmp_path / "log.txt", "text\r\n")
    assert len(set(seen)) == 2
