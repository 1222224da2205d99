"""feedparser's reading of a feed: the arbiter of what a document says.

feedparser raises on a dozen kinds of hostile bytes and is quadratic on some; `connectors._cage` runs this
module where that cannot hurt.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from connectors._html import clean
from connectors._raw import FeedError, RawEntry, escape, string

_DATE_FIELDS = ("published", "created", "updated")
_BAD_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]{1,12})|([0-9]{1,12}));?", re.IGNORECASE)


def read(body: bytes, content_type: str) -> list[RawEntry]:
    """Every entry feedparser finds. Raises FeedError for what is not a feed."""
    parsed = _parse(body, content_type)
    if not parsed.entries and not parsed.version:
        raise FeedError(f"not a feed: {_complaint(parsed)}")
    entries = [_xml_entry(entry) for entry in parsed.entries]
    readable = [entry for entry in entries if entry.title or entry.content]
    if not readable and parsed.bozo and not _is_harmless(parsed):
        raise FeedError(f"the feed is broken and holds no readable entry: {_complaint(parsed)}")
    return readable


def _parse(body: bytes, content_type: str) -> Any:
    stream = io.BytesIO(_BAD_REFERENCE.sub(_valid_reference, body))
    headers = {"content-type": content_type} if content_type else {}
    try:
        return feedparser.parse(
            stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except MemoryError:
        raise
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


def _xml_entry(entry: Mapping[str, Any]) -> RawEntry:
    return RawEntry(
        guid=string(entry.get("id")),
        link=string(entry.get("link")),
        title=string(entry.get("title")),
        content=_longest(entry),
        date=next((string(entry[name]) for name in _DATE_FIELDS if entry.get(name)), ""),
    )


def _longest(entry: Mapping[str, Any]) -> str:
    """The fullest text of an entry: its content where given, else the summary."""
    texts = [_marked_up(part) for part in entry.get("content") or () if isinstance(part, Mapping)]
    texts.append(_marked_up(entry.get("summary_detail") or {}) or string(entry.get("summary")))
    return max(texts, key=len)


def _marked_up(part: Mapping[str, Any]) -> str:
    value = string(part.get("value"))
    return escape(value) if part.get("type") == "text/plain" and "</" not in value else value
