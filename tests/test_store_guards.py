"""What the database itself does so that no row of the log is changed, lost or put in between."""

from itertools import pairwise

import pytest
from sqlalchemy.exc import DBAPIError

from tests.logs import START, answer, on, tampering
from trainer.history.journal import Entry
from trainer.store.answer import row_values
from trainer.store.check import find_problems
from trainer.store.engine import open_engine
from trainer.store.log import open_log
from trainer.store.tables import metadata

pytest_plugins = ("tests.postgres",)
CARDS = "abcde"


@pytest.fixture
def log(database_url):
    """An empty log."""
    opened = open_log(database_url, "ann")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE reviews SET quality = 5", "append-only"),
        ("DELETE FROM reviews", "append-only"),
        ("INSERT INTO reviews SELECT {columns} FROM reviews WHERE id = 1", "no gaps|duplicate"),
        (
            "INSERT INTO card_states SELECT 'ann', 'z', 0, 250, '0', 0, 0, NULL, 0, 99",
            "(?i)foreign",
        ),
        ("DELETE FROM learners", "(?i)foreign"),
        ("INSERT INTO journal VALUES ('ann', 3, 'mark', 'a', 0, 0, '{{}}', '')", "no gaps"),
        ("INSERT INTO readings VALUES ('ann', 3, '2.3', 0)", "no gaps"),
    ],
    ids=[
        *("update", "delete", "gap", "state-without-row", "learner-with-rows"),
        *("journal-gap", "readings-gap"),
    ],
)
def test_the_database_itself_guards_the_log(log, database_url, statement, says):
    """Raw SQL changes no row, removes none, skips no number and leaves no orphan."""
    answer(log, "a", 4)
    names = (c.name for c in metadata.tables["reviews"].columns)
    columns = ", ".join("5" if name == "id" else name for name in names)
    engine = open_engine(database_url)
    with pytest.raises(DBAPIError, match=says), engine.begin() as connection:
        connection.exec_driver_sql(statement.format(columns=columns))
    engine.dispose()
    assert len(log.rows()) == 1


@pytest.mark.parametrize("table", ["reviews", "journal", "readings"])
def test_ways_around_row_triggers_are_guarded_too(log, database_url, table):
    """TRUNCATE on PostgreSQL; INSERT OR REPLACE on SQLite, which fires no trigger of a delete."""
    answer(log, "a", 4)
    log.add_reading("2.3", START)
    log.journal.note(Entry("mark", "a", *on(0)))
    engine = open_engine(database_url)
    statement = f"TRUNCATE {table} CASCADE"
    if engine.dialect.name == "sqlite":
        statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    with pytest.raises(DBAPIError, match=r"append-only|no gaps"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.mark.parametrize("table", metadata.tables.values(), ids=str)
def test_every_key_begins_with_the_learner(table):
    """Primary, foreign and unique keys and indexes; so the tables can be spread by learner."""
    constraints = [c for c in table.constraints if hasattr(c, "columns")]
    keys = [list(c.columns) for c in constraints] + [list(i.columns) for i in table.indexes]
    keys += [[each.column for each in c.elements] for c in table.foreign_key_constraints]
    assert table.primary_key in constraints
    assert {columns[0].name for columns in keys} == {"learner_id"}


def test_ids_have_no_gaps_and_digests_form_a_chain(log, database_url):
    """The digest of a row takes in the one before; the learner's row holds the newest."""
    for card in CARDS:
        answer(log, card, 4)
    engine = open_engine(database_url)
    with engine.begin() as connection:
        rows = connection.exec_driver_sql("SELECT id, digest FROM reviews ORDER BY id").all()
        end = connection.exec_driver_sql("SELECT last, head FROM learners").one()
    engine.dispose()
    assert all(b.id == a.id + 1 and a.digest != b.digest for a, b in pairwise(rows))
    assert tuple(end) == tuple(rows[-1])


def test_a_row_continues_the_end_that_is_there(log, database_url):
    """A log of the same length with another end, as after a restore, is not continued blindly."""
    answer(log, "a", 4)
    with tampering(database_url) as connection:
        connection.exec_driver_sql("UPDATE learners SET head = 'another'")
    answer(log, "a", 4, 1)
    problems = find_problems(log.database)[1]
    assert problems == ["log row 2 (a) was changed or does not belong here (learner ann)"]
    with tampering(database_url) as connection:
        values = row_values("ann", "another", log.rows()[1])
        found = connection.exec_driver_sql("SELECT digest FROM reviews WHERE id = 2").scalar()
        assert found == values["digest"]
        for table in ("card_states", "reviews", "learners"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
