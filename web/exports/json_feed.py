"""JSON Feed 1.1; what the format has no name for stands under `_watchline`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from storage.timeline import TimelineRow
from web.exports._row import Context, iso, summary


def write(rows: Iterable[TimelineRow], context: Context) -> Iterator[str]:
    """The rows as one feed document."""
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": context.title,
        "home_page_url": f"{context.base_url}/",
        "feed_url": f"{context.base_url}/timeline.feed.json",
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "items": ['
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + json.dumps(_item(row, context), ensure_ascii=False)
    yield "\n]}\n"


def _item(row: TimelineRow, context: Context) -> dict[str, Any]:
    event = row.event
    return {
        "id": event.id,
        "url": context.page(event),
        "title": event.title,
        "content_text": summary(row),
        "date_published": iso(event.first_seen_at),
        "date_modified": iso(event.updated_at),
        "tags": [event.kind, *([event.country] if event.country else [])],
        **({"external_url": row.url} if row.url else {}),
        "_watchline": {
            "about": "https://jsonfeed.org/version/1.1",
            "kind": event.kind,
            "status": event.status,
            "occurred_edtf": event.edtf,
            "occurred_start": event.start,
            "occurred_end_exclusive": event.end,
            "precision": event.precision,
            "quantities": event.quantities,
            "reach": event.reach,
            "origins": event.origins,
            "disputed": event.disputed,
        },
    }
