"""Which events to show: the filters of the command line, the page, the exports and the API, as one thing."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, func
from sqlmodel import col, or_, select

from storage.models import Article, Event, Mention, Source

Clock = Literal["occurred", "reported", "seen"]
_KM_A_DEGREE = 111.2
# A publisher's clock may be ahead of ours by so much.
_CLOCKS_APART = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Near:
    """A circle around a point; degrees and kilometres."""

    lat: float
    lon: float
    km: float


@dataclass(frozen=True, slots=True)
class Box:
    """An area between meridians and parallels in degrees; across 180 degrees `west` lies east of `east`."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Filters:
    """Which events to show. `since`/`until` bound the clock that `clock` names; `until` is exclusive.

    `known_by` leaves out what was first seen after that moment. Events without a date of their own are shown
    with the others, or left out (`undated` False), or shown alone (True).
    """

    q: str = ""
    kinds: tuple[str, ...] = ()
    actor: str = ""
    recipient: str = ""
    country: str = ""
    statuses: tuple[str, ...] = ()
    source: str = ""
    story: str = ""
    near: Near | None = None
    box: Box | None = None
    since: datetime | None = None
    until: datetime | None = None
    known_by: datetime | None = None
    undated: bool | None = None
    clock: Clock = "reported"
    limit: int = 100
    skip: int = 0


def clock_column(clock: Clock) -> Any:
    """What a clock orders by."""
    if clock == "occurred":
        return func.coalesce(Event.start, Event.end, "")
    return col(Event.first_reported_at if clock == "reported" else Event.first_seen_at)


def conditions(filters: Filters) -> list[ColumnElement[bool]]:
    """The filters as conditions on events; what was merged into another event never shows."""
    found: list[Any] = [col(Event.merged_into).is_(None)]
    if filters.q:
        found.append(col(Event.words).like(f"%{_escape_like(filters.q.lower())}%", escape="\\"))
    if filters.kinds:
        found.append(col(Event.kind).in_(filters.kinds))
    if filters.statuses:
        found.append(col(Event.status).in_(filters.statuses))
    if filters.actor:
        found.append(_party(filters.actor, "%{}%|%"))
    if filters.recipient:
        found.append(_party(filters.recipient, "%|%{}%"))
    if filters.country:
        found.append(col(Event.country) == filters.country)
    if filters.story:
        found.append(col(Event.story) == filters.story)
    if filters.source:
        found.append(_told_by_source(filters))
    if filters.known_by:
        found.append(col(Event.first_seen_at) <= filters.known_by)
    return [*found, *_area(filters), *_dated(filters), *_window(filters)]


def _dated(filters: Filters) -> list[Any]:
    if filters.undated is None:
        return []
    if filters.undated:
        return [col(Event.start).is_(None), col(Event.end).is_(None)]
    return [or_(col(Event.start).is_not(None), col(Event.end).is_not(None))]


def _window(filters: Filters) -> list[Any]:
    since, until = filters.since, filters.until
    if filters.clock != "occurred":
        column = clock_column(filters.clock)
        return [*([column >= since] if since else []), *([column < until] if until else [])]
    # Days are text: an event is inside the window when its interval touches it.
    return [
        *([or_(col(Event.end).is_(None), col(Event.end) > _day(since))] if since else []),
        *([or_(col(Event.start).is_(None), col(Event.start) < _day(until))] if until else []),
    ]


def _area(filters: Filters) -> list[Any]:
    if filters.near:
        return _within(filters.near)
    return _inside(filters.box) if filters.box else []


def _within(near: Near) -> list[Any]:
    """A circle on a plane around its centre (equirectangular), within a percent below 1,000 km."""
    reach = near.km / _KM_A_DEGREE
    north = col(Event.lat) - near.lat
    # Across the antimeridian the shorter way counts.
    east = 180.0 - func.abs(func.abs(col(Event.lon) - near.lon) - 180.0)
    narrowed = east * math.cos(math.radians(near.lat))
    return [
        col(Event.lat).between(near.lat - reach, near.lat + reach),
        north * north + narrowed * narrowed <= reach * reach,
    ]


def _inside(box: Box) -> list[Any]:
    lon = col(Event.lon)
    crosses = box.west > box.east
    across: Any = or_(lon >= box.west, lon <= box.east) if crosses else lon.between(box.west, box.east)
    return [col(Event.lat).between(box.south, box.north), across]


def _day(instant: datetime) -> str:
    return instant.date().isoformat()


def _party(wanted: str, where: str) -> ColumnElement[bool]:
    """A country code or part of a name among an event's parties, on one side of the bar."""
    is_code = len(wanted) == 2 and wanted.isupper()
    part = f"[{wanted}]" if is_code else _escape_like(wanted.lower())
    return col(Event.parties).like(where.format(part), escape="\\")


def _told_by_source(filters: Filters) -> ColumnElement[bool]:
    """Events that an article of a source tells of; what was reported in a window was seen after it began."""
    inside = (
        select(Mention.event)
        .join(Article, col(Article.id) == col(Mention.article))
        .where(col(Article.source).in_(select(Source.id).where(Source.name == filters.source)))
    )
    if filters.since and filters.clock != "occurred":
        inside = inside.where(col(Article.first_seen_at) >= filters.since - _CLOCKS_APART)
    return col(Event.id).in_(inside)


def _escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
