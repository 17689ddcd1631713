"""Many learners on one PostgreSQL: a role sees and writes its own rows only, in raw SQL too."""

import os
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import errors, sql
from sqlalchemy import make_url

from tests.logs import START, answer, on
from trainer.errors import UsageError
from trainer.history.journal import Entry
from trainer.store.check import find_problems
from trainer.store.grants import MENTORS, learner_grants
from trainer.store.log import open_log
from trainer.store.rebuild import rebuild
from trainer.store.tables import metadata

pytest_plugins = ("tests.postgres",)
TABLES = sorted(metadata.tables)
CHANGING = ["card_states", "shelves"]  # what a learner may also change and remove


@dataclass
class Class:
    """A database with two learners and two mentors, each a role of its own.

    Attributes:
        url: For an administrator.
        ann: A learner; so is `bob`, and the names have a quote in them.
        mia: Mentor of the cohort of `ann`.
        max: Mentor of another cohort.
        cohort: Of `ann`.
        other: Of nobody.
    """

    url: str
    ann: str = f"ann's{os.getpid()}"
    bob: str = f'bob"s{os.getpid()}'
    mia: str = f"mia{os.getpid()}"
    max: str = f"max{os.getpid()}"
    cohort: str = f"c{os.getpid()}"
    other: str = f"d{os.getpid()}"

    def url_of(self, role: str) -> str:
        """The URL by which a role logs in."""
        url = make_url(self.url).set(username=role, password="secret")
        return url.render_as_string(hide_password=False)

    def ask(self, role: str, query: str, *values: object) -> list[tuple]:
        """What raw SQL gives a role, in a transaction of its own."""
        with psycopg.connect(self.url_of(role)) as connection:
            found = connection.execute(query, values)
            return found.fetchall() if found.description else [(found.rowcount,)]


@pytest.fixture
def school(postgres, run):
    """Ann of a cohort and bob of none, both with rows in every table; their mentors."""
    school = Class(postgres)
    roles = (school.ann, school.bob, school.mia, school.max)
    for arguments in (
        ("--learner", school.ann, "--cohort", school.cohort),
        ("--learner", school.bob),
        ("--mentor", school.mia, "--cohort", school.cohort),
        ("--mentor", school.max, "--cohort", school.other),
    ):
        shown = run("store", "grant", *arguments, "--apply", TRAINER_DATABASE_URL=postgres)
        assert (shown.returncode, shown.stderr) == (0, "")
    with psycopg.connect(postgres, autocommit=True) as admin:
        for role in roles:
            admin.execute(sql.SQL("ALTER ROLE {} PASSWORD 'secret'").format(sql.Identifier(role)))
    for learner in (school.ann, school.bob):
        log = open_log(school.url_of(learner), "somebody else")
        assert log.learner == learner
        answer(log, "a", 4)
        answer(log, "b", 2)
        log.undo(*on(0))
        log.journal.note(Entry("mark", "a", *on(0)))
        log.journal.shelve("ab")
        log.add_reading("2.3", START)
        log.close()
    yield school
    with psycopg.connect(postgres, autocommit=True) as admin:
        groups = (MENTORS + school.cohort, MENTORS + school.other)
        for role in map(sql.Identifier, (*roles, *groups)):
            admin.execute(sql.SQL("DROP OWNED BY {}").format(role))
            admin.execute(sql.SQL("DROP ROLE {}").format(role))


def test_a_learner_works_as_alone_in_the_database(school):
    """Check and rebuild as a learner's role read that learner's log only."""
    log = open_log(school.url_of(school.ann), "me")
    assert find_problems(log.database) == (3, [])
    assert rebuild(log.database) == (3, 1)
    assert (log.known(), log.journal.shelf()) == ({"a"}, ["a", "b"])
    log.close()
    both = open_log(school.url, "me")
    assert both.database.bound_learner() is None
    assert find_problems(both.database) == (6, [])
    both.close()


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_reads_own_rows_only(school, table):
    """Without a condition, and asked for by name."""
    owners = school.ask(school.ann, f"SELECT DISTINCT learner_id FROM {table}")
    assert owners == [(school.ann,)]
    query = f"SELECT 1 FROM {table} WHERE learner_id = %s"
    assert school.ask(school.ann, query, school.bob) == []


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_writes_no_row_of_another(school, table):
    """Neither a new row in another's name nor a change of one, nor one's own row given away."""
    columns = ", ".join(each.name for each in list(metadata.tables[table].columns)[1:])
    own = f"SELECT %s, {columns} FROM {table} LIMIT 1"
    refused = (errors.InsufficientPrivilege, errors.RaiseException)
    for statement, value in (
        (f"INSERT INTO {table} (learner_id, {columns}) {own}", school.bob),
        (f"INSERT INTO {table} (learner_id) VALUES (%s)", school.bob),
        (f"UPDATE {table} SET learner_id = %s", school.bob),
    ):
        with pytest.raises(refused):
            school.ask(school.ann, statement, value)
    for statement in (f"UPDATE {table} SET learner_id = learner_id", f"DELETE FROM {table}"):
        hit = f"{statement} WHERE learner_id = %s"
        if table in CHANGING:
            assert school.ask(school.ann, hit, school.bob) == [(0,)]
        else:
            with pytest.raises(refused):
                school.ask(school.ann, hit, school.bob)
    both = open_log(school.url, "me")
    assert find_problems(both.database) == (6, [])
    both.close()


def test_a_learner_cannot_leave_the_role(school):
    """No way around through another role, the cohorts or switched-off row security."""
    bob = sql.Identifier(school.bob).as_string(None)
    for statement in (f"SET ROLE {bob}", "SELECT * FROM cohort_days", "DROP TABLE shelves"):
        with pytest.raises(errors.InsufficientPrivilege):
            school.ask(school.ann, statement)
    for statement in (
        "UPDATE learners SET cohort = 'd'",
        "ALTER TABLE reviews DISABLE TRIGGER ALL",
        "ALTER TABLE reviews DISABLE ROW LEVEL SECURITY",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            school.ask(school.ann, statement)
    with psycopg.connect(school.url_of(school.ann)) as connection:
        connection.execute("SET row_security = off")
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("SELECT * FROM reviews")


def test_a_mentor_reads_sums_of_the_own_cohort_and_nothing_else(school):
    """Days with learners, answers, passes and seconds; no table, no other cohort."""
    day = START.date().toordinal()
    sums = school.ask(school.mia, "SELECT * FROM cohort_days")
    assert sums == [(school.cohort, day, 1, 2, 1, 0.0)]
    assert school.ask(school.max, "SELECT * FROM cohort_days") == []
    for table in TABLES:
        with pytest.raises(errors.InsufficientPrivilege):
            school.ask(school.mia, f"SELECT 1 FROM {table}")


def test_an_older_schema_is_the_owner_s_to_mend(school, run):
    """A learner with a newer program is told whom to ask, and the schema stays as it is."""
    with psycopg.connect(school.url) as admin:
        admin.execute("UPDATE alembic_version SET version_num = '0002'")
    shown = run("status", TRAINER_DATABASE_URL=school.url_of(school.ann))
    assert (shown.returncode, shown.stdout) == (4, "")
    assert "schema 0002, and this role may not bring it to" in shown.stderr
    assert "owner to run `trainer store migrate`" in shown.stderr


def test_a_second_grant_keeps_the_cohort(school, run):
    """A new program's grants can be given again without moving anybody."""
    run("store", "grant", "--learner", school.ann, "--apply", TRAINER_DATABASE_URL=school.url)
    with psycopg.connect(school.url) as admin:
        query = "SELECT cohort FROM learners WHERE learner_id = %s"
        assert admin.execute(query, [school.ann]).fetchone() == (school.cohort,)


def test_without_apply_the_statements_are_only_printed(postgres, run):
    """They can be given to psql, by somebody who may make roles; a role has no password."""
    shown = run("store", "grant", "--learner", "zoe", "--cohort", "c")
    assert (shown.returncode, shown.stderr) == (0, "")
    statements = shown.stdout.splitlines()
    assert all(line.endswith(";") for line in statements)
    assert "PASSWORD" not in shown.stdout
    open_log(postgres, "me").close()
    with psycopg.connect(postgres) as admin:
        admin.execute(shown.stdout)
        enrolled = admin.execute("SELECT cohort FROM learners WHERE learner_id = 'zoe'").fetchone()
        assert enrolled == ("c",)
        admin.rollback()


@pytest.mark.parametrize("name", ["", "a" * 64, "a\nb", "$trainer$", "100%", "back\\slash"])
def test_what_cannot_be_a_role_is_refused(name):
    """A name that would end a statement, or be cut to another's."""
    with pytest.raises(UsageError, match="cannot be the name of a role"):
        learner_grants(name)


def test_roles_need_a_server(run):
    """SQLite has none; exit code 4 and what to set."""
    shown = run("store", "grant", "--learner", "ann", "--apply")
    assert (shown.returncode, shown.stdout) == (4, "")
    assert "roles need PostgreSQL; set TRAINER_DATABASE_URL" in shown.stderr
