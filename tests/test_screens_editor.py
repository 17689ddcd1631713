"""Which command opens a file at a line."""

from pathlib import Path

import pytest

from trainer.errors import TrainerError
from trainer.screens.editor import Scratch, editor_command

FILE = Path("/tmp/a b.md")  # noqa: S108 - never opened


@pytest.mark.parametrize(
    ("visual", "editor", "expected"),
    [
        ("", "vim", ["vim", "+7", str(FILE)]),
        ("nano", "vim", ["nano", "+7", str(FILE)]),
        ("", "emacsclient -nw", ["emacsclient", "-nw", "+7", str(FILE)]),
        ("", "/usr/bin/code", ["/usr/bin/code", "--wait", "--goto", f"{FILE}:7"]),
        ("", "hx", ["hx", f"{FILE}:7"]),
        ("", "'/opt/my editor/bin'", ["/opt/my editor/bin", "+7", str(FILE)]),
    ],
)
def test_each_editor_gets_file_and_line_as_it_takes_them(monkeypatch, visual, editor, expected):
    """VISUAL before EDITOR; `+LINE` unless the editor is known to want something else."""
    monkeypatch.setenv("VISUAL", visual)
    monkeypatch.setenv("EDITOR", editor)
    assert editor_command(FILE, 7) == expected


@pytest.mark.parametrize(("editor", "says"), [("", "set EDITOR"), ("'vim", "no command")])
def test_no_editor_is_an_error_with_a_remedy(monkeypatch, editor, says):
    """Nothing set and nothing installed, or a broken value."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(TrainerError, match=says):
        editor_command(FILE, 7)


def test_line_ends_pass_through_the_editor_as_they_are(monkeypatch):
    """A text that nobody changed comes back as it was, from Windows or not."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "true")
    for text in ("one\r\ntwo\n", "\ufeffone\r\n", "one\rtwo"):
        scratch = Scratch(text, "deck.md")
        assert scratch.edit() == text
        assert scratch.kept(text) == ""
        assert not scratch.path.exists()
