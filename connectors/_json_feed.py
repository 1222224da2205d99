"""JSON Feed 1.0 and 1.1, which feedparser does not read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors._raw import FeedError, RawEntry, escape, string


def looks_like_json(body: bytes) -> bool:
    """Whether a document starts as a JSON object does."""
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def read(body: bytes) -> list[RawEntry]:
    """The items of a JSON Feed. Raises FeedError when the document is not one."""
    try:
        document = json.loads(body.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise FeedError(f"not a JSON Feed: {error}") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise FeedError("not a JSON Feed: it has no list of items")
    return [_json_entry(item) for item in items if isinstance(item, dict)]


def _json_entry(item: Mapping[str, Any]) -> RawEntry:
    plain = string(item.get("content_text"))
    return RawEntry(
        guid=string(item.get("id")),
        link=string(item.get("url") or item.get("external_url")),
        title=string(item.get("title")),
        content=string(item.get("content_html")) or escape(plain) or escape(string(item.get("summary"))),
        date=string(item.get("date_published") or item.get("date_modified")),
    )
