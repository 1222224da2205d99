"""JSON Lines: every field of an event as it is stored. `end` is exclusive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

import orjson

from storage.models import Event
from storage.timeline import TimelineRow
from web.exports._row import Context, iso

_COLUMNS = tuple(sorted(Event.model_fields))
_INSTANTS = ("first_reported_at", "first_seen_at", "updated_at")
_values_of = attrgetter(*_COLUMNS)
# Instants as `iso` writes them.
_AS_TEXT = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS | orjson.OPT_APPEND_NEWLINE


def write(rows: Iterable[TimelineRow], _context: Context) -> Iterator[str]:
    """One object a line."""
    for row in rows:
        yield orjson.dumps(_fields(row), option=_AS_TEXT).decode()


def as_json(row: TimelineRow) -> dict[str, Any]:
    """An event with its first article's address and its sources' names."""
    values = _fields(row)
    return values | {name: iso(values[name]) or None for name in _INSTANTS}


def _fields(row: TimelineRow) -> dict[str, Any]:
    values = dict(zip(_COLUMNS, _values_of(row.event), strict=True))
    return values | {"url": row.url, "sources": list(row.sources)}
