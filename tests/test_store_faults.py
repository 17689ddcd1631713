"""Faults of the disk and the server in the middle of a review: what was saved stays saved."""

import os
import resource
import subprocess
from pathlib import Path

import pexpect
import pytest

from tests.logs import START, answer
from tests.piped import PATIENCE, Piped, deck_of, program
from trainer.store.backup import back_up
from trainer.store.check import find_problems
from trainer.store.log import open_log

pytest_plugins = ("tests.postgres",)
LONG = "x" * 3000  # an answer that needs pages of its own


@pytest.fixture
def review(tmp_path):
    """Start a review of a hundred new cards on a database; killed at the end if it still runs."""
    deck = deck_of(tmp_path / "plain.md", 100)
    started = []

    def start(url, *, bound=False):
        command = program("review", "--plain", "--new", "100", "--deck", str(deck))
        if bound and os.geteuid() == 0:  # by permissions, which root ignores
            command = ["setpriv", "--bounding-set=-dac_override", *command]
        started.append(Piped(tmp_path, command, TRAINER_DATABASE_URL=url))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        each.process.stdin.close()


def rows_of(url):
    """The ids of a log, which must be sound."""
    log = open_log(url, "me")
    ids = [row.id for row in log.rows()]
    assert find_problems(log.database) == (len(ids), [])
    log.close()
    return ids


# A full disk


class SmallDisk:
    """A folder that can be filled up: a file system of its own, or a limit on the process.

    Attributes:
        url: A database in it.
    """

    def __init__(self, folder: Path, *, mounted: bool) -> None:
        self.folder = folder
        self.mounted = mounted
        self.url = f"sqlite:///{folder}/trainer.db"
        if mounted:
            folder.mkdir()
            mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
            if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode:
                pytest.skip("only root may mount a small disk; a limit on the process is tried too")

    def fill(self, process: int) -> None:
        """Leave no room for what this process writes next."""
        if self.mounted:
            with pytest.raises(OSError, match="No space left"):
                (self.folder / "filler").write_bytes(bytes(2**20))
        else:
            written = (self.folder / "trainer.db-wal").stat().st_size
            resource.prlimit(process, resource.RLIMIT_FSIZE, (written, -1))

    def make_room(self, process: int | None = None) -> None:
        """Make room again, also for a process that runs."""
        if self.mounted:
            (self.folder / "filler").unlink()
        elif process:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (-1, -1))


@pytest.fixture(params=["disk", "limit"])
def small(request, tmp_path):
    """A small disk with an empty log; gone after the test."""
    disk = SmallDisk(tmp_path / "small", mounted=request.param == "disk")
    open_log(disk.url, "me").close()
    yield disk
    if disk.mounted:
        subprocess.run(["umount", disk.folder], check=True)


def test_a_full_disk_stops_a_piped_review(small, review):
    """Exit code 4 and what to do; every acknowledged answer is there, and with room it goes on."""
    piped = review(small.url)
    piped.answer(3)
    small.fill(piped.process.pid)
    piped.type(LONG, "4")
    assert piped.process.wait(timeout=PATIENCE) == 4
    (line,) = piped.err.splitlines()
    assert line.startswith("trainer: ")
    assert "make room on the disk" in line or "disk I/O error" in line
    small.make_room()
    assert piped.saved == rows_of(small.url) == [1, 2, 3]
    again = review(small.url)
    again.answer()
    assert again.end() == 0
    assert rows_of(small.url) == [1, 2, 3, 4]


def test_a_full_disk_waits_for_the_learner_at_a_terminal(small, tmp_path, monkeypatch):
    """The answer is kept, and saved as soon as there is room."""
    monkeypatch.setenv("TRAINER_DATABASE_URL", small.url)
    deck = str(deck_of(tmp_path / "plain.md", 9))
    path, *arguments = program("review", "--plain", "--deck", deck)
    child = pexpect.spawn(path, arguments, encoding="utf-8", timeout=PATIENCE)
    for card in (1, 2):
        child.expect("answer:")
        child.sendline("y" * 900)
        child.expect("grade 0-5")
        if card == 2:
            small.fill(child.pid)
        child.sendline("4")
        if card == 2:
            child.expect(r"your\s+answer\s+is\s+kept,\s+trying\s+again")
            assert rows_of(small.url) == [1]
            small.make_room(child.pid)
        child.expect(f"saved {card}")
    child.sendeof()
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert rows_of(small.url) == [1, 2]


# A file that cannot be written


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_file_made_read_only_stops_a_review(tmp_path, review, what):
    """Exit code 4 and what to do, at once; the log is as it was, and goes on afterwards."""
    path = tmp_path / "data" / "trainer.db"
    log = open_log(path, "me")
    answer(log, "a", 4)
    log.close()
    url = f"sqlite:///{path}"
    path.chmod(0o400)
    path.parent.chmod(0o500 if what == "folder" else 0o700)
    before = path.read_bytes()
    piped = review(url, bound=True)
    piped.type("x", "4")
    assert piped.process.wait(timeout=PATIENCE) == 4
    assert piped.saved == []
    line = piped.err.splitlines()[-1]
    assert line.startswith(f"trainer: {path}: ")
    assert "permission" in line or "may be written" in line
    assert path.read_bytes() == before
    path.parent.chmod(0o700)
    for each in path.parent.iterdir():
        each.chmod(0o600)
    again = review(url, bound=True)
    again.answer()
    assert again.end() == 0
    assert rows_of(url) == [1, 2]


# A file that is damaged, moved or replaced


@pytest.fixture
def filled(tmp_path):
    """The file of a log with a hundred long answers, and a backup of it."""
    path = tmp_path / "filled" / "trainer.db"
    log = open_log(path, "me")
    for number in range(100):
        answer(log, f"card-{number:02}", 4, answer=LONG)
    log.close()
    return path, back_up(path, tmp_path / "backups", "by-hand", START)


@pytest.mark.parametrize(
    ("keep", "junk"),
    [
        (0, b""),
        (99, b""),
        (4096, b""),
        (0.5, b""),
        (-4096, b""),
        (0, b"notes\n" * 999),
        (0.5, b"\0"),
    ],
    ids=["emptied", "header", "page", "half", "last-page", "overwritten", "zeros"],
)
def test_a_truncated_or_overwritten_file_is_told_and_left_alone(filled, run, keep, junk, home):
    """4 or, from `store check`, 5; no byte is written, no backup made; a restore brings it back."""
    path, backup = filled
    whole = path.read_bytes()
    size = int(keep * len(whole)) if isinstance(keep, float) else keep
    damaged = whole[:size] + junk * (len(whole) - size if junk == b"\0" else 1)
    path.write_bytes(damaged)
    url = {"TRAINER_DATABASE_URL": f"sqlite:///{path}"}
    for verb in ("history", "undo"):
        shown = run(verb, **url)
        assert shown.returncode == 4, shown
        assert "`trainer store restore FILE`" in shown.stderr
        assert shown.stderr.splitlines()[-1].startswith("trainer: ")
    assert run("store", "check", **url).returncode in (4, 5)
    assert path.read_bytes() == damaged
    assert list(home.glob("backups/*")) == []
    assert run("store", "restore", str(backup), "--force", **url).returncode == 0
    assert rows_of(url["TRAINER_DATABASE_URL"]) == list(range(1, 101))


def test_an_answer_never_goes_into_a_file_that_was_replaced(review, tmp_path):
    """What is saved lies in the file that has the name, also when a backup was put there."""
    path = tmp_path / "trainer.db"
    open_log(path, "me").close()
    piped = review(f"sqlite:///{path}")
    piped.answer()
    copy = back_up(path, tmp_path / "backups", "by-hand", START)
    piped.answer(2)
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink()
    copy.rename(path)
    piped.answer()
    assert piped.saved == [1, 2, 3, 2]
    assert piped.end() == 0
    assert rows_of(f"sqlite:///{path}") == [1, 2]


def test_an_answer_never_goes_into_a_file_that_was_removed(review, tmp_path):
    """Exit code 4, and no empty database in its place; put back, it holds what was saved."""
    path = tmp_path / "trainer.db"
    open_log(path, "me").close()
    piped = review(f"sqlite:///{path}")
    piped.answer(2)
    away = tmp_path / "away"
    away.mkdir()
    for each in tmp_path.glob("trainer.db*"):
        each.rename(away / each.name)
    piped.type("x", "4")
    assert piped.process.wait(timeout=PATIENCE) == 4
    assert "the file was moved or removed; put it back" in piped.err
    assert piped.saved == [1, 2]
    assert list(tmp_path.glob("trainer.db*")) == []
    assert rows_of(f"sqlite:///{away / 'trainer.db'}")[:2] == [1, 2]


# A server that goes away


def test_a_server_that_stops_and_starts_loses_no_answer(private_server, on_private_server, review):
    """The answer given while it is away is kept, said to be, and written once it is back."""
    piped = review(on_private_server)
    piped.answer(2)
    private_server.stop()
    try:
        piped.type("kept", "5", "x", "4")
        piped.until("your answer is kept, trying again")
        assert piped.saved == [1, 2]
    finally:
        private_server.start()
    piped.until(lambda: len(piped.saved) == 4)
    assert piped.end() == 0
    assert all(line.startswith("trainer: ") for line in piped.err.splitlines())
    log = open_log(on_private_server, "me")
    assert [row.answer for row in log.rows()] == ["x", "x", "kept", "x"]
    log.close()
    assert rows_of(on_private_server) == [1, 2, 3, 4]


def test_a_restart_between_two_answers_is_not_even_told(private_server, on_private_server, review):
    """A connection that was cut is opened again."""
    piped = review(on_private_server)
    piped.answer()
    private_server.stop()
    private_server.start()
    piped.answer()
    assert piped.end() == 0
    assert piped.err == ""
    assert rows_of(on_private_server) == [1, 2]
