"""Atom (RFC 4287): an entry an event; its id is the event's for ever, `updated` moves when it changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from storage.timeline import TimelineRow
from web.exports._row import Context, iso, summary

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(rows: Iterable[TimelineRow], context: Context) -> Iterator[str]:
    """The rows as one feed document."""
    self_link = quoteattr(f"{context.base_url}/timeline.atom")
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{_text(context.title)}</title><id>{_text(context.base_url)}/timeline.atom</id>"
        f"<updated>{iso(context.now)}</updated><author><name>Watchline</name></author>"
        f'<link rel="self" href={self_link}/><link href={quoteattr(context.base_url + "/")}/>\n'
    )
    for row in rows:
        yield _entry(row, context)
    yield "</feed>\n"


def _entry(row: TimelineRow, context: Context) -> str:
    event = row.event
    related = f'<link rel="related" href={_attribute(row.url)}/>' if row.url else ""
    return (
        f"<entry><id>urn:watchline:event:{_text(event.id)}</id><title>{_text(event.title)}</title>"
        f"<updated>{iso(event.updated_at)}</updated><published>{iso(event.first_seen_at)}</published>"
        f"<link href={quoteattr(context.page(event))}/>{related}<category term={_attribute(event.kind)}/>"
        f'<summary type="text">{_text(summary(row))}</summary></entry>\n'
    )


def _text(value: str) -> str:
    return escape(_FORBIDDEN.sub("", value))


def _attribute(value: str) -> str:
    return quoteattr(_FORBIDDEN.sub("", value))
