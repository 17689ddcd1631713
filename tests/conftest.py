"""Fixtures for all tests: a home of one's own, a fixed moment, and the program as a process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-23T09:00:00+00:00"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A TRAINER_HOME in a temporary folder, UTC, at `NOW`, and nothing else from outside."""
    for name in [name for name in os.environ if name.startswith("TRAINER_")]:
        if not name.startswith("TRAINER_TEST_"):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    monkeypatch.setenv("TRAINER_HOME", str(folder))
    monkeypatch.setenv("TRAINER_NOW", NOW)
    monkeypatch.setenv("TRAINER_TIMEZONE", "UTC")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    return folder


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `trainer` as a process in an empty folder; returns what it printed and its code."""

    def call(*arguments: str, stdin: str | bytes = "", **environment: str) -> Run:
        completed = subprocess.run(
            [sys.executable, "-W", "error", "-m", "trainer", *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, **environment},
            timeout=60,
            check=False,
        )
        out, err = (stream.decode("utf-8") for stream in (completed.stdout, completed.stderr))
        assert "Traceback" not in err, err
        return subprocess.CompletedProcess(completed.args, completed.returncode, out, err)

    return call


@pytest.fixture
def example() -> str:
    """The deck that `decks/README.md` shows: one card of each kind."""
    readme = (ROOT / "decks" / "README.md").read_text(encoding="utf-8")
    found = re.search(r"````markdown\n(.*?)````", readme, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def example_deck(home: Path, example: str) -> Path:
    """The example deck as the only deck of its name among the learner's own."""
    path = home / "decks" / "example.md"
    path.parent.mkdir(parents=True)
    path.write_text(example, encoding="utf-8")
    return path
