"""Many learners on one PostgreSQL: a role each, which sees its own rows and no others."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from trainer.errors import StoreError, UsageError
from trainer.store.database import Database

LEARNERS = "trainer_learner"  # the role that every learner is a member of
MENTORS = "trainer_mentor_"  # begins the role of a cohort's mentors
HEADS = "last, head, journal_last, journal_head"  # what the triggers move on
LONGEST = 63  # bytes of a PostgreSQL identifier

# What a learner may do; which rows, the policies of the schema say.
RIGHTS = (
    f"GRANT SELECT ON alembic_version, learners TO {LEARNERS}",
    f"GRANT INSERT (learner_id), UPDATE ({HEADS}) ON learners TO {LEARNERS}",
    f"GRANT SELECT, INSERT ON reviews, readings, journal TO {LEARNERS}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON card_states, shelves TO {LEARNERS}",
)


def learner_grants(learner: str, cohort: str = "") -> list[str]:
    """The statements that let a role of this name keep the log of the learner of this name.

    Args:
        learner: Name of the role and the learner; the role is made without a password.
        cohort: Whose mentors may read sums over the learner's answers; without one, a learner
            stays in the cohort it is in.

    Raises:
        UsageError: If a name cannot be a role's.
    """
    role, where = _identifier(learner), _literal(cohort)
    _refuse(MENTORS + cohort)
    enrol = f"INSERT INTO learners (learner_id, cohort) VALUES ({_literal(learner)}, {where})"  # noqa: S608 - quoted
    change = "UPDATE SET cohort = excluded.cohort" if cohort else "NOTHING"
    return [
        _make_role(LEARNERS, "NOLOGIN"),
        *RIGHTS,
        _make_role(learner, "LOGIN"),
        f"GRANT {LEARNERS} TO {role}",
        f"{enrol} ON CONFLICT (learner_id) DO {change}",
    ]


def mentor_grants(mentor: str, cohort: str) -> list[str]:
    """The statements that let a role read the sums of a cohort, and nothing else.

    Raises:
        UsageError: If a name cannot be a role's.
    """
    group = MENTORS + cohort
    return [
        _make_role(group, "NOLOGIN"),
        f"GRANT SELECT ON cohort_days TO {_identifier(group)}",
        _make_role(mentor, "LOGIN"),
        f"GRANT {_identifier(group)} TO {_identifier(mentor)}",
    ]


def apply(database: Database, statements: Iterable[str]) -> None:
    """Run statements in one transaction.

    Raises:
        StoreError: If the database is no PostgreSQL, or refuses.
    """
    if database.name != "postgresql":
        raise StoreError(f"{database.where}: roles need PostgreSQL; set TRAINER_DATABASE_URL")

    def run(connection: Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    database.change(run)


def _make_role(name: str, login: str) -> str:
    """A statement that makes a role unless it is there."""
    test = f"SELECT FROM pg_roles WHERE rolname = {_literal(name)}"
    make = f"CREATE ROLE {_identifier(name)} {login}"
    return f"DO $trainer$ BEGIN IF NOT EXISTS ({test}) THEN {make}; END IF; END $trainer$"


def _identifier(name: str) -> str:
    return '"' + _refuse(name).replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _refuse(name: str) -> str:
    """The name, if a role can have it; `$` and `%` would end or fill in a statement."""
    if not 0 < len(name.encode()) <= LONGEST or not name.isprintable() or set(name) & set("$%\\"):
        remedy = f"give 1 to {LONGEST} bytes of printable text without $, % and backslash"
        raise UsageError(f"{name!r} cannot be the name of a role; {remedy}")
    return name
