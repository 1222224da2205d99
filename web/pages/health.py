"""`/healthz`: whether cycles still finish and alerts can leave, for supervisors and outside monitors."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlmodel import Session

from errors import WatchlineError
from flows.deployments import MISSED
from storage import channels, gauges, heartbeats
from web._site import Site, site_of

router = APIRouter()
_NO_CYCLE = "no cycle has finished yet; start: watchline run"


@router.get("/healthz")
def health(request: Request) -> JSONResponse:
    """200 while the last cycle ended within three intervals and some channel takes messages, else 503.

    `said` is the reason in words. How many sources fail is told, and is no reason: they are of other people.
    """
    site = site_of(request)
    try:
        with site.database.read() as session:
            problems, body = _look(session, site)
    except WatchlineError as error:
        # The address of the database is nobody's business here.
        problems, body = [str(error).removeprefix(f"{site.database.name}: ")], {}
    return JSONResponse(
        {"ok": not problems, "said": "; ".join(problems) or "ok", **body}, 503 if problems else 200
    )


def _look(session: Session, site: Site) -> tuple[list[str], dict[str, object]]:
    last = heartbeats.last(session, heartbeats.CYCLE)
    broken = channels.failing(session)
    found = gauges.source_counts(session)
    age = None if last is None else max(0.0, (site.clock.now() - last.at).total_seconds())
    failing = sorted({state.channel for state in broken} & set(site.channels))
    stuck = "" if channels.some_work(broken, site.channels) else _stuck(site)
    problems = [_late(age, site.cycle_every_s), stuck]
    body: dict[str, object] = {
        "last_cycle_age_s": age,
        "last_cycle_at": _iso(last.at if last else None),
        "cycle_every_s": site.cycle_every_s,
        "channels_failing": failing,
        "sources": {"ok": found.ok, "failing": found.failing, "paused": found.paused},
        "last_read_at": _iso(found.read_at),
    }
    return [problem for problem in problems if problem], body


def _late(age: float | None, every_s: int) -> str:
    if age is None:
        return _NO_CYCLE
    if age <= MISSED * every_s:
        return ""
    return f"the last cycle ended {age:.0f} s ago, one is expected every {every_s} s; see: watchline doctor"


def _stuck(site: Site) -> str:
    return f"none of {len(site.channels)} channels takes messages; see: watchline alerts list --state waiting"


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
