"""Storylines, clusters and copies; decisions with their terms; what a change made of an event."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
GROUPED = "cluster IS NOT NULL"


def upgrade() -> None:
    _columns()
    _lasting()
    _active()
    _copies()


def _columns() -> None:
    op.add_column("article", sa.Column("cluster", sa.String(), nullable=True))
    op.create_index(
        "ix_article_cluster",
        "article",
        ["cluster"],
        sqlite_where=sa.text(GROUPED),
        postgresql_where=sa.text(GROUPED),
    )
    for table, column, empty in (
        ("article_revision", "grouping", "{}"),
        ("mention", "decision", "{}"),
        ("event_change", "patch", "{}"),
        ("event", "origin_names", "[]"),
    ):
        op.add_column(table, sa.Column(column, JSON, nullable=False, server_default=sa.text(f"'{empty}'")))
    op.add_column("event", sa.Column("standing", sa.String(), nullable=False, server_default="reported"))
    op.create_table(
        "event_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"]),
        sa.ForeignKeyConstraint(["other"], ["event.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event", "other", "kind", name="uq_event_link"),
    )
    op.create_index("ix_event_link_other", "event_link", ["other"])


def _lasting() -> None:
    op.create_table(
        "story",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("clusters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_story_last_at", "story", ["last_at"])
    op.create_table(
        "story_cluster",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_at", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["story"], ["story.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_story_cluster_story", "story_cluster", ["story"])


def _active() -> None:
    op.create_table(
        "active_story",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("first", sa.Float(), nullable=False),
        sa.Column("last", sa.Float(), nullable=False),
        sa.Column("clusters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "active_cluster",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("story", sa.String(), nullable=False),
        sa.Column("first", sa.Float(), nullable=False),
        sa.Column("last", sa.Float(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("denials", sa.Integer(), nullable=False),
        sa.Column("length", sa.Float(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.Column("speakers", sa.Text(), nullable=False),
        sa.Column("doubts", sa.Text(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("ix_active_cluster_last", "active_cluster", ["last"])
    _pairs("active_term", "term", "cluster")
    op.create_table(
        "active_term_size",
        sa.Column("term", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("clusters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("term"),
        sqlite_with_rowid=False,
    )


def _copies() -> None:
    op.create_table(
        "copy_text",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("copy_group", sa.String(), nullable=False),
        sa.Column("last", sa.Float(), nullable=False),
        sa.Column("cluster", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("shingles", sa.LargeBinary(), nullable=False),
        sa.Column("telling", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("found_by", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("copy_group"),
    )
    op.create_index("ix_copy_text_last", "copy_text", ["last"])
    op.create_table(
        "copy_key",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("text", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_copy_key_text", "copy_key", ["text"])
    _pairs("copy_shingle", "shingle", "text")


def _pairs(table: str, key: str, found: str) -> None:
    op.create_table(
        table,
        sa.Column(key, sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(found, sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(key, found),
        sqlite_with_rowid=False,
    )
