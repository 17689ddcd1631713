"""Fixtures for all tests: a home of one's own, a fixed moment, and the program as a process."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.piped import PATIENCE
from trainer.__main__ import main

# A machine that stalls for a second fails no test: what matters is what comes out.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent
NOW = "2026-11-23T09:00:00+00:00"
Completed = subprocess.CompletedProcess[str]
Run = Callable[..., Completed]


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
def welcomed(home: Path) -> Path:
    """The same home of a learner who was welcomed: an interactive review asks no settings."""
    home.mkdir(exist_ok=True)
    (home / "config.toml").touch()
    return home


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `trainer` in this process, in an empty folder; returns what it printed and its code."""

    def call(*arguments: str, stdin: str | bytes = "", **environment: str) -> Completed:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        streams = [io.TextIOWrapper(io.BytesIO(data), "utf-8") for data in (given, b"", b"")]
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path)
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            patch.setattr(sys, "argv", ["trainer", *arguments])
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        out, err = (_printed(stream) for stream in streams[1:])
        return Completed(arguments, ended.value.code, out, err)

    return call


def _printed(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """Run `trainer` as a process of its own, where streams and signals are what is tested."""

    def call(*arguments: str, stdin: str = "", **environment: str) -> Completed:
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "trainer", *arguments],
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, **environment},
            timeout=PATIENCE,
            check=False,
        )

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
