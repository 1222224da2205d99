"""Full text on a match and after a wait; feeds that answer 404 for long."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # SQLite changes no column's type in place, and tables refer to this one, so it is not rebuilt.
    op.add_column(
        "source", sa.Column("full_text_mode", sa.String(), nullable=False, server_default="on_match")
    )
    op.execute("UPDATE source SET full_text_mode = 'always' WHERE full_text")
    op.execute("ALTER TABLE source DROP COLUMN full_text")
    op.execute("ALTER TABLE source RENAME COLUMN full_text_mode TO full_text")
    op.add_column("source", sa.Column("missing_since", INSTANT, nullable=True))
    op.add_column("article", sa.Column("page_tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("article", sa.Column("page_next_at", INSTANT, nullable=True))
    op.add_column(
        "article_revision", sa.Column("from_page", sa.Boolean(), nullable=False, server_default=sa.false())
    )
