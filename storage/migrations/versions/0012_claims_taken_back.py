"""Claims that their article takes back; claims that a rebuild moved are found by index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOVED = sa.text("change IN ('merged', 'split', 'rebuilt')")


def upgrade() -> None:
    op.add_column("mention", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_event_change_moved", "event_change")
    op.create_index(
        "ix_event_change_moved", "event_change", ["id"], sqlite_where=MOVED, postgresql_where=MOVED
    )
