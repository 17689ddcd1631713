"""A review that is killed at a random moment keeps every answer it acknowledged."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.piped import Piped, deck_of
from trainer.history.replay import replay
from trainer.store.check import find_problems
from trainer.store.log import open_log

pytest_plugins = ("tests.postgres",)
KILLS = int(os.environ.get("TRAINER_TEST_KILLS", "20"))
ANSWERS = 50  # typed for each review: however late the kill, the deck lasts for all of them
CARDS = ANSWERS * KILLS


def kill_a_review(folder, deck, chance):
    """Kill a review a random moment after so many answers; the ids that it had acknowledged."""
    command = [sys.executable, "-m", "trainer", "review", "--plain", "--deck", str(deck)]
    piped = Piped(folder, [*command, "--new", str(CARDS)])
    piped.type(*("x", "4") * ANSWERS)
    after = chance.randint(0, 4)
    piped.until(lambda: len(piped.saved) >= after)
    time.sleep(chance.uniform(0, 0.03 if after else 1.0))  # from the first import on
    piped.process.send_signal(signal.SIGKILL)
    piped.process.wait()
    piped.process.stdin.close()
    return piped.saved


def test_kills_lose_no_acknowledged_answer(tmp_path, monkeypatch, database_url):
    """After each SIGKILL every `saved ID` that was printed is in the log, and the store sound.

    Twenty kills, or as many as TRAINER_TEST_KILLS says.
    """
    monkeypatch.setenv("TRAINER_DATABASE_URL", database_url)
    deck, chance = deck_of(tmp_path / "plain.md", CARDS), random.Random(6)
    known: list = []
    for _ in range(KILLS):
        saved = kill_a_review(tmp_path, deck, chance)
        log = open_log(database_url, "me")
        rows = log.rows()
        assert rows[: len(known)] == known
        assert saved == [row.id for row in rows[len(known) :]][: len(saved)]
        assert len(rows) <= len(known) + len(saved) + 1  # the one whose line was not printed yet
        assert find_problems(log.database) == (len(rows), [])
        known = rows
        log.close()
    assert len(known) > KILLS
    assert {row.kind for row in known} == {"review"}
    assert set(replay(known)) == {row.card for row in known}


@pytest.fixture
def hangup():
    """Let SIGHUP and Ctrl-C reach child processes, also under nohup or in the background."""
    before = [
        (each, signal.signal(each, handler))
        for each, handler in (
            (signal.SIGHUP, signal.SIG_DFL),
            (signal.SIGINT, signal.default_int_handler),
        )
    ]
    yield
    for each, handler in before:
        signal.signal(each, handler)


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
