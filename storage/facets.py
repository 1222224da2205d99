"""Counts over the timeline: by day, by what the facets name, by place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from storage.filters import Filters, clock_column, conditions
from storage.models import Article, Event, Mention, Source

FacetName = Literal["kind", "actor", "country", "status", "source", "story"]
MOST_VALUES = 15
MOST_POINTS = 400
_COLUMNS: dict[str, Any] = {
    "kind": col(Event.kind),
    "actor": col(Event.actor),
    "country": col(Event.country),
    "status": col(Event.status),
    "story": col(Event.story),
}


@dataclass(frozen=True, slots=True)
class Point:
    """Events at one place."""

    lat: float
    lon: float
    place: str
    count: int


def count(session: Session, filters: Filters) -> int:
    """How many events pass the filters."""
    return int(session.exec(select(func.count()).select_from(Event).where(*conditions(filters))).one())


def by_day(session: Session, filters: Filters) -> dict[str, int]:
    """Events a day of the filters' clock, as ISO dates in order; those without a day are left out."""
    column = clock_column(filters.clock)
    day = func.substr(column, 1, 10) if filters.clock == "occurred" else func.date(column)
    statement: Select[Any] = select(day, func.count()).where(*conditions(filters)).group_by(day)
    found = {str(key): number for key, number in session.execute(statement) if key}
    return dict(sorted(found.items()))


def facet(session: Session, filters: Filters, name: FacetName) -> list[tuple[str, int]]:
    """The values of a facet with how many events have them, the commonest first."""
    if name == "source":
        return _by_source(session, filters)
    column, number = _COLUMNS[name], func.count()
    statement: Select[Any] = select(column, number).where(
        *conditions(filters), column.is_not(None), column != ""
    )
    rows = session.execute(statement.group_by(column).order_by(number.desc(), column).limit(MOST_VALUES))
    return [(str(value), int(found)) for value, found in rows]


def points(session: Session, filters: Filters) -> list[Point]:
    """Where the events are, the places with most of them first."""
    number = func.count()
    statement: Select[Any] = (
        select(Event.lat, Event.lon, func.min(Event.place), number)
        .where(*conditions(filters), col(Event.lat).is_not(None), col(Event.lon).is_not(None))
        .group_by(col(Event.lat), col(Event.lon))
        .order_by(number.desc())
        .limit(MOST_POINTS)
    )
    return [Point(*row) for row in session.execute(statement)]


def _by_source(session: Session, filters: Filters) -> list[tuple[str, int]]:
    number = func.count(func.distinct(Event.id))
    statement: Select[Any] = (
        select(Source.name, number)
        .join(Article, col(Article.source) == col(Source.id))
        .join(Mention, col(Mention.article) == col(Article.id))
        .join(Event, col(Event.id) == col(Mention.event))
        .where(*conditions(filters))
        .group_by(col(Source.name))
        .order_by(number.desc(), col(Source.name))
        .limit(MOST_VALUES)
    )
    return [(str(name), int(found)) for name, found in session.execute(statement)]
