"""`/`: the timeline, its histogram, its facets and its map, for any filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from storage.filters import Filters
from storage.tally import FACETS, Tally
from storage.timeline import count_rows, timeline
from web import map as world
from web._histogram import Bar, bars
from web._query import PAGE_SIZE, Query
from web._site import query_of, reading_of, site_of
from web._view import render
from web.exports import EXPORTS

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map: pixels, radius, words, and the address of its neighbourhood."""

    x: float
    y: float
    radius: float
    words: str
    address: str


@router.get("/")
def show(request: Request) -> HTMLResponse:
    """The events that pass the filters, newest first."""
    query = query_of(request)
    filters = query.filters
    with reading_of(request) as session:
        rows = timeline(session, filters)
        tally = site_of(request).tallies.of(session, filters)
        nothing_yet = not tally.total and not count_rows(session)["events"]
    return render(
        request,
        "timeline.html",
        title="Timeline",
        query=query,
        rows=rows,
        total=tally.total,
        pages=-(-tally.total // PAGE_SIZE),
        bars=_bars(tally.days, filters),
        facets={name: tally.values(name) for name in FACETS},
        dots=_dots(tally, query),
        size=(world.WIDTH, world.HEIGHT),
        exports=EXPORTS.values(),
        nothing_yet=nothing_yet,
    )


def _bars(days: Mapping[str, int], filters: Filters) -> list[Bar]:
    """Bars over the window asked for; none where nothing lies in it."""
    if not days:
        return []
    since, until = filters.since, filters.until
    return bars(days, since.date() if since else None, until.date() if until else None)


def _dots(tally: Tally, query: Query) -> list[Dot]:
    found = tally.points()
    most = max((point.count for point in found), default=1)
    dots = []
    for point in reversed(found):
        x, y = world.project(point.lat, point.lon)
        told = "1 event" if point.count == 1 else f"{point.count:,} events"
        near = query.address(changes={"near": f"{point.lat:.2f},{point.lon:.2f},50"})
        radius = round(2.5 + 9 * (point.count / most) ** 0.5, 1)
        dots.append(Dot(x, y, radius, f"{point.place or 'Here'}: {told}", near))
    return dots
