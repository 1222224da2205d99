"""Timesketch CSV: message, datetime (ISO with offset) and timestamp_desc, which keeps the precision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from storage.timeline import TimelineRow
from web.exports._row import Context, iso, last_day, summary
from web.exports._table import as_csv

COLUMNS = (
    "message", "datetime", "timestamp_desc", "event_id", "kind", "status", "occurred_edtf", "place",
    "country", "page", "tag",
)  # fmt: skip


def write(rows: Iterable[TimelineRow], context: Context) -> Iterator[str]:
    """One line an event; one without a date of its own stands at its first report and says so."""
    return as_csv(COLUMNS, (_cells(row, context) for row in rows))


def _cells(row: TimelineRow, context: Context) -> list[Any]:
    event = row.event
    start = event.start or last_day(event.end)
    if start:
        moment = start if "T" in start else f"{start}T00:00:00+00:00"
        described = f"occurred ({event.precision})"
    else:
        moment, described = iso(event.first_reported_at or event.first_seen_at), "reported"
    return [
        f"{event.title}. {summary(row)}",
        moment,
        described,
        event.id,
        event.kind,
        event.status,
        event.edtf,
        event.place,
        event.country,
        context.page(event),
        "disputed" if event.disputed else "",
    ]
