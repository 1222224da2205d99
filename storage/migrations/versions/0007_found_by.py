"""What events are found by: narrow texts for filters, slots for merging, and indexes that hold both."""

import json
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from storage.event_index import ANYBODY, actor_tags, parties_of, words_of

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
STANDING = "merged_into IS NULL"
MOVED = "change IN ('merged', 'split')"
TOGETHER = 1_000
ACTIVE = timedelta(days=30)
_INDEXES = {
    "ix_event_reported": ["first_reported_at", "id", "kind", "status", "country", "parties", "words"],
    "ix_event_kind_reported": ["kind", "first_reported_at", "id", "status", "country", "parties"],
    "ix_event_country_reported": ["country", "first_reported_at", "id", "kind", "status"],
    "ix_event_kind_occurred": ["kind", "start", "end", "id"],
}
_EVENT = sa.table(
    "event",
    *(sa.column(name) for name in ("id", "kind", "title", "place", "words", "parties")),
    sa.column("actors", sa.JSON()),
    sa.column("recipients", sa.JSON()),
    sa.column("updated_at", INSTANT),
)


def upgrade() -> None:
    for name in ("words", "parties"):
        op.add_column("event", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "event_slot",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("kind", "actor", "event"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_slot_until", "event_slot", ["until"])
    _fill(op.get_bind())
    op.drop_index("ix_event_kind_reported", "event")
    op.drop_index("ix_event_updated", "event")
    for name, columns in _INDEXES.items():
        _partial(name, "event", columns, STANDING)
    _partial("ix_event_change_moved", "event_change", ["id"], MOVED)
    op.create_index("ix_event_updated", "event", ["updated_at", "first_seen_at"])
    op.create_index("ix_mention_event_article", "mention", ["event", "article"])
    op.drop_index("ix_mention_event", "mention")
    op.drop_index("ix_event_first_reported_at", "event")


def _partial(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _fill(connection: sa.Connection) -> None:
    """The new texts of all events; the slots of those that were active when the last one changed."""
    newest = connection.scalar(sa.select(sa.func.max(_EVENT.c.updated_at)))
    after = ""
    while rows := _next(connection, after):
        connection.execute(
            sa.text("UPDATE event SET words = :words, parties = :parties WHERE id = :id"),
            [
                {
                    "id": row.id,
                    "words": words_of(row.title, row.place),
                    "parties": parties_of(_list(row.actors), _list(row.recipients)),
                }
                for row in rows
            ],
        )
        _fill_slots(connection, [row for row in rows if row.updated_at >= newest - ACTIVE])
        after = rows[-1].id


def _next(connection: sa.Connection, after: str) -> list[sa.Row]:
    chosen = sa.select(_EVENT).where(_EVENT.c.id > after).order_by(_EVENT.c.id).limit(TOGETHER)
    return list(connection.execute(chosen))


def _fill_slots(connection: sa.Connection, rows: list[sa.Row]) -> None:
    slots = [
        {"kind": row.kind, "actor": tag, "event": row.id, "until": row.updated_at + ACTIVE}
        for row in rows
        for tag in actor_tags(_list(row.actors)) or [ANYBODY]
    ]
    if slots:
        columns = (*(sa.column(name) for name in ("kind", "actor", "event")), sa.column("until", INSTANT))
        connection.execute(sa.table("event_slot", *columns).insert(), slots)


def _list(value: object) -> list[dict[str, object]]:
    return json.loads(value) if isinstance(value, str) else value  # type: ignore[return-value]
