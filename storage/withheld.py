"""Changes that a rule matched and that raised no alert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from storage.models import Withheld


def note(
    session: Session,
    *,
    rule: str,
    event: str,
    change: int,
    condition: str,
    reason: str,
    until: datetime | None,
    now: datetime,
) -> None:
    """Keeps why, in place of what was noted of this rule and change before."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    why = {"condition": condition, "reason": reason, "until": until, "at": now}
    row = insert(Withheld).values(rule=rule, event=event, change=change, **why)
    session.connection().execute(row.on_conflict_do_update(index_elements=["rule", "change"], set_=why))


def of_event(session: Session, event: str) -> Sequence[Withheld]:
    """What rules held back of an event, oldest first."""
    return session.exec(select(Withheld).where(Withheld.event == event).order_by(col(Withheld.id))).all()
