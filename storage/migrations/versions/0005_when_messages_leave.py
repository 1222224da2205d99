"""When a message was first to leave, its hours of quiet, repeats; changes that raised no alert, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in (
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("quiet", sa.String(), nullable=False, server_default=""),
        sa.Column("repeat_every", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("repeats", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("delivery", column)
    op.create_index("ix_delivery_channel_due_at", "delivery", ["channel", "due_at"])
    op.create_table(
        "withheld",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["event"], ["event.id"]),
        sa.ForeignKeyConstraint(["change"], ["event_change.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("rule", "change", name="uq_withheld_rule_change"),
    )
    op.create_index("ix_withheld_event", "withheld", ["event"])
