"""A piped review that is killed at a random moment keeps every answer it acknowledged."""

import json
import os
import random
import signal
import subprocess
import sys

import pytest

KILLS = 20


def killed_review(arguments: list[str], after_saves: int, pause: float) -> list[int]:
    """Run a review, kill it once so many answers were acknowledged; the ids it had printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    saved = []
    process.stdin.write("4\n" * 200)  # a typed answer, then a grade; a number for numeric cards
    process.stdin.flush()
    for line in process.stdout:
        if line.startswith("saved "):
            saved.append(int(line.split()[1]))
        if len(saved) == after_saves:
            break
    try:
        process.wait(timeout=pause)  # let it go on a little, to be killed in the middle
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL)
    rest = process.communicate()[0]
    return saved + [int(line.split()[1]) for line in rest.splitlines() if line.startswith("saved ")]


def test_twenty_kills_lose_no_acknowledged_answer(run, example_deck):
    """Each `saved ID` that was printed is in the log after SIGKILL, and the store is sound."""
    chance = random.Random(6)
    arguments = ["review", "--plain", "--cram", "--deck", str(example_deck)]
    for _ in range(KILLS):
        before = {row["id"] for row in json.loads(run("history", "--json").stdout)}
        saved = killed_review(arguments, chance.randint(0, 4), chance.uniform(0, 0.02))
        logged = {row["id"] for row in json.loads(run("history", "--json").stdout)}
        assert set(saved) <= logged - before
    assert run("store", "check").returncode == 0


@pytest.fixture
def hangup():
    """Let SIGHUP end child processes, also where nohup started the tests."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hangup")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGHUP, -signal.SIGHUP)])
def test_an_interrupted_review_keeps_its_answers(run, example_deck, sent, code):
    """Ctrl-C exits 130 with one line; a closed terminal ends it; the answers stay."""
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", "review", "--plain", "--deck", str(example_deck)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdin.write("a\n4\n")
    process.stdin.flush()
    for line in process.stdout:
        if line == "saved 1\n":
            break
    process.send_signal(sent)
    err = process.communicate()[1]
    assert process.returncode == code
    assert "Traceback" not in err
    assert [row["id"] for row in json.loads(run("history", "--json").stdout)] == [1]
