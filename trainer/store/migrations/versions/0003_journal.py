"""The journal beside the log, and the shelf of cards that the decks had when last read.

The journal is guarded like the log: entries are neither changed nor removed, each is the next
of its learner and carries on the chain of digests, and `learners` holds the newest one's number
and digest. Readings now are in order too. On PostgreSQL every role but the tables' owner sees
the rows of the learner of its own name only; learners that were let in before keep their rights.
SQLite is told how a large log looks, for it would think that ten rows have the same learner, and
read a million to find those of one day.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

SQLITE = (
    """
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
""",
    """
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
""",
    """
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN NOT EXISTS
  (SELECT 1 FROM learners WHERE learner_id = NEW.learner_id AND journal_last = NEW.id - 1)
BEGIN SELECT RAISE(ABORT, 'the journal has no gaps'); END
""",
    """
CREATE TRIGGER journal_head AFTER INSERT ON journal
BEGIN
  UPDATE learners SET journal_last = NEW.id, journal_head = NEW.digest
  WHERE learner_id = NEW.learner_id;
END
""",
    """
CREATE TRIGGER readings_in_order BEFORE INSERT ON readings
WHEN NEW.id <> 1 +
  (SELECT coalesce(max(id), 0) FROM readings WHERE learner_id = NEW.learner_id)
BEGIN SELECT RAISE(ABORT, 'what was read has no gaps'); END
""",
)
# Rows, and how many of them share the first, the first two, ... columns of a key; as ANALYZE found
# in a log of 100,000 cards and 1,000,000 answers.
STATISTICS = {
    ("reviews", "reviews"): "1000000 1000000 1",
    ("reviews", "ix_reviews_card"): "1000000 1000000 10 1",
    ("reviews", "ix_reviews_day"): "1000000 1000000 4000",
    ("reviews", "ix_reviews_undoes"): "10000 10000 1",
    ("card_states", "card_states"): "100000 100000 1",
    ("card_states", "ix_card_states_due"): "100000 100000 300",
    ("card_states", "ix_card_states_introduced"): "100000 100000 500",
    ("card_states", "ix_card_states_drill"): "100000 100000 600",
    ("journal", "sqlite_autoindex_journal_1"): "10000 10000 1",
    ("journal", "ix_journal_subject"): "10000 10000 3000 10 1",
    ("readings", "sqlite_autoindex_readings_1"): "1000 1000 1",
}
POSTGRES = (
    """
CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$
""",
    """
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION journal_is_append_only()
""",
    """
CREATE FUNCTION journal_moves_the_head() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  UPDATE learners SET journal_last = NEW.id, journal_head = NEW.digest
  WHERE learner_id = NEW.learner_id AND journal_last = NEW.id - 1;
  IF NOT FOUND THEN RAISE EXCEPTION 'the journal has no gaps'; END IF;
  RETURN NULL;
END $$
""",
    """
CREATE TRIGGER journal_head AFTER INSERT ON journal
FOR EACH ROW EXECUTE FUNCTION journal_moves_the_head()
""",
    """
CREATE FUNCTION readings_are_in_order() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NEW.id <> 1 + (SELECT coalesce(max(id), 0) FROM readings WHERE learner_id = NEW.learner_id)
  THEN RAISE EXCEPTION 'what was read has no gaps'; END IF;
  RETURN NEW;
END $$
""",
    """
CREATE TRIGGER readings_in_order BEFORE INSERT ON readings
FOR EACH ROW EXECUTE FUNCTION readings_are_in_order()
""",
    "ALTER TABLE journal ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY own_rows ON journal USING (learner_id = current_user::text)",
    "ALTER TABLE shelves ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY own_rows ON shelves USING (learner_id = current_user::text)",
    """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'trainer_learner') THEN
    GRANT UPDATE (journal_last, journal_head) ON learners TO trainer_learner;
    GRANT SELECT, INSERT ON journal TO trainer_learner;
    GRANT SELECT, INSERT, UPDATE, DELETE ON shelves TO trainer_learner;
  END IF;
END $$
""",
)


def upgrade() -> None:
    """Create both tables, and guard the journal and the order of readings."""
    last = sa.Column("journal_last", sa.Integer, nullable=False, server_default="0")
    head = sa.Column("journal_head", sa.String(64), nullable=False, server_default="")
    op.add_column("learners", last)
    op.add_column("learners", head)
    op.create_table(
        "journal",
        sa.Column("learner_id", sa.String(200), nullable=False),
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
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
    on_file = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE if on_file else POSTGRES:
        op.execute(statement)
    if on_file:
        tell_statistics()


def tell_statistics() -> None:
    """Write what SQLite's planner goes by, which applications may (SQLite manual, ANALYZE)."""
    op.execute("ANALYZE learners")  # makes the table
    op.execute("DELETE FROM sqlite_stat1")
    table = sa.table("sqlite_stat1", *map(sa.column, ("tbl", "idx", "stat")))
    rows = [{"tbl": tbl, "idx": idx, "stat": stat} for (tbl, idx), stat in STATISTICS.items()]
    op.bulk_insert(table, rows)
