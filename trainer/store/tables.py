"""The tables. Every key begins with the learner, so that one database serves many.

Moments are whole microseconds since 1970 UTC and days are proleptic ordinals
(`date.toordinal`), both exact on every database and cheap to read by the million. SM-2
intervals are exact whole numbers without a limit (60 successes in a row pass 2**64), so they
are kept as decimal digits.

On SQLite the two large tables lie in the order of their keys (WITHOUT ROWID), so that an answer
touches as few pages as it can.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData()

learners = Table(
    "learners",
    metadata,
    Column("learner_id", String(200), nullable=False),
    Column("last", Integer, nullable=False, server_default="0"),  # the newest row of the log,
    Column("head", String(64), nullable=False, server_default=""),  # and its digest
    Column("cohort", String(200), nullable=False, server_default=""),
    Column("journal_last", Integer, nullable=False, server_default="0"),  # the same of the journal
    Column("journal_head", String(64), nullable=False, server_default=""),
    PrimaryKeyConstraint("learner_id", name="pk_learners"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("learner_id", String(200), nullable=False),
    Column("id", Integer, nullable=False),
    Column("card", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("quality", Integer),
    Column("repetitions_before", Integer, nullable=False),
    Column("ease_before", Integer, nullable=False),
    Column("interval_before", Text, nullable=False),
    Column("repetitions_after", Integer, nullable=False),
    Column("ease_after", Integer, nullable=False),
    Column("interval_after", Text, nullable=False),
    Column("due", Integer),
    Column("answer", Text, nullable=False),
    Column("family", String(200), nullable=False),
    Column("seed", BigInteger),
    Column("mistakes", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("proposed", Integer),
    Column("points", Text, nullable=False),
    Column("confidence", String(20), nullable=False),
    Column("content", String(64), nullable=False),
    Column("sitting", String(64), nullable=False),
    Column("undoes", Integer),
    Column("digest", String(64), nullable=False),
    PrimaryKeyConstraint("learner_id", "id", name="pk_reviews"),
    ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name="fk_reviews_learner"),
    ForeignKeyConstraint(
        ["learner_id", "undoes"], ["reviews.learner_id", "reviews.id"], name="fk_reviews_undoes"
    ),
    Index("ix_reviews_card", "learner_id", "card", "id"),
    Index("ix_reviews_day", "learner_id", "day"),
    Index(
        "ix_reviews_undoes",
        "learner_id",
        "undoes",
        sqlite_where=text("undoes IS NOT NULL"),  # on PostgreSQL too, as its migration says;
    ),  # saying it here would load that dialect at every start on SQLite
    sqlite_with_rowid=False,
)

card_states = Table(
    "card_states",
    metadata,
    Column("learner_id", String(200), nullable=False),
    Column("card", String(200), nullable=False),
    Column("repetitions", Integer, nullable=False),
    Column("ease", Integer, nullable=False),
    Column("interval", Text, nullable=False),
    Column("due", Integer, nullable=False),
    Column("introduced", Integer, nullable=False),
    Column("drill", Integer),
    Column("lapses", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("learner_id", "card", name="pk_card_states"),
    ForeignKeyConstraint(
        ["learner_id", "last"], ["reviews.learner_id", "reviews.id"], name="fk_card_states_last"
    ),
    Index("ix_card_states_due", "learner_id", "due"),
    Index("ix_card_states_introduced", "learner_id", "introduced"),
    Index("ix_card_states_drill", "learner_id", "drill"),
    sqlite_with_rowid=False,
)

readings = Table(
    "readings",
    metadata,
    Column("learner_id", String(200), nullable=False),
    Column("id", Integer, nullable=False),
    Column("section", String(20), nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("learner_id", "id", name="pk_readings"),
    ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name="fk_readings_learner"),
)

journal = Table(
    "journal",
    metadata,
    Column("learner_id", String(200), nullable=False),
    Column("id", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("body", Text, nullable=False),  # JSON
    Column("digest", String(64), nullable=False),
    PrimaryKeyConstraint("learner_id", "id", name="pk_journal"),
    ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name="fk_journal_learner"),
    Index("ix_journal_subject", "learner_id", "kind", "subject", "id"),
)

shelves = Table(
    "shelves",
    metadata,
    Column("learner_id", String(200), nullable=False),
    Column("cards", Text, nullable=False),  # ids that the decks had when last read, JSON
    PrimaryKeyConstraint("learner_id", name="pk_shelves"),
    ForeignKeyConstraint(["learner_id"], ["learners.learner_id"], name="fk_shelves_learner"),
)
