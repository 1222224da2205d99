"""Alerts without an event, what holds a message back, the state of channels, heartbeats, wider silences."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_GIVE_UP = {
    "sqlite": "UPDATE delivery SET give_up_at = datetime(created_at, '+3 days')",
    "postgresql": "UPDATE delivery SET give_up_at = created_at + INTERVAL '3 days'",
}
WAITING = "state IN ('pending', 'retry')"


def upgrade() -> None:
    op.create_table(
        "channel_state",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("tokens_at", INSTANT, nullable=True),
        sa.Column("paused_until", INSTANT, nullable=True),
        sa.Column("pause_reason", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=True),
        sa.Column("probe_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("channel"),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.add_column("silence", sa.Column("matchers", JSON, nullable=False, server_default=sa.text("'{}'")))
    _alert()
    _delivery()
    op.create_index("ix_alert_silence", "alert", ["silence"])
    op.create_index(
        "uq_alert_notice",
        "alert",
        ["rule", "group"],
        unique=True,
        sqlite_where=sa.text("change IS NULL"),
        postgresql_where=sa.text("change IS NULL"),
    )
    op.create_index(
        "ix_delivery_due",
        "delivery",
        ["channel", "urgency", "next_at", "id"],
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    )


def _alert() -> None:
    with op.batch_alter_table("alert") as alert:
        alert.alter_column("event", existing_type=sa.String(), nullable=True)
        alert.alter_column("change", existing_type=sa.Integer(), nullable=True)
        alert.add_column(sa.Column("silence", sa.Integer(), nullable=True))
        alert.add_column(sa.Column("acked_at", INSTANT, nullable=True))
        alert.add_column(sa.Column("ack_note", sa.Text(), nullable=False, server_default=""))
        alert.create_foreign_key("fk_alert_silence", "silence", ["silence"], ["id"])


def _delivery() -> None:
    for column in (
        sa.Column("urgency", sa.Integer(), nullable=False, server_default="2"),
        sa.Column("bundle", sa.String(), nullable=False, server_default=""),
        sa.Column("unless_acked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("progress", JSON, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("give_up_at", INSTANT, nullable=True),
    ):
        op.add_column("delivery", column)
    op.execute(_GIVE_UP[op.get_bind().dialect.name])
