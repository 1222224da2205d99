"""Indexes the timeline page asks for: a kind within a window, and what was written of late."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_kind_reported", "event", ["kind", "first_reported_at"])
    op.create_index("ix_event_updated", "event", ["updated_at"])
