"""Backups: made while a review runs, whole or not there at all, thinned; restored after a check."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import pytest

from tests.logs import START, answer
from tests.piped import Piped, deck_of, program
from trainer.errors import StoreError
from trainer.store.backup import automatic_backups, back_up, back_up_daily, worth_keeping
from trainer.store.check import find_problems
from trainer.store.database import open_database
from trainer.store.log import open_log
from trainer.store.restore import restore


@pytest.fixture
def path(tmp_path):
    """The file of a log with three answers."""
    file = tmp_path / "trainer.db"
    log = open_log(file, "me")
    for card in "abc":
        answer(log, card, 4)
    log.close()
    return file


@pytest.fixture
def folder(tmp_path):
    """Where backups go; not made yet."""
    return tmp_path / "backups"


def rows(file):
    """The number of rows in a sound database."""
    database = open_database(file)
    found = find_problems(database)
    database.close()
    assert found[1] == []
    return found[0]


def test_a_backup_is_one_sound_file_named_after_its_moment(path, folder):
    """Nothing but the file itself is left in the folder."""
    made = back_up(path, folder, "by-hand", START)
    assert made == folder / "trainer-20261123T090000Z-by-hand.db"
    assert [each.name for each in folder.iterdir()] == [made.name]
    assert rows(made) == 3


def test_a_backup_while_answers_are_written_is_sound(path, folder):
    """Each copy made during 300 answers holds the log as it stood at one moment."""
    log = open_log(path, "me")
    writer = threading.Thread(target=lambda: [answer(log, f"c{n}", 4) for n in range(300)])
    writer.start()
    made = []
    while writer.is_alive():
        made.append(back_up(path, folder, f"n{len(made)}", START))
    writer.join()
    log.close()
    counts = [rows(each) for each in made]
    assert counts == sorted(counts)
    assert rows(path) == 303


def test_store_backup_while_a_review_runs(run, tmp_path, home):
    """The command copies what was saved by then, and holds up no answer."""
    deck = str(deck_of(tmp_path / "plain.md", 60))
    piped = Piped(tmp_path, program("review", "--plain", "--new", "60", "--deck", deck))
    piped.answer()
    piped.type(*("x", "4") * 59)
    for number in range(3):
        before, file = len(piped.saved), tmp_path / f"copy-{number}.db"
        assert run("store", "backup", str(file)).returncode == 0
        assert before <= rows(file) <= 60
    assert piped.end() == 0
    assert (piped.saved, piped.err) == (list(range(1, 61)), "")
    assert rows(home / "trainer.db") == 60


def test_a_damaged_database_makes_no_backup(path, folder):
    """A copy that is not sound never gets a backup's name."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(StoreError, match="damaged"):
        back_up(path, folder, "daily", START)
    assert list(folder.iterdir()) == []


def test_a_file_that_is_there_is_not_overwritten(path, tmp_path, run):
    """`store backup FILE` names a file that exists, and leaves it as it is."""
    there = tmp_path / "mine.db"
    there.write_text("mine")
    shown = run("store", "backup", str(there), TRAINER_DATABASE_URL=f"sqlite:///{path}")
    assert (shown.returncode, shown.stdout) == (4, "")
    assert "the file exists; name another" in shown.stderr
    assert there.read_text() == "mine"


def test_the_first_start_of_a_day_makes_the_days_backup(path, folder):
    """One a day, whatever else starts that day; none of a file that is not there."""
    assert back_up_daily(path.with_name("none.db"), folder, START) is None
    first = back_up_daily(path, folder, START)
    assert first is not None
    assert back_up_daily(path, folder, START + timedelta(hours=14)) is None
    second = back_up_daily(path, folder, START + timedelta(hours=15))
    assert set(automatic_backups(folder, "trainer")) == {first, second}


@pytest.mark.parametrize(
    ("days", "kept"),
    [
        pytest.param(range(5), [0, 1, 2, 3, 4], id="few"),
        # 2026-11-23 is a Monday: days 0 to 11 back, then each Sunday of ten weeks in all, then
        # the last day of each of nine months in all.
        pytest.param(
            range(400),
            [*range(12), 15, 22, 29, 36, 43, 50, 57, *(23, 54, 84, 115, 146, 176, 207, 237)],
            id="daily-for-a-year",
        ),
        pytest.param(range(0, 400, 50), range(0, 400, 50), id="seldom"),
        pytest.param([-2, -1, 0], [-2, -1, 0], id="clock-set-back"),
    ],
)
def test_backups_are_thinned_to_12_days_10_weeks_9_months(days, kept):
    """The newest of each day, week and month; never by how long ago it was."""
    moments = {day: START - timedelta(days=day) for day in days}
    assert worth_keeping(moments.values()) == {moments[day] for day in kept}


def test_thinning_removes_old_automatic_backups_only(path, folder):
    """What was made by hand, or belongs to another database, stays for ever."""
    folder.mkdir()
    names = [f"trainer-{START - timedelta(days=day):%Y%m%dT%H%M%SZ}-daily.db" for day in range(99)]
    others = [
        "trainer-20200101T000000Z-by-hand.db",
        "trainer-old-20200101T000000Z-daily.db",
        "notes.txt",
    ]
    for name in (*names[1:], *others):
        (folder / name).touch()
    back_up_daily(path, folder, START)
    left = {each.name for each in folder.iterdir()}
    assert set(others) < left
    assert len(left - set(others)) == len(
        worth_keeping(automatic_backups(folder, "trainer").values())
    )
    assert names[0] in left
    assert names[98] not in left


def test_a_review_makes_the_backup_and_goes_on_where_it_cannot(run, example_deck, home):
    """The second day's first review copies the first day's log; a full disk is only told."""
    review = ("review", "--plain", "--limit", "1")
    run(*review, stdin="x\n4\n")
    assert not (home / "backups").exists()
    run(*review, TRAINER_NOW="2026-11-24T09:00:00Z")
    made = home / "backups" / "trainer-20261124T090000Z-daily.db"
    assert rows(made) == 1
    made.unlink()
    made.parent.rmdir()
    made.parent.write_text("in the way")
    shown = run(*review, TRAINER_NOW="2026-11-24T09:00:00Z")
    assert shown.returncode == 0
    assert shown.stderr.startswith("trainer: no backup today: ")


def test_restore_refuses_to_overwrite_then_keeps_what_was_there(path, folder):
    """Without force nothing changes; with it, what was there becomes a backup."""
    backup = back_up(path, folder, "by-hand", START)
    log = open_log(path, "me")
    answer(log, "d", 4)
    with pytest.raises(StoreError, match="--force"):
        restore(backup, path, folder, START)
    restored = restore(backup, path, folder, START, force=True)
    assert [row.card for row in log.rows()] == ["a", "b", "c"]  # seen through an open connection
    answer(log, "e", 4)
    log.close()
    assert (restored.rows, rows(restored.kept), rows(path)) == (3, 4, 4)


def test_restore_where_no_database_is(path, folder, tmp_path):
    """A new machine needs no force."""
    backup = back_up(path, folder, "by-hand", START)
    target = tmp_path / "new" / "trainer.db"
    assert restore(backup, target, folder, START) == (3, None)
    assert rows(target) == 3


@pytest.mark.parametrize("content", [b"no database at all", b"SQLite format 3\0" + b"\xff" * 999])
def test_restore_moves_what_is_no_database_aside(path, folder, content):
    """Even junk is kept, under another name."""
    backup = back_up(path, folder, "by-hand", START)
    path.write_bytes(content)
    kept = restore(backup, path, folder, START, force=True).kept
    assert kept.name.startswith("trainer.db.damaged-")
    assert kept.read_bytes() == content
    assert rows(path) == 3


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("DROP TABLE card_states", "damaged"),
        ("UPDATE card_states SET ease = 1", "does not follow from the log"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer than this program"),
    ],
)
def test_a_backup_that_is_not_sound_is_not_restored(path, folder, damage, says):
    """It is checked first; the database stays as it was, byte for byte."""
    backup = back_up(path, folder, "by-hand", START)
    with sqlite3.connect(backup) as connection:
        connection.execute(damage)
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=says):
        restore(backup, path, folder, START, force=True)
    assert path.read_bytes() == before


def test_a_restore_waits_for_nobody(path, folder, monkeypatch):
    """A database that is being written to is not replaced; the message says why."""
    backup = back_up(path, folder, "by-hand", START)
    monkeypatch.setattr("trainer.store.restore.BUSY_MILLISECONDS", 50)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        restore(backup, path, folder, START, force=True)
    holder.close()
    assert rows(path) == 3


@pytest.mark.parametrize("what", ["folder", "backups"])
def test_restore_where_nothing_can_be_written(path, tmp_path, run, home, what):
    """Exit code 4, one line with the path, and the database as it was."""
    backup = back_up(path, tmp_path, "by-hand", START)
    before, in_the_way = path.read_bytes(), home / what
    home.mkdir()
    in_the_way.write_text("a file, where a folder should be")
    database = in_the_way / "trainer.db" if what == "folder" else path
    url = f"sqlite:///{database}"
    shown = run("store", "restore", str(backup), "--force", TRAINER_DATABASE_URL=url)
    assert (shown.returncode, shown.stdout) == (4, "")
    assert "cannot be written" in shown.stderr
    assert str(in_the_way) in shown.stderr
    assert shown.stderr.count("\n") == 1
    assert path.read_bytes() == before


def test_a_backup_that_cannot_be_removed_stops_nothing(path, folder):
    """Thinning passes it over; the day's backup is made."""
    for day in range(1, 60):
        (folder / f"trainer-{START - timedelta(days=day):%Y%m%dT%H%M%SZ}-daily.db").mkdir(
            parents=True
        )
    assert rows(back_up_daily(path, folder, START)) == 3


def test_backups_of_a_server_name_the_right_tool(run):
    """A server's database is no file of ours."""
    url = "postgresql://nobody@127.0.0.1:1/none"
    for arguments, word in ((("backup",), "pg_dump"), (("restore", "x.db"), "pg_restore")):
        shown = run("store", *arguments, TRAINER_DATABASE_URL=url)
        assert (shown.returncode, word in shown.stderr) == (4, True)


def test_the_stamp_of_a_backup_is_utc(path, folder):
    """A name means one moment, wherever the learner is."""
    made = back_up(path, folder, "daily", datetime(2026, 11, 23, 9, tzinfo=UTC).astimezone())
    assert made.name == "trainer-20261123T090000Z-daily.db"
