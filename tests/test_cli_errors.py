"""Bad input at the door: one clear line, the right exit code, nothing lost, no traceback."""

import os
import shutil
import sqlite3

import pytest

from trainer.files import shipped_decks

BAD_DECK = "## no front matter\n"


def is_root() -> bool:
    """Whether file permissions do not bind this process."""
    return os.geteuid() == 0


def assert_refused(shown, code: int, *words: str) -> None:
    """One line on stderr that begins with `trainer: ` and says these words; nothing on stdout."""
    assert shown.returncode == code, shown
    assert shown.stdout == ""
    assert shown.stderr.startswith("trainer: ")
    for word in words:
        assert word in shown.stderr, shown.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nope",), 2, ("no command 'nope'", "trainer --help")),
        (("reviev",), 2, ("did you mean review",)),
        (("completion",), 2, ("bash, zsh, fish; see `trainer completion --help`\n",)),
        (("read", "--search"), 2, ("see `trainer read --help`",)),
        (("calc", "kv", "--tokens"), 2, ("see `trainer calc kv --help`",)),
        (("lab", "run", "nope"), 2, ("no lab 'nope'; `trainer lab list` shows them\n",)),
        (("lab", "run", "kv"), 2, ("no lab 'kv'; close to it: kv-growth\n",)),
        (("read", "nope"), 2, ("no section 'nope'; `trainer read` lists them\n",)),
        (("review", "--limit", "0"), 2, ("--limit", "trainer review --help")),
        (("review", "--colour"), 2, ("--colour",)),
        (("review", "--topic", "cooking"), 2, ("no card has the topic 'cooking'", "topics: ")),
        (("review", "--deck", "nope"), 3, ("no deck 'nope'", "decks: ")),
        (("review", "--deck", "nope.md"), 3, ("nope.md: no such file",)),
        (("review", "--deck", "."), 3, (".: cannot be read", "name a file in it")),
        (("memo", "check", "."), 3, ("name a file in it",)),
        (("deck", "check", "x" * 300), 3, ("name another file",)),
        (("store", "restore", "."), 4, ("no file but a folder", "backups lie in")),
        (("store", "backup", "."), 4, ("is a folder; name a file in it",)),
        (("deck", "check", "nope.md"), 3, ("nope.md: no such file",)),
        (("question", "show", "wieghts-raw", "--seed", "1"), 2, ("no family", "weights-raw")),
        (("question", "show", "weights-raw"), 2, ("--seed",)),
        (
            ("question", "show", "weights-raw", "--seed", "x"),
            2,
            ("'x' is not a valid whole number",),
        ),
        (("history", "--limit", "-1"), 2, ("--limit",)),
        (("history", "--limit", f"{2**63}"), 2, ("--limit",)),
        (("undo", f"{2**63}"), 2, ("ID",)),
        (("lab", "run", "weight-bytes", "--predict", "4", "--seed", f"{2**63}"), 2, ("--seed",)),
    ],
)
def test_bad_arguments_are_told_in_one_line(run, arguments, code, words):
    """Usage errors exit 2, decks that are missing exit 3."""
    assert_refused(run(*arguments), code, *words)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("TRAINER_NOW", "yesterday", ("TRAINER_NOW is 'yesterday'", "ISO 8601")),
        ("TRAINER_NOW", "0001-01-01", ("TRAINER_NOW is '0001-01-01'", "from 1000 to 9998")),
        ("TRAINER_NOW", "9999-12-31", ("TRAINER_NOW is '9999-12-31'",)),
        ("TRAINER_TIMEZONE", "Mars/Olympus", ("TRAINER_TIMEZONE", "Europe/Berlin")),
        ("TRAINER_TIMEZONE", "../etc/passwd", ("TRAINER_TIMEZONE",)),
        ("TRAINER_DAY_STARTS", "25:00", ("TRAINER_DAY_STARTS", "04:00")),
        ("TRAINER_NEW_PER_DAY", "-1", ("TRAINER_NEW_PER_DAY", "whole number")),
        ("TRAINER_LONGEST_INTERVAL", "0", ("TRAINER_LONGEST_INTERVAL",)),
        ("TRAINER_LEARNER", "a\nb", ("TRAINER_LEARNER",)),
    ],
)
def test_bad_settings_name_where_they_stand(run, variable, value, words):
    """A setting that cannot be used exits 2 and names its variable."""
    assert_refused(run("status", **{variable: value}), 2, *words)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("new_per_day = ", ("config.toml", "cannot be read")),
        ("colour = 1", ("config.toml", "unknown setting 'colour'", "new_per_day")),
        ('day_starts = "late"', ("config.toml: day_starts is 'late'",)),
    ],
)
def test_a_bad_config_file_is_named(run, home, config, words):
    """The configuration's own path stands in the message."""
    home.mkdir()
    (home / "config.toml").write_text(config, encoding="utf-8")
    assert_refused(run("status"), 2, *words)


def test_a_home_that_is_a_file_is_named_once(run, home):
    """TRAINER_HOME must be a folder; the remedy says which variable."""
    home.touch()
    shown = run("status")
    assert_refused(shown, 2, f"{home}: is no folder; name one with TRAINER_HOME")
    assert shown.stderr.count(str(home)) == 1


def test_a_setting_in_the_config_file_holds_and_the_environment_wins(run, home, example_deck):
    """config.toml sets new_per_day; TRAINER_NEW_PER_DAY overrides it."""
    (home / "config.toml").write_text("new_per_day = 2", encoding="utf-8")
    assert "2 new" in run("status").stdout
    assert "3 new" in run("status", TRAINER_NEW_PER_DAY="3").stdout


def test_an_invalid_deck_among_the_own_ones_stops_a_review_with_every_problem(run, home):
    """Exit 3, and each problem with file and line."""
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "bad.md").write_text(BAD_DECK, encoding="utf-8")
    shown = run("review", "--plain")
    assert_refused(shown, 3, "bad.md:1: the deck has no front matter", "bad.md:1: 'no front")


def test_an_id_in_two_decks_is_refused(run, home, example):
    """Two decks may not share a card's id: progress would be mixed."""
    (home / "decks").mkdir(parents=True)
    for name in ("one", "two"):
        text = example.replace('deck = "example"', f'deck = "{name}"')
        (home / "decks" / f"{name}.md").write_text(text, encoding="utf-8")
    shown = run("review", "--plain")
    assert_refused(shown, 3, "two.md:18", "already taken", "one.md:18", "6 more are taken")
    assert shown.stderr.count("\n") == 1


def test_a_copy_of_a_shipped_deck_is_told_how_to_replace_it(run, home):
    """One line for all its ids: the own file, the shipped one, and the name to give."""
    (home / "decks").mkdir(parents=True)
    shutil.copy(shipped_decks() / "week06.md", home / "decks" / "mine.md")
    shown = run("deck", "list")
    assert_refused(shown, 3, f"trainer: {home / 'decks' / 'mine.md'}:", "name this file week06.md")
    assert shown.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00x", ("1: not UTF-8 text",)),
        (b"+++\nabc\n\xe4\n", ("3: not UTF-8 text",)),
        (b"+++\n\x00\n", ("NUL",)),
        (b"#" * 4_000_001, ("larger than",)),
    ],
)
def test_an_unreadable_deck_is_named(run, tmp_path, content, words):
    """Bytes that are no UTF-8 text exit 3 with the file, and the line where there is one."""
    path = tmp_path / "deck.md"
    path.write_bytes(content)
    assert_refused(run("review", "--plain", "--deck", str(path)), 3, "deck.md", *words)


@pytest.mark.skipif(is_root(), reason="root reads every file")
def test_a_deck_without_permission_is_named(run, tmp_path):
    """A file that may not be read exits 3."""
    path = tmp_path / "deck.md"
    path.write_text("x")
    path.chmod(0)
    assert_refused(run("review", "--plain", "--deck", str(path)), 3, "cannot be read")


def test_deck_check_prints_problems_on_stderr_and_exits_three(run, tmp_path, example):
    """Problems with lines and remedies; a clean deck says so on stdout."""
    path = tmp_path / "deck.md"
    path.write_text(example.replace("level: red", "level: pink").replace("yellow", "pink", 1))
    shown = run("deck", "check", str(path))
    assert (shown.returncode, shown.stdout) == (3, "")
    assert "unknown level 'pink'" in shown.stderr
    path.write_text(example)
    clean = run("deck", "check", str(path))
    assert (clean.returncode, clean.stderr) == (0, "")
    assert "7 cards, no problems" in clean.stdout


def test_deck_check_lists_drafts_as_warnings(run, tmp_path, example):
    """A draft is a warning on stderr, exit code 0; a review does not show it."""
    path = tmp_path / "deck.md"
    path.write_text(example.replace("- level: green", "- level: green\n- status: draft", 1))
    shown = run("deck", "check", str(path))
    assert shown.returncode == 0
    assert "warning: " in shown.stderr
    review = run("review", "--plain", "--deck", str(path))
    assert "largest finite number" not in review.stdout


# The store


@pytest.fixture
def database(run, home, example_deck):
    """A home with one answer in its database."""
    run("review", "--plain", "--deck", str(example_deck), "--limit", "1", stdin="a\n4\n")
    return home / "trainer.db"


def test_a_text_file_is_no_database(run, home, example_deck):
    """A file that is no database exits 4 and is left as it was."""
    (home / "trainer.db").write_text("shopping list\n" * 100, encoding="utf-8")
    assert_refused(run("status"), 4, "trainer.db", "not a database")
    assert (home / "trainer.db").read_text(encoding="utf-8") == "shopping list\n" * 100


def test_a_folder_is_no_database(run, home):
    """A folder of the database's name exits 4 and is called one."""
    (home / "trainer.db").mkdir(parents=True)
    assert_refused(run("status"), 4, "trainer.db: is a folder", "move it away")


def test_a_newer_database_is_refused_untouched(run, database):
    """A schema that this program does not know exits 4; the file keeps every byte."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    before = database.read_bytes()
    assert_refused(run("status"), 4, "schema 9999 is newer than this program")
    assert database.read_bytes() == before


def test_a_truncated_database_is_damaged(run, database):
    """Half a file exits 4 and names a way out."""
    for side in ("-wal", "-shm"):
        database.with_name(database.name + side).unlink(missing_ok=True)
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    assert_refused(run("history"), 4, "trainer.db", "trainer store restore FILE", "trainer paths")


@pytest.mark.skipif(is_root(), reason="root writes every file")
def test_a_read_only_database_is_named(run, database, example_deck):
    """A file without write permission exits 4."""
    database.chmod(0o444)
    shown = run("review", "--plain", "--deck", str(example_deck), stdin="140 GB\n")
    assert shown.returncode == 4
    assert "permission" in shown.stderr


@pytest.mark.slow
def test_a_locked_database_is_named_after_a_wait(run, database):
    """Another writer that never ends: exit 4 after the busy timeout, nothing lost."""
    with sqlite3.connect(database, isolation_level=None) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        shown = run("undo")
        connection.execute("ROLLBACK")
    connection.close()
    assert_refused(shown, 4, "locked", "another program")
    assert run("store", "check").returncode == 0


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", ("TRAINER_DATABASE_URL is not a URL",)),
        ("mysql://localhost/x", ("does not know 'mysql' databases",)),
        ("sqlite:////proc/nowhere/x.db", ("/proc/nowhere",)),
        ("postgresql://nobody@127.0.0.1:1/none", ("127.0.0.1", "server runs")),
    ],
)
def test_a_database_url_that_leads_nowhere_is_named(run, url, words):
    """A malformed URL, an unknown kind, a missing folder, a dead server: exit 4."""
    assert_refused(run("status", TRAINER_DATABASE_URL=url), 4, *words)


def test_store_check_names_an_edited_state(run, database):
    """A state that does not follow from the log exits 5."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE card_states SET ease = 999")
    connection.close()
    assert_refused(run("store", "check"), 5, "state of fp16-max does not follow from the log")
