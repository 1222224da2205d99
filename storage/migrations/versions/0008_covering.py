"""The indexes of the timeline page hold all that its conditions look at: no row is read to be left out."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STANDING = "merged_into IS NULL"
_INDEXES = {
    "ix_event_reported": ["first_reported_at", "id", "kind", "status", "country", "parties", "words"],
    "ix_event_kind_reported": ["kind", "first_reported_at", "id", "status", "country", "parties"],
    "ix_event_country_reported": ["country", "first_reported_at", "id", "kind", "status"],
    "ix_event_kind_occurred": ["kind", "start", "end", "id"],
}


def upgrade() -> None:
    for name, columns in _INDEXES.items():
        op.drop_index(name, "event")
        op.create_index(
            name,
            "event",
            [*columns, "merged_into"],
            sqlite_where=sa.text(STANDING),
            postgresql_where=sa.text(STANDING),
        )
