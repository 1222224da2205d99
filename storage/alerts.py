"""The rows of alerts: each raised once, whatever races to raise it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from storage.models import Alert


def insert_alert(session: Session, **values: Any) -> int | None:
    """Add an alert; its id, or None where one of the same rule and change, or group, stands already."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    insert = (postgresql.insert if is_postgresql else sqlite.insert)(Alert)
    statement = insert.values(**{"state": "open", "ack_note": "", **values}).on_conflict_do_nothing()
    row = session.exec(statement.returning(col(Alert.id))).first()
    return None if row is None else int(row[0])
