"""The journal and the shelf are kept by learner; entries are only ever appended."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import exc, text

from trainer.history.journal import Entry
from trainer.store.check import find_problems
from trainer.store.engine import open_engine
from trainer.store.log import open_log

pytest_plugins = ("tests.postgres",)
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
DAY = date(2026, 11, 23)


def entry(subject, hour=0, **body):
    """A mark on a card, some hours after noon."""
    return Entry("mark", subject, NOON + timedelta(hours=hour), DAY, body)


def test_entries_come_back_in_order_by_kind_subject_and_learner(database_url):
    """Body, moment and day exactly as they were given, oldest first, numbered from 1."""
    for learner in ("ada", "bob"):
        journal = open_log(database_url, learner).journal
        first = journal.note(entry("kv", 0, mark="flag", note='€ "quoted"'))
        second = journal.note(entry("lora", 1, mark="suspend"))
        other = journal.note(Entry("lab", "kv", NOON, DAY, {"measured": 1.5}))
        assert [first.id, second.id, other.id] == [1, 2, 3]
        assert journal.entries("mark") == [first, second]
        assert journal.entries("mark", "lora") == [second]
        assert journal.entries("lab") == [other]
        assert journal.entries("interview") == []
        journal.database.close()


def test_an_entry_that_is_tried_again_is_one_entry(database_url):
    """The same entry twice in a row, as after a commit that was not confirmed."""
    journal = open_log(database_url, "ada").journal
    for mark in ("bury", "bury", "flag"):
        journal.note(entry("kv", mark=mark))
    assert [each.body["mark"] for each in journal.entries("mark")] == ["bury", "flag"]
    journal.database.close()


def test_two_that_write_at_once_lose_and_double_nothing(database_url):
    """Entries and readings of two programs of one learner are numbered one after another."""
    open_log(database_url, "ada").close()

    def write(name):
        log = open_log(database_url, "ada")
        for hour in range(40):
            log.journal.note(entry(name, hour))
            log.add_reading(name, NOON + timedelta(hours=hour))
        log.close()

    with ThreadPoolExecutor() as pool:
        list(pool.map(write, "ab"))
    log = open_log(database_url, "ada")
    for name in "ab":
        assert [each.at.hour for each in log.journal.entries("mark", name)] == [
            (12 + hour) % 24 for hour in range(40)
        ]
    assert len(log.readings()) == 80
    assert find_problems(log.database) == (0, [])
    log.close()


@pytest.mark.parametrize("change", ["UPDATE journal SET subject = 'x'", "DELETE FROM journal"])
def test_the_journal_is_append_only(database_url, change):
    """The database itself refuses to change or remove an entry."""
    journal = open_log(database_url, "ada").journal
    journal.note(entry("kv"))
    journal.database.close()
    engine = open_engine(database_url)
    with pytest.raises(exc.DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(text(change))
    engine.dispose()


def test_the_shelf_holds_the_cards_of_the_decks_as_last_read(database_url):
    """None at first; then sorted, replaced as a whole, each learner's own."""
    journal = open_log(database_url, "ada").journal
    assert journal.shelf() is None
    for cards in ({"b", "a"}, {"c"}, set()):
        journal.shelve(cards)
        assert journal.shelf() == sorted(cards)
    other = open_log(database_url, "bob").journal
    assert other.shelf() is None
    for each in (journal, other):
        each.database.close()
