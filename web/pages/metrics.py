"""`/metrics`: counts for Prometheus (text exposition format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from sqlalchemy import func
from sqlmodel import Session, col, select

from storage import outbox
from storage.models import Alert, Article, Delivery, Source
from storage.timeline import count_rows
from web._site import site_of

router = APIRouter()


@router.get("/metrics")
def metrics(request: Request) -> PlainTextResponse:
    """Sources by health, rows, the age of the oldest waiting work, deliveries by state."""
    site = site_of(request)
    with site.database.read() as session:
        lines = list(_lines(session, site.clock.now()))
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _lines(session: Session, now: datetime) -> Iterator[str]:
    yield from _gauge("sources", "Sources by health.", _sources(session))
    yield from _gauge(
        "rows", "Rows of the timeline.", [("table", *pair) for pair in count_rows(session).items()]
    )
    alerts = session.exec(select(Alert.state, func.count()).group_by(col(Alert.state)))
    yield from _gauge("alerts", "Alerts by state.", [("state", *pair) for pair in alerts])
    states = [("state", *pair) for pair in outbox.counts(session).items()]
    yield from _gauge("deliveries", "Messages by state.", states)
    ages = [("queue", name, age) for name, age in _ages(session, now)]
    yield from _gauge("oldest_seconds", "Age of the oldest thing that waits; 0 where nothing does.", ages)


def _gauge(name: str, told: str, values: Sequence[tuple[str, str, float]]) -> Iterator[str]:
    full = f"watchline_{name}"
    yield f"# HELP {full} {told}"
    yield f"# TYPE {full} gauge"
    for label, value, number in values:
        yield f'{full}{{{label}="{value}"}} {number:g}'


def _sources(session: Session) -> list[tuple[str, str, float]]:
    paused = session.exec(select(func.count()).where(col(Source.paused_reason).is_not(None))).one()
    failing = session.exec(
        select(func.count()).where(col(Source.paused_reason).is_(None), col(Source.errors) > 0)
    ).one()
    every = session.exec(select(func.count()).select_from(Source)).one()
    return [
        ("health", "ok", every - paused - failing),
        ("health", "failing", failing),
        ("health", "paused", paused),
    ]


def _ages(session: Session, now: datetime) -> Iterator[tuple[str, float]]:
    polled = session.exec(select(func.max(Source.last_ok_at))).one()
    article = session.exec(select(func.min(Article.first_seen_at)).where(Article.state == "pending")).one()
    waiting = col(Delivery.state).in_(("pending", "sending", "retry"))
    delivery = session.exec(select(func.min(Delivery.created_at)).where(waiting)).one()
    for name, since in (("poll", polled), ("articles", article), ("deliveries", delivery)):
        yield name, max(0.0, (now - since).total_seconds()) if since else 0.0
