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
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        _alter()
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


def _alter() -> None:
    op.alter_column("alert", "event", nullable=True)
    op.alter_column("alert", "change", nullable=True)
    op.add_column("alert", sa.Column("silence", sa.Integer(), sa.ForeignKey("silence.id"), nullable=True))
    op.add_column("alert", sa.Column("acked_at", INSTANT, nullable=True))
    op.add_column("alert", sa.Column("ack_note", sa.Text(), nullable=False, server_default=""))
    for column in (
        sa.Column("urgency", sa.Integer(), nullable=False, server_default="2"),
        sa.Column("bundle", sa.String(), nullable=False, server_default=""),
        sa.Column("unless_acked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("progress", JSON, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("give_up_at", INSTANT, nullable=True),
    ):
        op.add_column("delivery", column)
    op.execute("UPDATE delivery SET give_up_at = created_at + INTERVAL '3 days'")


def _rebuild() -> None:
    """SQLite makes no column nullable in place.

    The tables are copied together with those that refer to them, so no reference is ever broken; renaming
    a table renames it in the references to it.
    """
    _new_alert()
    _new_delivery()
    _new_attempt()
    op.execute(
        'INSERT INTO alert_new SELECT id, rule, rule_hash, severity, title, event, change, changes, "group", '
        "explanation, state, NULL, NULL, '', created_at FROM alert"
    )
    op.execute(
        "INSERT INTO delivery_new SELECT id, dedupe_key, alert, channel, title, body, payload, 2, '', 0, "
        "state, '', attempts, '{}', next_at, datetime(created_at, '+3 days'), last_outcome, lease, "
        "lease_until, created_at, sent_at FROM delivery"
    )
    op.execute(
        "INSERT INTO delivery_attempt_new "
        "SELECT id, delivery, n, started_at, ended_at, outcome, error FROM delivery_attempt"
    )
    for table in ("delivery_attempt", "delivery", "alert"):
        op.drop_table(table)
    for table in ("alert", "delivery", "delivery_attempt"):
        op.rename_table(f"{table}_new", table)
    for column in ("created_at", "event", "group", "rule"):
        op.create_index(f"ix_alert_{column}", "alert", [column])
    op.create_index("ix_delivery_alert", "delivery", ["alert"])
    op.create_index("ix_delivery_state_next", "delivery", ["state", "next_at"])


def _new_alert() -> None:
    op.create_table(
        "alert_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_hash", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("change", sa.Integer(), nullable=True),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("explanation", JSON, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("silence", sa.Integer(), nullable=True),
        sa.Column("acked_at", INSTANT, nullable=True),
        sa.Column("ack_note", sa.Text(), nullable=False, server_default=""),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["change"], ["event_change.id"]),
        sa.ForeignKeyConstraint(["event"], ["event.id"]),
        sa.ForeignKeyConstraint(["silence"], ["silence.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("rule", "change", name="uq_alert_rule_change"),
    )


def _new_delivery() -> None:
    op.create_table(
        "delivery_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("alert", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False, server_default="2"),
        sa.Column("bundle", sa.String(), nullable=False, server_default=""),
        sa.Column("unless_acked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", JSON, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("give_up_at", INSTANT, nullable=True),
        sa.Column("last_outcome", sa.String(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["alert"], ["alert_new.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("dedupe_key"),
    )


def _new_attempt() -> None:
    op.create_table(
        "delivery_attempt_new",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery"], ["delivery_new.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("delivery", "n", name="uq_attempt_delivery_n"),
    )


def downgrade() -> None:
    raise NotImplementedError("restore the backup that was made before: watchline db restore FILE")
