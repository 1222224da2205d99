"""After the clock was put back: what was to happen later is as far away as it was, not further by the jump.

A machine whose clock ran a day ahead has sources due "tomorrow" once it is put right, leases that nobody
would take over until then, and messages that would wait as long.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text, update
from sqlmodel import Session, col, select

from storage import heartbeats
from storage._parts import in_parts
from storage.models import (
    DELIVERY_WAITING,
    PAGE_WANTED,
    WAITING,
    Article,
    ChannelState,
    Delivery,
    Source,
)

# Machines of one set-up may differ by less; what one of them stamps is no jump to another.
TOLERANCE = timedelta(minutes=5)
# A column of moments to come, and the rows in which it still means something.
_TO_COME: tuple[tuple[Any, str, Any], ...] = (
    (Source, "next_poll_at", None),
    (Source, "lease_until", None),
    (Article, "lease_until", text(WAITING)),
    (Article, "page_next_at", text(PAGE_WANTED)),
    (Delivery, "next_at", text(DELIVERY_WAITING)),
    (Delivery, "give_up_at", text(DELIVERY_WAITING)),
    (Delivery, "lease_until", text("state = 'sending'")),
    (ChannelState, "tokens_at", None),
    (ChannelState, "paused_until", None),
    (ChannelState, "probe_at", None),
)


def follow(session: Session, now: datetime) -> timedelta | None:
    """Where the last cycle ended in what is now the future, moves what is to come back by as much.

    Returns by how much the clock went back, None where it did not. The heartbeat moves along, so that this
    happens once a jump.
    """
    last = heartbeats.last(session, heartbeats.CYCLE)
    if last is None or last.at - now <= TOLERANCE:
        return None
    jump = last.at - now
    for model, name, where in _TO_COME:
        _move(session, model, name, where, now, jump)
    heartbeats.beat(session, heartbeats.CYCLE, now, **last.detail)
    return jump


def _move(session: Session, model: Any, name: str, where: Any, now: datetime, jump: timedelta) -> None:
    (key,) = model.__table__.primary_key.columns
    column = col(getattr(model, name))
    rows = select(key, column).where(column > now)
    if where is not None:
        rows = rows.where(where)
    moved = [{key.name: row_id, name: at - jump} for row_id, at in session.exec(rows)]
    for part in in_parts(moved):
        session.execute(update(model), list(part))
