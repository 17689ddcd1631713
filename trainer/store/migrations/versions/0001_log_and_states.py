"""The first schema: learners, the append-only log, and the card states it leads to.

The database itself guards the log: rows are neither changed nor removed, each is the next of
its learner, and `learners` holds the newest one's number and digest, so that a log whose end
was cut off is found. On PostgreSQL every role but the tables' owner sees the rows of the
learner of its own name only.

Revision ID: 0001
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = ("learners", "reviews", "card_states")
SQLITE = (
    """
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
""",
    """
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
""",
    """
CREATE TRIGGER reviews_in_order BEFORE INSERT ON reviews
WHEN NOT EXISTS
  (SELECT 1 FROM learners WHERE learner_id = NEW.learner_id AND last = NEW.id - 1)
BEGIN SELECT RAISE(ABORT, 'the log has no gaps'); END
""",
    """
CREATE TRIGGER reviews_head AFTER INSERT ON reviews
BEGIN
  UPDATE learners SET last = NEW.id, head = NEW.digest WHERE learner_id = NEW.learner_id;
END
""",
)
POSTGRES = (
    """
CREATE FUNCTION reviews_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
""",
    """
CREATE TRIGGER reviews_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reviews
FOR EACH STATEMENT EXECUTE FUNCTION reviews_are_append_only()
""",
    """
CREATE FUNCTION reviews_move_the_head() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE learners SET last = NEW.id, head = NEW.digest
  WHERE learner_id = NEW.learner_id AND last = NEW.id - 1;
  IF NOT FOUND THEN RAISE EXCEPTION 'the log has no gaps'; END IF;
  RETURN NULL;
END $$
""",
    """
CREATE TRIGGER reviews_head AFTER INSERT ON reviews
FOR EACH ROW EXECUTE FUNCTION reviews_move_the_head()
""",
)
POSTGRES_OWN_ROWS = (
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY own_rows ON {table} USING (learner_id = current_user::text)",
)
# A mentor of a cohort is a member of the role `trainer_mentor_COHORT`. The view reads the rows
# with its owner's rights; the one who asks sees sums over the answers that were given.
POSTGRES_COHORTS = """
CREATE VIEW cohort_days WITH (security_barrier) AS
SELECT l.cohort, r.day, count(DISTINCT r.learner_id) AS learners, count(*) AS answers,
  count(*) FILTER (WHERE r.quality >= 3) AS passed, sum(r.seconds) AS seconds
FROM reviews r JOIN learners l ON l.learner_id = r.learner_id
WHERE r.kind IN ('review', 'drill', 'interview')
  AND EXISTS
    (SELECT 1 FROM pg_roles WHERE rolname = 'trainer_mentor_' || l.cohort
     AND pg_has_role(current_user, oid, 'member'))
GROUP BY l.cohort, r.day
"""


def upgrade() -> None:
    """Create the tables and what guards them."""
    op.create_table(
        "learners",
        sa.Column("learner_id", sa.String(200), nullable=False),
        sa.Column("last", sa.Integer, nullable=False, server_default="0"),
        sa.Column("head", sa.String(64), nullable=False, server_default=""),
        sa.Column("cohort", sa.String(200), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("learner_id", name="pk_learners"),
    )
    create_reviews()
    create_card_states()
    if op.get_bind().dialect.name == "sqlite":
        execute(SQLITE)
    else:
        execute(POSTGRES)
        execute(each.format(table=table) for table in TABLES for each in POSTGRES_OWN_ROWS)
        op.execute(POSTGRES_COHORTS)


def execute(statements: Iterable[str]) -> None:
    """Run these statements."""
    for statement in statements:
        op.execute(statement)


def create_reviews() -> None:
    """Create the log."""
    op.create_table(
        "reviews",
        sa.Column("learner_id", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("card", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("quality", sa.Integer),
        sa.Column("repetitions_before", sa.Integer, nullable=False),
        sa.Column("ease_before", sa.Integer, nullable=False),
        sa.Column("interval_before", sa.Text, nullable=False),
        sa.Column("repetitions_after", sa.Integer, nullable=False),
        sa.Column("ease_after", sa.Integer, nullable=False),
        sa.Column("interval_after", sa.Text, nullable=False),
        sa.Column("due", sa.Integer),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("family", sa.String(200), nullable=False),
        sa.Column("seed", sa.BigInteger),
        sa.Column("mistakes", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("hints", sa.Integer, nullable=False),
        sa.Column("proposed", sa.Integer),
        sa.Column("points", sa.Text, nullable=False),
        sa.Column("confidence", sa.String(20), nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("sitting", sa.String(64), nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "id", name="pk_reviews"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name="fk_reviews_learner"),
        sa.ForeignKeyConstraint(
            ["learner_id", "undoes"],
            ["reviews.learner_id", "reviews.id"],
            name="fk_reviews_undoes",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_reviews_card", "reviews", ["learner_id", "card", "id"])
    op.create_index("ix_reviews_day", "reviews", ["learner_id", "day"])
    some = sa.text("undoes IS NOT NULL")
    op.create_index(
        "ix_reviews_undoes",
        "reviews",
        ["learner_id", "undoes"],
        sqlite_where=some,
        postgresql_where=some,
    )


def create_card_states() -> None:
    """Create the projection of the log."""
    op.create_table(
        "card_states",
        sa.Column("learner_id", sa.String(200), nullable=False),
        sa.Column("card", sa.String(200), nullable=False),
        sa.Column("repetitions", sa.Integer, nullable=False),
        sa.Column("ease", sa.Integer, nullable=False),
        sa.Column("interval", sa.Text, nullable=False),
        sa.Column("due", sa.Integer, nullable=False),
        sa.Column("introduced", sa.Integer, nullable=False),
        sa.Column("drill", sa.Integer),
        sa.Column("lapses", sa.Integer, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "card", name="pk_card_states"),
        sa.ForeignKeyConstraint(
            ["learner_id", "last"],
            ["reviews.learner_id", "reviews.id"],
            name="fk_card_states_last",
        ),
        sqlite_with_rowid=False,
    )
    for column in ("due", "introduced", "drill"):
        op.create_index(f"ix_card_states_{column}", "card_states", ["learner_id", column])
