"""Figures about the work under way, cheap at any size: nothing here reads a big table from end to end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, text
from sqlmodel import Session, col, select

from storage.database import Database
from storage.models import DELIVERY_WAITING, WAITING, Article, Delivery, EventChange, Source

# Counted no further: whoever looks at a queue this long wants to know that it is, not how long.
MOST = 100_000
UNDELIVERED = ("dead", "held")


@dataclass(frozen=True, slots=True)
class Queue:
    """Work that waits: how much of it (at most MOST), and since when the oldest does."""

    name: str
    waiting: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class SourceCounts:
    """Sources by health, and when the last of them was read."""

    ok: int
    failing: int
    paused: int
    read_at: datetime | None


def queues(session: Session) -> Iterator[Queue]:
    """Articles to be read, changes to be matched, messages to be sent; each by an index over what waits."""
    oldest_article = select(Article.first_seen_at).where(text(WAITING)).order_by(col(Article.id)).limit(1)
    yield _queue(session, "articles", select(Article.id).where(text(WAITING)), oldest_article)
    pending = EventChange.state == "pending"
    oldest_change = select(EventChange.at).where(pending).order_by(col(EventChange.id)).limit(1)
    yield _queue(session, "changes", select(EventChange.id).where(pending), oldest_change)
    leaving = text(f"({DELIVERY_WAITING} OR state = 'sending')")
    oldest_delivery = select(func.min(Delivery.created_at)).where(leaving)
    yield _queue(session, "deliveries", select(Delivery.id).where(leaving), oldest_delivery)


def undelivered(session: Session) -> dict[str, int]:
    """Messages nobody tries any more, by state (at most MOST each)."""
    return {
        state: _count(session, select(Delivery.id).where(Delivery.state == state)) for state in UNDELIVERED
    }


def source_counts(session: Session) -> SourceCounts:
    """How the sources are; there are thousands of them at most."""
    is_paused, has_errors = col(Source.paused_reason).is_not(None), col(Source.errors) > 0
    paused = func.count(case((is_paused, 1)))
    failing = func.count(case((~is_paused & has_errors, 1)))
    row = session.exec(select(func.count(), paused, failing, func.max(Source.last_ok_at))).one()
    every, paused_now, failing_now, read_at = row
    return SourceCounts(every - paused_now - failing_now, failing_now, paused_now, read_at)


def sizes(database: Database) -> dict[str, int]:
    """Bytes on the disk by part: `data`, and for SQLite `wal`, what is written and not yet in the file."""
    if not database.is_sqlite:
        with database.read() as session:
            size = select(func.pg_database_size(func.current_database()))
            return {"data": int(session.exec(size).one())}
    file = database.file
    parts = {"data": file, "wal": file.with_name(f"{file.name}-wal")} if file else {}
    return {name: part.stat().st_size if part.exists() else 0 for name, part in parts.items()}


def _queue(session: Session, name: str, waiting: Any, oldest: Any) -> Queue:
    return Queue(name, _count(session, waiting), session.exec(oldest).first())


def _count(session: Session, rows: Any) -> int:
    counted = select(func.count()).select_from(rows.limit(MOST).subquery())
    return session.exec(counted).one()
