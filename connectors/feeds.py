"""A feed document to entries: RSS 0.9x-2.0, RDF and Atom through feedparser, JSON Feed by ourselves."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser

from connectors import identity
from connectors._html import clean, to_line, to_text
from connectors.feed_dates import FeedDate, parse_feed_date

MAX_ENTRIES = 5_000
MAX_TITLE = 1_000
MAX_TEXT = 200_000
_DATE_FIELDS = ("published", "issued", "created", "updated", "modified", "date")
_LOOKS_LIKE_HTML = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_DECLARES_ENTITIES = re.compile(rb"<!DOCTYPE[^>\[]*\[[^\]]*<!ENTITY", re.IGNORECASE)
_BAD_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]{1,12})|([0-9]{1,12}));?", re.IGNORECASE)


class FeedError(Exception):
    """A document that is not a readable feed; the message says why in words."""


@dataclass(frozen=True, slots=True)
class FeedContext:
    """What the source's configuration says about reading it."""

    url: str
    timezone: str = "UTC"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry, cleaned: plain text only, an identity, and an honest date."""

    key: str
    guid: str
    url: str
    canonical_url: str
    title: str
    text: str
    published_at: datetime | None
    published_raw: str
    date_flags: tuple[str, ...]
    content_hash: str


@dataclass(frozen=True, slots=True)
class _Raw:
    """An entry as the document has it."""

    guid: str
    link: str
    title: str
    content: str
    date: str


def read_feed(
    body: bytes, headers: Mapping[str, str], context: FeedContext, now: datetime
) -> list[FeedEntry]:
    """The entries of a feed document, in its order, at most 5,000.

    `now` is the time of the fetch; it stands in for a missing or impossible publication date (the
    entry's flags say so). Raises FeedError for what is not a feed.
    """
    if not body.strip():
        raise FeedError("the server sent an empty document")
    raw = _read_json(body) if _is_json(body) else _read_xml(body, headers)
    raw = raw[:MAX_ENTRIES]
    guids = Counter(entry.guid for entry in raw)
    return [_clean(entry, context, now, guid_is_unique=guids[entry.guid] == 1) for entry in raw]


def _is_json(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def _read_json(body: bytes) -> list[_Raw]:
    try:
        document = json.loads(body.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise FeedError(f"not a JSON Feed: {error}") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise FeedError("not a JSON Feed: it has no list of items")
    return [_json_entry(item) for item in items if isinstance(item, dict)]


def _json_entry(item: Mapping[str, Any]) -> _Raw:
    plain = _string(item.get("content_text"))
    return _Raw(
        guid=_string(item.get("id")),
        link=_string(item.get("url") or item.get("external_url")),
        title=_string(item.get("title")),
        content=_string(item.get("content_html")) or _escape(plain) or _escape(_string(item.get("summary"))),
        date=_string(item.get("date_published") or item.get("date_modified")),
    )


def _read_xml(body: bytes, headers: Mapping[str, str]) -> list[_Raw]:
    if _LOOKS_LIKE_HTML.match(body[:1000]):
        raise FeedError("this is a web page (HTML), not a feed; look for the address of its RSS or Atom feed")
    if _DECLARES_ENTITIES.search(body[:10_000]):
        raise FeedError("refused: the document declares its own entities")
    parsed = _parse(body, headers)
    if not parsed.entries and not parsed.version:
        raise FeedError(f"not a feed: {_complaint(parsed)}")
    entries = [_xml_entry(entry) for entry in parsed.entries]
    readable = [entry for entry in entries if entry.title or entry.content]
    if not readable and parsed.bozo and not _is_harmless(parsed):
        raise FeedError(f"the feed is broken and holds no readable entry: {_complaint(parsed)}")
    return readable


def _parse(body: bytes, headers: Mapping[str, str]) -> Any:
    stream = io.BytesIO(_BAD_REFERENCE.sub(_valid_reference, body))
    content_type = {"content-type": headers["content-type"]} if "content-type" in headers else {}
    try:
        return feedparser.parse(
            stream, response_headers=content_type, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:
        # feedparser raises a dozen different things on hostile bytes.
        raise FeedError(f"the feed cannot be parsed: {type(error).__name__}: {error}") from error


def _valid_reference(match: re.Match[bytes]) -> bytes:
    """Keep a character reference only where it names a character; feedparser raises on the others."""
    point = int(match[1], 16) if match[1] else int(match[2])
    allowed = point in (9, 10, 13) or 0x20 <= point < 0xD800 or 0xE000 <= point < 0x110000
    return match[0] if allowed else b" "


def _is_harmless(parsed: Any) -> bool:
    return isinstance(parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride)


def _complaint(parsed: Any) -> str:
    return clean(str(parsed.get("bozo_exception") or "no known feed elements"))[:200]


def _xml_entry(entry: Mapping[str, Any]) -> _Raw:
    return _Raw(
        guid=_string(entry.get("id")),
        link=_string(entry.get("link")),
        title=_string(entry.get("title")),
        content=_longest(entry),
        date=next((_string(entry[name]) for name in _DATE_FIELDS if entry.get(name)), ""),
    )


def _longest(entry: Mapping[str, Any]) -> str:
    """The fullest text of an entry: its content where given, else the summary."""
    texts = [_marked_up(part) for part in entry.get("content") or () if isinstance(part, Mapping)]
    texts.append(_marked_up(entry.get("summary_detail") or {}) or _string(entry.get("summary")))
    return max(texts, key=len)


def _marked_up(part: Mapping[str, Any]) -> str:
    value = _string(part.get("value"))
    return _escape(value) if part.get("type") == "text/plain" and "</" not in value else value


def _clean(raw: _Raw, context: FeedContext, now: datetime, *, guid_is_unique: bool) -> FeedEntry:
    title = to_line(raw.title)[:MAX_TITLE]
    text = to_text(raw.content)[:MAX_TEXT]
    url = _absolute(raw.link or raw.guid, context.url)
    canonical = identity.canonical_url(url)
    date = parse_feed_date(raw.date, timezone=context.timezone, language=context.language, now=now)
    guid = clean(raw.guid)[:1_000]
    return FeedEntry(
        key=identity.entry_key(guid, canonical, title, raw.date, guid_is_unique=guid_is_unique)[:2_000],
        guid=guid,
        url=url,
        canonical_url=canonical,
        title=title,
        text=text,
        published_at=date.utc if date.usable else now,
        published_raw=clean(raw.date)[:200],
        date_flags=_flags(date),
        content_hash=identity.content_hash(title, text),
    )


def _flags(date: FeedDate) -> tuple[str, ...]:
    return date.flags if date.utc is not None else (*date.flags, "missing")


def _absolute(link: str, base: str) -> str:
    """An http(s) address, or nothing: a feed must not hand us javascript: or file: links."""
    try:
        url = urljoin(base, clean(link))
        return url[:2_000] if urlsplit(url).scheme in ("http", "https") and link else ""
    except ValueError:
        return ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
