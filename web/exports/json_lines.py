"""JSON Lines: every field of an event as it is stored. `end` is exclusive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from storage.timeline import TimelineRow
from web.exports._row import Context, iso

_INSTANTS = ("first_reported_at", "first_seen_at", "updated_at")


def write(rows: Iterable[TimelineRow], _context: Context) -> Iterator[str]:
    """One object a line."""
    for row in rows:
        yield json.dumps(as_json(row), ensure_ascii=False, separators=(",", ":")) + "\n"


def as_json(row: TimelineRow) -> dict[str, Any]:
    """An event with its first article's address and its sources' names."""
    values = dict(row.event.__dict__)
    values.pop("_sa_instance_state", None)
    for name in _INSTANTS:
        values[name] = iso(values[name]) or None
    return dict(sorted(values.items())) | {"url": row.url, "sources": list(row.sources)}
