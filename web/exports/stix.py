"""STIX 2.1: a bundle with a report an event, its place and the articles it rests on.

first and last seen cannot hold a precision, so the EDTF stands in an extension property. Identifiers follow
from the event's (UUIDv5), so an export made twice is the same.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from storage.models import Event
from storage.timeline import TimelineRow
from web.exports._row import Context, summary

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:watchline:stix")
_AUTHOR = f"identity--{uuid.uuid5(_NAMESPACE, 'watchline')}"
_EXTENSION = f"extension-definition--{uuid.uuid5(_NAMESPACE, 'occurred')}"
_BEGINNING = "2024-01-01T00:00:00.000Z"


def write(rows: Iterable[TimelineRow], context: Context) -> Iterator[str]:
    """The rows as one bundle."""
    bundle = f"bundle--{uuid.uuid5(_NAMESPACE, context.now.isoformat())}"
    yield f'{{"type": "bundle", "id": "{bundle}", "objects": ['
    yield f"\n{json.dumps(_author())},\n{json.dumps(_definition())}"
    for row in rows:
        for item in _objects(row, context):
            yield f",\n{json.dumps(item, ensure_ascii=False)}"
    yield "\n]}\n"


def _author() -> dict[str, Any]:
    return {
        "type": "identity",
        "spec_version": "2.1",
        "id": _AUTHOR,
        "created": _BEGINNING,
        "modified": _BEGINNING,
        "name": "Watchline",
        "identity_class": "system",
    }


def _definition() -> dict[str, Any]:
    return {
        "type": "extension-definition",
        "spec_version": "2.1",
        "id": _EXTENSION,
        "created_by_ref": _AUTHOR,
        "created": _BEGINNING,
        "modified": _BEGINNING,
        "name": "When it happened",
        "description": "The time of a happening as EDTF, with its precision.",
        "schema": "https://www.loc.gov/standards/datetime/",
        "version": "1.0.0",
        "extension_types": ["property-extension"],
    }


def _objects(row: TimelineRow, context: Context) -> Iterator[dict[str, Any]]:
    place = _place(row.event)
    if place:
        yield place
    yield _report(row, place, context)


def _place(event: Event) -> dict[str, Any] | None:
    if not event.country and event.lat is None:
        return None
    name = event.place or event.country
    found: dict[str, Any] = {
        "type": "location",
        "spec_version": "2.1",
        "id": f"location--{uuid.uuid5(_NAMESPACE, f'{event.id} {name}')}",
        "created_by_ref": _AUTHOR,
        "created": _moment(event.first_seen_at),
        "modified": _moment(event.first_seen_at),
        "name": name,
    }
    if event.country:
        found["country"] = event.country
    if event.lat is not None and event.lon is not None:
        found |= {"latitude": event.lat, "longitude": event.lon}
    return found


def _report(row: TimelineRow, place: dict[str, Any] | None, context: Context) -> dict[str, Any]:
    event = row.event
    references = [{"source_name": "Watchline", "url": context.page(event)}]
    if row.url:
        references.append({"source_name": row.sources[0] if row.sources else "article", "url": row.url})
    return {
        "type": "report",
        "spec_version": "2.1",
        "id": f"report--{uuid.uuid5(_NAMESPACE, event.id)}",
        "created_by_ref": _AUTHOR,
        "created": _moment(event.first_seen_at),
        "modified": _moment(max(event.updated_at, event.first_seen_at)),
        "name": event.title or event.kind,
        "description": summary(row),
        "report_types": ["observed-data"],
        "published": _moment(event.first_reported_at or event.first_seen_at),
        "labels": [event.kind, event.status],
        "object_refs": [place["id"] if place else _AUTHOR],
        "external_references": references,
        "extensions": {
            _EXTENSION: {
                "extension_type": "property-extension",
                "occurred_edtf": event.edtf,
                "precision": event.precision,
            }
        },
    }


def _moment(value: datetime) -> str:
    return f"{value:%Y-%m-%dT%H:%M:%S}.000Z"
