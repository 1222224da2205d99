"""TimelineJS 3: only the parts of a date that are known; the last day is inclusive."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from alerts.event_words import when
from storage.models import Event
from storage.timeline import TimelineRow
from web.exports._row import Context, last_day, summary

_MONTHLY = frozenset(("month", "quarter", "half"))
_YEARLY = frozenset(("year", "decade", "century"))


def write(rows: Iterable[TimelineRow], context: Context) -> Iterator[str]:
    """The rows as one timeline; what has no date is left out, since the format needs one."""
    yield json.dumps({"title": {"text": {"headline": escape(context.title)}}})[:-1] + ', "events": ['
    first = True
    for row in rows:
        if row.event.start or row.event.end:
            yield ("\n" if first else ",\n") + json.dumps(_slide(row, context), ensure_ascii=False)
            first = False
    yield "\n]}\n"


def _slide(row: TimelineRow, context: Context) -> dict[str, Any]:
    event = row.event
    start = event.start or last_day(event.end)
    end = last_day(event.end)
    slide: dict[str, Any] = {
        "unique_id": f"event-{event.id}",
        "start_date": _parts(start, event),
        "display_date": when(event),
        "group": event.kind.replace("_", " "),
        "text": {
            "headline": escape(event.title),
            "text": f'<p>{escape(summary(row))}</p><p><a href="{escape(context.page(event))}">More</a></p>',
        },
    }
    if end and end[:10] != start[:10]:
        slide["end_date"] = _parts(end, event)
    return slide


def _parts(text: str, event: Event) -> dict[str, int]:
    year, month, day = (int(part) for part in text[:10].split("-"))
    if event.precision in _YEARLY:
        return {"year": year}
    if event.precision in _MONTHLY:
        return {"year": year, "month": month}
    return {"year": year, "month": month, "day": day}
