"""When something that should happen again and again last did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.models import Heartbeat


def beat(session: Session, name: str, now: datetime, **detail: Any) -> None:
    """Records that `name` happened at `now`."""
    session.merge(Heartbeat(name=name, at=now, detail=detail))


def last(session: Session, name: str) -> Heartbeat | None:
    """The last time `name` happened; None where it never did."""
    return session.get(Heartbeat, name)
