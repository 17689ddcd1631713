"""Completion and manual pages: made of what there is, and never of the database."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT
from trainer.cli import VERBS


def completed(words, home, tmp_path):
    """What completing the last of these words offers."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "TRAINER_HOME": str(home),
        "_TRAINER_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    program = "import sys; sys.argv[0] = 'trainer'; from trainer.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return {line.split(",", 1)[1] for line in done.stdout.splitlines()}


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("trainer rev", {"review"}),
        ("trainer drill kv-per-token-g", {"kv-per-token-gqa"}),
        ("trainer calc kv --model llama-3-8", {"llama-3-8b"}),
        ("trainer deck cards --deck we", {"week06"}),
        ("trainer review --deck we", {"week06"}),
        ("trainer read 6.7", {"6.7"}),
        ("trainer config interview_", {"interview_date"}),
    ],
)
def test_names_are_completed_without_the_database(home, tmp_path, words, offered):
    """Verbs, families, models, decks, sections and settings; no file is made, none opened."""
    home.mkdir()
    (home / "trainer.db").write_text("opening this would fail")
    before = sorted(home.iterdir())
    assert completed(words, home, tmp_path) == offered
    assert sorted(home.iterdir()) == before


def test_a_deck_is_completed_by_the_name_that_is_listed(home, tmp_path):
    """Its file may be called otherwise."""
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "file.md").write_text('+++\ndeck = "my-deck"\n+++\n', encoding="utf-8")
    assert completed("trainer review --deck my", home, tmp_path) == {"my-deck"}


@pytest.mark.parametrize(
    ("shell", "sign"),
    [("bash", "complete -o nosort -F"), ("zsh", "#compdef trainer"), ("fish", "complete --no")],
)
def test_each_shell_gets_its_script(run, shell, sign):
    """The script calls the program by its name."""
    said = run("completion", shell)
    assert (said.returncode, sign in said.stdout, "trainer" in said.stdout) == (0, True, True)


def test_an_unknown_shell_is_refused(run):
    """Exit 2, with those that there are."""
    refused = run("completion", "tcsh")
    assert (refused.returncode, "bash" in refused.stderr) == (2, True)


def test_every_command_has_a_manual_page(run, tmp_path):
    """A page a verb, with its description and options."""
    pytest.importorskip("click_man", reason="the extra `man` is not installed")
    said = run("man", str(tmp_path / "man1"))
    pages = {path.name for path in (tmp_path / "man1").iterdir()}
    assert {f"trainer-{verb}.1" for verb in VERBS} | {"trainer.1"} <= pages
    assert said.stdout.startswith(f"{len(pages)} pages")
    assert "\\-\\-limit" in (tmp_path / "man1" / "trainer-review.1").read_text()


def test_a_folder_that_cannot_be_written_is_named(run, tmp_path):
    """A file in its place: one line, exit 1."""
    pytest.importorskip("click_man", reason="the extra `man` is not installed")
    (tmp_path / "man1").write_text("a file")
    refused = run("man", str(tmp_path / "man1"))
    assert (refused.returncode, "cannot be written" in refused.stderr) == (1, True)
