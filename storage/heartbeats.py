"""When something that should happen again and again last did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from storage.models import Heartbeat

# A cycle finished; what all of them did; the rows of the tables, which are counted once a day.
CYCLE, TOTALS, ROWS = "cycle", "totals", "rows"


def beat(session: Session, name: str, now: datetime, **detail: Any) -> None:
    """Records that `name` happened at `now`."""
    session.merge(Heartbeat(name=name, at=now, detail=detail))


def last(session: Session, name: str) -> Heartbeat | None:
    """The last time `name` happened; None where it never did."""
    return session.get(Heartbeat, name)


def add_up(session: Session, name: str, now: datetime, amounts: Mapping[str, int]) -> None:
    """Adds `amounts` to the totals kept under `name`; they only grow, and are cheap to read."""
    kept = session.get(Heartbeat, name, with_for_update=True)
    totals = Counter(kept.detail if kept else {})
    totals.update(amounts)
    beat(session, name, now, **totals)
