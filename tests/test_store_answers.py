"""The log as columns: what the database packs is what the rows say, on both databases."""

from dataclasses import replace

import pytest

from tests.columns import answers_of
from tests.diary import simulated
from tests.logs import answer, tampering
from trainer.errors import StoreError
from trainer.store.answers import read_answers, read_rows
from trainer.store.log import open_log

pytest_plugins = ("tests.postgres",)


def fill(log, rows):
    """Append these very rows."""
    for row in rows:
        log.append(row.card, lambda _, row=row: replace(row, id=0))


@pytest.fixture
def log(database_url):
    """A log of a simulated learner beside the log of another one."""
    other = open_log(database_url, "bob")
    answer(other, "card-000", 3)
    other.close()
    opened = open_log(database_url, "ann")
    fill(opened, simulated(12, 40).rows)
    answer(opened, "card-000", 3, hints=2, days=9)
    answer(opened, "a", 5, answer="140", due=None, hints=1)
    opened.undo(*[opened.rows(1)[0].at, opened.rows(1)[0].day])
    yield opened
    opened.close()


def test_columns_hold_what_the_rows_hold(log):
    """Each packed value, the rows of each card, mistakes, and what was taken back."""
    read, expected = read_answers(log.database, "ann"), answers_of(log.rows())
    assert len(read.when) > 90
    assert len(read.taken) > 1
    for name in ("when", "traits", "seconds", "mistakes", "taken"):
        assert getattr(read, name) == getattr(expected, name), name
    by_card = {}
    for answers in (read, expected):
        rows = iter(answers.by_card)
        cards = zip(answers.cards, answers.counts, strict=True)
        found = {card: [next(rows) for _ in range(many)] for card, many in cards}
        assert by_card in ({}, found)
        by_card = found


def test_an_empty_log_has_empty_columns(database_url):
    """Nobody answered anything yet."""
    log = open_log(database_url, "ann")
    assert read_answers(log.database, "ann") == answers_of([])
    log.close()


def test_rows_come_by_number(log):
    """As the log has them; unknown numbers are left out."""
    rows = log.rows()
    wanted = [1, 5, len(rows), len(rows) + 1]
    assert read_rows(log.database, "ann", wanted) == {
        row.id: row for row in rows if row.id in wanted
    }
    assert len(read_rows(log.database, "ann", range(1, len(rows) + 1))) == len(rows)


def test_a_missing_row_is_told(log, database_url):
    """Places are numbers, so a gap would shift every later row."""
    with tampering(database_url) as connection:
        connection.exec_driver_sql("DELETE FROM reviews WHERE learner_id = 'ann' AND id = 3")
    with pytest.raises(StoreError, match="store check"):
        read_answers(log.database, "ann")
