"""The journal beside the log, and the shelf of cards that the decks had when last read.

The journal is append-only. On PostgreSQL every role but the tables' owner sees the rows of the
learner of its own name only.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

SQLITE_GUARD = """
CREATE TRIGGER journal_no_{verb} BEFORE {verb} ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
POSTGRES = (
    """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
""",
    """
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()
""",
    "ALTER TABLE journal ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY own_rows ON journal USING (learner_id = current_user::text)",
    "ALTER TABLE shelves ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY own_rows ON shelves USING (learner_id = current_user::text)",
)


def upgrade() -> None:
    """Create both tables and forbid changes to the journal's rows."""
    op.create_table(
        "journal",
        sa.Column("learner_id", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "id", name="pk_journal"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name="fk_journal_learner"),
    )
    op.create_index("ix_journal_subject", "journal", ["learner_id", "kind", "subject", "id"])
    op.create_table(
        "shelves",
        sa.Column("learner_id", sa.String(200), nullable=False),
        sa.Column("cards", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", name="pk_shelves"),
        sa.ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name="fk_shelves_learner"),
    )
    if op.get_bind().dialect.name == "sqlite":
        statements = tuple(SQLITE_GUARD.format(verb=verb) for verb in ("update", "delete"))
    else:
        statements = POSTGRES
    for statement in statements:
        op.execute(statement)
