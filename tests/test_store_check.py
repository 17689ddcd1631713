"""`store check` finds and names what was changed behind the program's back; `rebuild` mends."""

import json
import sqlite3

import pytest

from tests.logs import START, answer, on, tampering
from trainer.errors import StoreError
from trainer.history.journal import Entry
from trainer.store.check import GUARDS, find_problems
from trainer.store.engine import open_engine
from trainer.store.log import open_log
from trainer.store.rebuild import rebuild
from trainer.store.tables import metadata

pytest_plugins = ("tests.postgres",)
COPY = "INSERT INTO {table} SELECT {new}, {{rest}} FROM {table} WHERE learner_id = 'bob' AND id = 1"


def copy(table, new):
    """SQL that copies bob's first row as this learner and number, with the rest as it is."""
    rest = ", ".join(column.name for column in list(metadata.tables[table].columns)[2:])
    return COPY.format(table=table, new=new).format(rest=rest)


@pytest.fixture
def log(database_url):
    """A sound log of two learners, with an undo and a redo in it, and both their journals."""
    other = open_log(database_url, "bob")
    answer(other, "a", 4)
    other.journal.note(Entry("mark", "a", *on(0), {"mark": "bury"}))
    other.add_reading("2.3", START)
    other.close()
    opened = open_log(database_url, "ann")
    for day in range(4):
        for card in "abc":
            answer(opened, card, (4, 2, 5)[day % 3], day * 3)
        opened.journal.note(Entry("lab", "kv", *on(day), {"measured": day}))
        opened.add_reading("2.4", on(day)[0])
    opened.journal.shelve("abc")
    opened.undo(*on(20))
    opened.undo(*on(20), opened.undo(*on(20)).id)
    assert find_problems(opened.database) == (16, [])
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        (
            "UPDATE reviews SET quality = 5 WHERE learner_id = 'ann' AND id = 5",
            ["log row 5 (b) was changed or does not belong here (learner ann)"],
        ),
        (
            "UPDATE reviews SET answer = 'x' WHERE learner_id = 'ann' AND id IN (5, 9)",
            [
                "log row 5 (b) was changed or does not belong here (learner ann)",
                "log row 9 (c) was changed or does not belong here (learner ann)",
            ],
        ),
        (
            "DELETE FROM reviews WHERE learner_id = 'ann' AND id = 7",
            ["log row 7 is missing (learner ann)"],
        ),
        (
            "DELETE FROM reviews WHERE learner_id = 'ann' AND id >= 14",
            ["log rows 14 to 15 are missing (learner ann)"],
        ),
        (
            "UPDATE card_states SET ease = 130 WHERE learner_id = 'ann' AND card = 'b'",
            ["the state of b does not follow from the log"],
        ),
        (
            "UPDATE card_states SET due = due + 1 WHERE learner_id = 'bob'",
            ["the state of a does not follow from the log"],
        ),
        (
            "DELETE FROM card_states WHERE learner_id = 'ann' AND card = 'c'",
            ["the state of c is missing"],
        ),
        (
            "UPDATE card_states SET card = 'z' WHERE learner_id = 'ann' AND card = 'c'",
            ["the state of z does not follow from the log", "the state of c is missing"],
        ),
        (
            copy("reviews", "'ann', 16"),
            [
                "log row 16 (a) was changed or does not belong here (learner ann)",
                "the log does not end with row 15 as it was written (learner ann)",
            ],
        ),
        (
            copy("reviews", "'eve', 1"),
            [
                "log row 1 (a) was changed or does not belong here (learner eve)",
                "there are rows of somebody who is not enrolled (learner eve)",
            ],
        ),
        (
            "UPDATE learners SET last = 14 WHERE learner_id = 'ann'",
            ["the log does not end with row 14 as it was written (learner ann)"],
        ),
        (
            "UPDATE journal SET body = '{{}}' WHERE learner_id = 'ann' AND id = 2",
            ["journal entry 2 (kv) was changed or does not belong here (learner ann)"],
        ),
        (
            "DELETE FROM journal WHERE learner_id = 'ann' AND id = 3",
            ["journal entry 3 is missing (learner ann)"],
        ),
        (
            "DELETE FROM journal WHERE learner_id = 'ann' AND id >= 3",
            ["journal entries 3 to 4 are missing (learner ann)"],
        ),
        (
            copy("journal", "'ann', 5"),
            [
                "journal entry 5 (a) was changed or does not belong here (learner ann)",
                "the journal does not end with row 4 as it was written (learner ann)",
            ],
        ),
        (
            copy("journal", "'eve', 1"),
            [
                "journal entry 1 (a) was changed or does not belong here (learner eve)",
                "there are rows of somebody who is not enrolled (learner eve)",
            ],
        ),
        (
            "DELETE FROM readings WHERE learner_id = 'ann' AND id IN (1, 3)",
            ["reading 1 is missing (learner ann)", "reading 3 is missing (learner ann)"],
        ),
        (
            copy("readings", "'eve', 1"),
            ["there are rows of somebody who is not enrolled (learner eve)"],
        ),
        (
            "UPDATE shelves SET learner_id = 'eve'",
            ["there are rows of somebody who is not enrolled (learner eve)"],
        ),
    ],
    ids=[
        "quality",
        "two-answers",
        "deleted",
        "end-cut-off",
        "state",
        "state-of-another",
        "state-deleted",
        "state-renamed",
        "foreign-row",
        "stranger",
        "end-moved",
        "entry",
        "entry-deleted",
        "journal-cut-off",
        "foreign-entry",
        "strange-entry",
        "readings-deleted",
        "strange-reading",
        "strange-shelf",
    ],
)
def test_each_change_by_hand_is_found_and_named(log, database_url, run, statement, says):
    """Every row that was touched is named, nothing else is, and the exit code is 5."""
    with tampering(database_url) as connection:
        connection.exec_driver_sql(statement)
    shown = run("store", "check", "--json", TRAINER_DATABASE_URL=database_url)
    problems = json.loads(shown.stdout)["problems"]
    assert shown.returncode == 5
    assert len(problems) == len(says), problems
    assert all(found.startswith(text) for found, text in zip(problems, says, strict=True)), problems


def test_each_guard_that_is_gone_is_named(log, database_url):
    """Without its triggers and policies the store could be changed unseen."""
    wanted = sorted(GUARDS[log.database.name][0])
    engine = open_engine(database_url)
    with engine.begin() as connection:
        for kind, name, *of in (each.split(" ") for each in wanted):
            table = of[-1] if of else name.partition("_")[0]
            on_table = "" if log.database.name == "sqlite" else f" ON {table}"
            connection.exec_driver_sql(f"DROP {kind} {name}{on_table}")
    engine.dispose()
    gone = [f"the {name}, a guard of the store, is gone; restore a backup" for name in wanted]
    assert find_problems(log.database) == (16, gone)


def test_rebuild_mends_the_states_of_all_learners(log, database_url):
    """After any change to the states a rebuild gives those that follow from the log."""
    known = {card: log.state(card) for card in "abc"}
    with tampering(database_url) as connection:
        connection.exec_driver_sql("UPDATE card_states SET ease = 130, lapses = 9")
        connection.exec_driver_sql("DELETE FROM card_states WHERE card = 'b'")
    assert find_problems(log.database)[1] != []
    assert rebuild(log.database) == (16, 4)
    assert find_problems(log.database) == (16, [])
    assert {card: log.state(card) for card in "abc"} == known


def test_a_log_that_cannot_be_replayed_stops_a_rebuild(log, database_url):
    """A quality that means nothing is named; the states stay as they were."""
    known = {card: log.state(card) for card in "abc"}
    with tampering(database_url) as connection:
        connection.exec_driver_sql("UPDATE reviews SET quality = 7 WHERE id = 2")
    with pytest.raises(StoreError, match=r"ann cannot be replayed .*store check"):
        rebuild(log.database)
    assert {card: log.state(card) for card in "abc"} == known


def test_a_damaged_page_is_found(run, tmp_path):
    """Pages that were overwritten behind the header are a problem, exit code 5."""
    path = tmp_path / "trainer.db"
    log = open_log(path, "ann")
    for number in range(200):
        answer(log, f"card-{number:03}", 4, answer="x" * 500)
    log.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096)
    shown = run("store", "check", "--json", TRAINER_DATABASE_URL=f"sqlite:///{path}")
    assert shown.returncode == 5
    assert "damaged" in json.loads(shown.stdout)["problems"][0]


def test_check_and_rebuild_at_the_door(run, example_deck, home):
    """Sound: exit 0; a state edited by hand: exit 5 and a line on stderr; rebuilt: exit 0."""
    run("review", "--plain", "--limit", "1", stdin="x\n4\n" * 2)
    assert json.loads(run("store", "check", "--json").stdout) == {"rows": 1, "problems": []}
    with sqlite3.connect(home / "trainer.db") as connection:
        connection.execute("UPDATE card_states SET interval = '400'")
    connection.close()
    found = run("store", "check")
    assert (found.returncode, found.stdout) == (5, "")
    assert "does not follow from the log" in found.stderr
    assert json.loads(run("store", "rebuild", "--json").stdout) == {"rows": 1, "states": 1}
    assert run("store", "check").returncode == 0
