"""`/healthz`: whether cycles still finish, for supervisors and outside monitors."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.models import Article, Source
from web._site import site_of

router = APIRouter()
INTERVALS = 3


@router.get("/healthz")
def health(request: Request) -> JSONResponse:
    """200 while some source was polled within three intervals, else 503; the reason in words."""
    site = site_of(request)
    with site.database.read() as session:
        sources, polled = _last_poll(session)
        waiting = session.exec(
            select(func.count()).select_from(Article).where(Article.state == "pending")
        ).one()
    now = site.clock.now()
    age = None if polled is None else max(0.0, (now - polled).total_seconds())
    late = bool(sources) and (age is None or age > INTERVALS * site.cycle_every_s)
    said = "no source has answered lately; is `watchline run` up?" if late else "ok"
    body = {
        "ok": not late,
        "said": said,
        "last_poll_age_s": age,
        "sources": sources,
        "waiting_articles": waiting,
    }
    return JSONResponse(body, 503 if late else 200)


def _last_poll(session: Session) -> tuple[int, datetime | None]:
    active = col(Source.paused_reason).is_(None)
    return session.exec(select(func.count(), func.max(Source.last_ok_at)).where(active)).one()
