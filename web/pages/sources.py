"""`/sources`: how every source is doing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from storage import heartbeats
from storage.sources import all_sources
from web._site import site_of
from web._view import render

router = APIRouter()


@router.get("/sources")
def show(request: Request) -> HTMLResponse:
    """Health, rhythm, next poll and last error of every source; those in trouble first."""
    site = site_of(request)
    with site.database.read() as session:
        sources = list(all_sources(session))
        cycle = heartbeats.last(session, heartbeats.CYCLE)
    sources.sort(key=lambda source: (not source.paused_reason, not source.errors, source.name))
    return render(
        request,
        "sources.html",
        title="Sources",
        sources=sources,
        cycle=cycle,
        now=site.clock.now(),
        failing=sum(bool(source.errors or source.paused_reason) for source in sources),
        prefect_url=site.prefect_url,
    )
