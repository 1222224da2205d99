"""CSV: one event a row. `occurred_to` is the last day, inclusive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from alerts import words
from alerts.event_words import best_figures, when
from storage.models import Event
from storage.timeline import TimelineRow
from web.exports._row import Context, iso, last_day
from web.exports._table import as_csv

COLUMNS = (
    "id",
    "occurred_from",
    "occurred_to",
    "occurred_edtf",
    "precision",
    "date_phrase",
    "kind",
    "title",
    "actor",
    "recipient",
    "count_low",
    "count_high",
    "unit",
    "figures",
    "place",
    "country",
    "lat",
    "lon",
    "geo_precision",
    "status",
    "assertion",
    "disputed",
    "reach",
    "texts",
    "origins",
    "reported_at",
    "first_seen_at",
    "updated_at",
    "url",
    "sources",
)

# Reading only these halves the cost of a row.
READS = frozenset(COLUMNS) & frozenset(Event.model_fields) | {
    "start",
    "end",
    "edtf",
    "date",
    "quantities",
    "places",
    "first_reported_at",
}


def write(rows: Iterable[TimelineRow], _context: Context) -> Iterator[str]:
    """The rows as CSV."""
    return as_csv(COLUMNS, (_cells(row) for row in rows))


def _cells(row: TimelineRow) -> list[Any]:
    event = row.event
    known = best_figures(event)
    first = known[0] if known else None
    return [
        event.id,
        event.start or "",
        last_day(event.end),
        event.edtf,
        event.precision,
        when(event),
        event.kind,
        event.title,
        event.actor,
        event.recipient,
        _number(first.low) if first else "",
        _number(first.high) if first else "",
        first.unit if first else "",
        "; ".join(map(words.figure, known)),
        event.place,
        event.country,
        "" if event.lat is None else event.lat,
        "" if event.lon is None else event.lon,
        next((place.get("precision", "") for place in event.places or ()), ""),
        event.status,
        event.assertion,
        event.disputed,
        event.reach,
        event.texts,
        event.origins,
        iso(event.first_reported_at),
        iso(event.first_seen_at),
        iso(event.updated_at),
        row.url,
        "; ".join(row.sources),
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value < 1e15 else str(value)
