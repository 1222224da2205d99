"""An outlet's entries as a feed: RSS 2.0, Atom 1.0, RSS 1.0 (RDF) or JSON Feed 1.1. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from demo.world import DateStyle, Entry, FeedFormat, Outlet

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS1 = "http://purl.org/rss/1.0/"
_PREFIXES = {"content": CONTENT, "dc": DC, "rdf": RDF}


def render(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> tuple[str, bytes]:
    """The content type and the bytes of the outlet's feed; links point below `base_url`."""
    return _RENDERERS[outlet.format](outlet, entries, base_url)


def render_page(entry: Entry) -> bytes:
    """The article's own page as minimal HTML."""
    title, body = escape(entry.title), escape(entry.body)
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>"
        f"<article><h1>{title}</h1><p>{body}</p></article></html>"
    ).encode()


def page_url(outlet: Outlet, entry: Entry, base_url: str) -> str:
    """Where the article's page stands. Feeds of RSS outlets add a tracking parameter, as many do."""
    tracking = "?utm_source=rss&utm_medium=feed" if outlet.format == "rss2" else ""
    return f"{base_url}/{outlet.id}/{entry.item}.html{tracking}"


def write_date(moment: datetime, style: DateStyle, timezone: str) -> str:
    """`moment` as the outlet writes it; `naive` and `zone_name` leave the offset to the reader."""
    local = moment.astimezone(ZoneInfo(timezone))
    utc = moment.astimezone(UTC)
    if style == "rfc822":
        return format_datetime(local)
    if style == "gmt":
        return format_datetime(utc, usegmt=True)
    if style == "zone_name":
        return f"{format_datetime(local.replace(tzinfo=None)).removesuffix(' -0000')} {local.tzname()}"
    if style == "zulu":
        return utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    if style == "naive":
        return local.replace(tzinfo=None).isoformat()
    return local.isoformat()


def _rss2(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> tuple[str, bytes]:
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    _texts(channel, title=outlet.name, link=f"{base_url}/{outlet.id}", description=f"News by {outlet.name}")
    for entry in entries:
        item = ET.SubElement(channel, "item")
        _texts(item, title=entry.title, link=page_url(outlet, entry, base_url), description=_lead(entry))
        ET.SubElement(item, "guid", {"isPermaLink": "false"}).text = entry.guid
        _texts(item, pubDate=_published(outlet, entry))
        ET.SubElement(item, f"{{{CONTENT}}}encoded").text = _html(entry)
    return "application/rss+xml; charset=utf-8", _xml(root)


def _atom(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> tuple[str, bytes]:
    feed = ET.Element("feed", {"xmlns": ATOM})
    updated = max((entry.updated for entry in entries), default=datetime.fromtimestamp(0, UTC))
    _texts(feed, id=f"{base_url}/{outlet.id}", title=outlet.name, updated=_date(outlet, updated))
    ET.SubElement(feed, "link", {"rel": "self", "href": f"{base_url}/{outlet.id}/feed"})
    _texts(ET.SubElement(feed, "author"), name=outlet.name)
    for entry in entries:
        node = ET.SubElement(feed, "entry")
        _texts(node, id=entry.guid, title=entry.title, published=_published(outlet, entry))
        _texts(node, updated=_date(outlet, entry.updated), summary=_lead(entry))
        ET.SubElement(node, "link", {"rel": "alternate", "href": page_url(outlet, entry, base_url)})
        ET.SubElement(node, "content", {"type": "html"}).text = _html(entry)
    return "application/atom+xml; charset=utf-8", _xml(feed)


def _rdf(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> tuple[str, bytes]:
    root = ET.Element(f"{{{RDF}}}RDF", {"xmlns": RSS1})
    channel = ET.SubElement(root, "channel", {f"{{{RDF}}}about": f"{base_url}/{outlet.id}/feed"})
    _texts(channel, title=outlet.name, link=f"{base_url}/{outlet.id}", description=f"News by {outlet.name}")
    listed = ET.SubElement(ET.SubElement(channel, "items"), f"{{{RDF}}}Seq")
    for entry in entries:
        url = page_url(outlet, entry, base_url)
        ET.SubElement(listed, f"{{{RDF}}}li", {f"{{{RDF}}}resource": entry.guid})
        item = ET.SubElement(root, "item", {f"{{{RDF}}}about": entry.guid})
        _texts(item, title=entry.title, link=url, description=_lead(entry))
        ET.SubElement(item, f"{{{DC}}}date").text = _published(outlet, entry)
        ET.SubElement(item, f"{{{CONTENT}}}encoded").text = _html(entry)
    return "application/rdf+xml; charset=utf-8", _xml(root)


def _jsonfeed(outlet: Outlet, entries: Sequence[Entry], base_url: str) -> tuple[str, bytes]:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{base_url}/{outlet.id}",
        "feed_url": f"{base_url}/{outlet.id}/feed",
        "items": [
            {
                "id": entry.guid,
                "url": page_url(outlet, entry, base_url),
                "title": entry.title,
                "summary": _lead(entry),
                "content_text": entry.body,
                "date_published": _published(outlet, entry),
                "date_modified": _date(outlet, entry.updated),
            }
            for entry in entries
        ],
    }
    return "application/feed+json; charset=utf-8", json.dumps(feed, ensure_ascii=False, indent=1).encode()


_RENDERERS: dict[FeedFormat, Callable[[Outlet, Sequence[Entry], str], tuple[str, bytes]]] = {
    "rss2": _rss2,
    "atom": _atom,
    "rdf": _rdf,
    "jsonfeed": _jsonfeed,
}


def _published(outlet: Outlet, entry: Entry) -> str:
    return _date(outlet, entry.published)


def _date(outlet: Outlet, moment: datetime) -> str:
    return write_date(moment, outlet.dates, outlet.timezone)


def _lead(entry: Entry) -> str:
    """The first sentence. The demo's texts keep a full stop and a space for the end of a sentence."""
    head, stop, _ = entry.body.partition(". ")
    return head + stop.strip()


def _html(entry: Entry) -> str:
    return f"<p>{escape(entry.body, quote=False)}</p>"


def _texts(parent: ET.Element, **texts: str) -> None:
    for tag, text in texts.items():
        ET.SubElement(parent, tag).text = text


def _xml(root: ET.Element) -> bytes:
    for prefix, uri in _PREFIXES.items():
        ET.register_namespace(prefix, uri)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)
