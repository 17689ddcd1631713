"""Files that are written whole or not at all."""

import os

import pytest

from trainer.errors import TrainerError
from trainer.files.writing import write_whole


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
