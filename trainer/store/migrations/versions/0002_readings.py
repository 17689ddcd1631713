"""What was read: one row each time that a section of the explainer is shown.

Like the log, the table is append-only, and on PostgreSQL every role but the tables' owner sees
the rows of the learner of its own name only.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SQLITE_GUARD = """
CREATE TRIGGER readings_no_{verb} BEFORE {verb} ON readings
BEGIN SELECT RAISE(ABORT, 'what was read is append-only'); END
"""
POSTGRES = (
    """
CREATE FUNCTION readings_are_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what was read is append-only'; END $$
""",
    """
CREATE TRIGGER readings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON readings
FOR EACH STATEMENT EXECUTE FUNCTION readings_are_append_only()
""",
    "ALTER TABLE readings ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY own_rows ON readings USING (learner_id = current_user::text)",
)


def upgrade() -> None:
    """Create the table and forbid changes to its rows."""
    op.create_table(
        "readings",
        sa.Column("learner_id", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("section", sa.String(20), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "id", name="pk_readings"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.learner_id"], name="fk_readings_learner"
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        statements = tuple(SQLITE_GUARD.format(verb=verb) for verb in ("update", "delete"))
    else:
        statements = POSTGRES
    for statement in statements:
        op.execute(statement)
