"""Counts over the timeline by day: how many events, what the facets name, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any, Literal, get_args

from sqlalchemy import Select, func
from sqlmodel import Session, col, select

from storage.filters import Filters, clock_column, conditions
from storage.models import Article, Event, Mention, Source

FacetName = Literal["kind", "country", "actor", "status", "source", "story"]
FACETS: tuple[FacetName, ...] = get_args(FacetName)
MOST_VALUES = 15
MOST_POINTS = 150
_COLUMNS: tuple[tuple[FacetName, Any], ...] = (
    ("kind", Event.kind),
    ("country", Event.country),
    ("actor", Event.actor),
    ("status", Event.status),
    ("story", Event.story),
)
_Place = tuple[float, float, str]


@dataclass(frozen=True, slots=True)
class Point:
    """Events at one place."""

    lat: float
    lon: float
    place: str
    count: int


@dataclass(slots=True)
class Tally:
    """What some events add up to. `days` holds ISO dates; an event without one counts nowhere in it."""

    total: int = 0
    days: Counter[str] = field(default_factory=Counter)
    facets: dict[FacetName, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in FACETS}
    )
    places: Counter[_Place] = field(default_factory=Counter)

    def values(self, name: FacetName) -> list[tuple[str, int]]:
        """The values of a facet with how many events have them, the commonest first."""
        return _commonest(self.facets[name], MOST_VALUES)

    def points(self) -> list[Point]:
        """Where the events are, the places with most of them first."""
        return [
            Point(lat, lon, place, number)
            for (lat, lon, place), number in _commonest(self.places, MOST_POINTS)
        ]


def by_day(session: Session, filters: Filters) -> dict[str, Tally]:
    """What the events that pass add up to, by day of the filters' clock; "" holds those without a day.

    One pass over the events and one over what told of them: apart, seven counts cost three times as much.
    """
    day = _day_of(filters)
    found: dict[str, Tally] = {}
    columns = [column for _, column in _COLUMNS]
    statement: Select[Any] = select(day, Event.lat, Event.lon, Event.place, *columns)
    for row in session.execute(statement.where(*conditions(filters))):
        _add(found, *row)
    for told, source, number in session.execute(_sources(filters)):
        tally = found.get(str(told or ""))
        if tally is not None:
            tally.facets["source"][source] += number
    return found


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """One tally of several that share no event."""
    whole = Tally()
    for tally in tallies:
        whole.total += tally.total
        _gather(whole.days, tally.days)
        _gather(whole.places, tally.places)
        for name in FACETS:
            _gather(whole.facets[name], tally.facets[name])
    return whole


def _add(found: dict[str, Tally], day: Any, lat: float, lon: float, place: str, *values: str) -> None:
    key = str(day or "")
    tally = found.get(key)
    if tally is None:
        tally = found[key] = Tally()
    tally.total += 1
    if key:
        tally.days[key] += 1
    if lat is not None and lon is not None:
        tally.places[(lat, lon, place)] += 1
    for (name, _), value in zip(_COLUMNS, values, strict=True):
        if value:
            tally.facets[name][value] += 1


def _gather(whole: Counter[Any], part: Mapping[Any, int]) -> None:
    """Counter.update() without its checks, which cost more than the sums."""
    for key, number in part.items():
        whole[key] = whole.get(key, 0) + number


def _commonest(counts: Counter[Any], most: int) -> list[tuple[Any, int]]:
    """In a fixed order where several are equally common."""
    return nsmallest(most, counts.items(), key=lambda pair: (-pair[1], pair[0]))


def _day_of(filters: Filters) -> Any:
    column = clock_column(filters.clock)
    return func.substr(column, 1, 10) if filters.clock == "occurred" else func.date(column)


def _sources(filters: Filters) -> Select[Any]:
    day = _day_of(filters)
    return (
        select(day, Source.name, func.count(func.distinct(Event.id)))
        .select_from(Event)
        .join(Mention, col(Mention.event) == col(Event.id))
        .join(Article, col(Article.id) == col(Mention.article))
        .join(Source, col(Source.id) == col(Article.source))
        .where(*conditions(filters))
        .group_by(day, col(Source.name))
    )
