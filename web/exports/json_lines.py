"""JSON Lines: every field of an event as it is stored. `end` is exclusive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from storage.models import Event
from storage.timeline import TimelineRow
from web.exports._row import Context, iso

_COLUMNS = tuple(sorted(Event.model_fields))
_INSTANTS = ("first_reported_at", "first_seen_at", "updated_at")


def write(rows: Iterable[TimelineRow], _context: Context) -> Iterator[str]:
    """One object a line."""
    for row in rows:
        yield orjson.dumps(as_json(row), option=orjson.OPT_APPEND_NEWLINE).decode()


def as_json(row: TimelineRow) -> dict[str, Any]:
    """An event with its first article's address and its sources' names."""
    values = {name: getattr(row.event, name) for name in _COLUMNS}
    for name in _INSTANTS:
        values[name] = iso(values[name]) or None
    return values | {"url": row.url, "sources": list(row.sources)}
