"""GeoJSON (RFC 7946): [longitude, latitude]; an event without coordinates has a null geometry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from alerts.event_words import figures, when
from storage.timeline import TimelineRow
from web.exports._row import Context, iso


def write(rows: Iterable[TimelineRow], context: Context) -> Iterator[str]:
    """The rows as one feature collection."""
    yield '{"type": "FeatureCollection", "features": ['
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(_feature(row, context), ensure_ascii=False)
    yield "\n]}\n"


def _feature(row: TimelineRow, context: Context) -> dict[str, Any]:
    event = row.event
    known = event.lat is not None and event.lon is not None
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": {"type": "Point", "coordinates": [event.lon, event.lat]} if known else None,
        "properties": {
            "title": event.title,
            "kind": event.kind,
            "status": event.status,
            "when": when(event),
            "occurred_edtf": event.edtf,
            "occurred_start": event.start,
            "occurred_end_exclusive": event.end,
            "place": event.place,
            "country": event.country,
            "figures": figures(event),
            "reported_at": iso(event.first_reported_at) or None,
            "page": context.page(event),
            "url": row.url,
            "sources": list(row.sources),
        },
    }
