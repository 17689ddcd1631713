"""The first schema: learners, the append-only log, and the card states it leads to.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SQLITE_GUARD = """
CREATE TRIGGER reviews_no_{verb} BEFORE {verb} ON reviews
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""
POSTGRES_GUARD = """
CREATE FUNCTION reviews_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER reviews_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reviews
FOR EACH STATEMENT EXECUTE FUNCTION reviews_are_append_only()
"""


def upgrade() -> None:
    """Create the tables and forbid changes to log rows."""
    op.create_table(
        "learners",
        sa.Column("learner_id", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name="pk_learners"),
    )
    create_reviews()
    create_card_states()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(SQLITE_GUARD.format(verb=verb))
    else:
        op.execute(POSTGRES_GUARD)
        op.execute(POSTGRES_TRIGGER)


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
    )
    op.create_index("ix_reviews_card", "reviews", ["learner_id", "card", "id"])
    op.create_index("ix_reviews_day", "reviews", ["learner_id", "day"])


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
    )
    for column in ("due", "introduced", "drill"):
        op.create_index(f"ix_card_states_{column}", "card_states", ["learner_id", column])
