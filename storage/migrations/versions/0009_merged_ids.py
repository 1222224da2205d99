"""The ids merged into an event are found by index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_event_merged_into", "event", ["merged_into"], sqlite_where=MERGED, postgresql_where=MERGED
    )
