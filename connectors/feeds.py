"""A feed document to clean entries: RSS 0.9x-2.0, RDF and Atom, and JSON Feed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from connectors import _arbiter, _json_feed, _quick, identity
from connectors._html import clean, to_line, to_text
from connectors._raw import FeedError, RawEntry
from connectors.canonical import canonical_url
from connectors.feed_dates import FeedDate, FeedDates

__all__ = ["FORMATS", "FeedContext", "FeedEntry", "FeedError", "Format", "RawEntry", "read_feed"]

MAX_ENTRIES = 5_000
MAX_TITLE = 1_000
MAX_LINK = 2_000
MAX_TEXT = 200_000
_LOOKS_LIKE_HTML = re.compile(rb"\s*(?:<!doctype html|<html)", re.IGNORECASE)
HUGE_TAG = 20_000
_HUGE_TAG = re.compile(rb"<[a-zA-Z][^<>]{%d}" % HUGE_TAG)
_DECLARES_ENTITIES = re.compile(rb"<!DOCTYPE[^>\[]*\[[^\]]*<!ENTITY", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of document beside RSS and Atom: how it is told, and what reads it.

    `read` raises FeedError where the document is broken.
    """

    looks_like: Callable[[bytes], bool]
    read: Callable[[bytes], list[RawEntry]]


FORMATS = [Format(_json_feed.looks_like_json, _json_feed.read)]


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


def read_feed(
    body: bytes, headers: Mapping[str, str], context: FeedContext, now: datetime
) -> list[FeedEntry]:
    """The entries of a feed document, in its order, at most 5,000; feedparser runs in this process.

    For documents from outside use `read_quickly`, leave what it declines to a `Cage`, and give the result
    to `clean_entries`. Raises FeedError for what is not a feed.
    """
    raw = read_quickly(body, headers)
    if raw is None:
        raw = _arbiter.read(body, headers.get("content-type", ""))
    return clean_entries(raw, context, now)


def read_quickly(body: bytes, headers: Mapping[str, str]) -> list[RawEntry] | None:
    """The entries, where they can be had cheaply and for certain; None leaves them to the arbiter.

    Raises FeedError for what is certainly not a feed, or would only hurt its reader.
    """
    if not body.strip():
        raise FeedError("the server sent an empty document")
    if not _json_feed.looks_like_json(body):
        _refuse_markup(body)
    for form in FORMATS:
        if form.looks_like(body):
            return form.read(body)
    return _quick.read(body, headers.get("content-type", ""))


def _refuse_markup(body: bytes) -> None:
    if _LOOKS_LIKE_HTML.match(body[:1000]):
        raise FeedError("this is a web page (HTML), not a feed; look for the address of its RSS or Atom feed")
    if _DECLARES_ENTITIES.search(body[:10_000]):
        raise FeedError("refused: the document declares its own entities")
    if _has_huge_tag(body):
        raise FeedError("refused: an element carries more than 20,000 bytes of attributes")


def _has_huge_tag(body: bytes) -> bool:
    """A tag that long covers a whole window of half its size; one look at each window spares the search."""
    window = HUGE_TAG // 2
    starts = range(0, len(body) - window + 1, window)
    return any(body.find(b">", at, at + window) < 0 for at in starts) and bool(_HUGE_TAG.search(body))


def clean_entries(raw: Sequence[RawEntry], context: FeedContext, now: datetime) -> list[FeedEntry]:
    """Raw entries as plain text with an identity and an honest date.

    `now` is the time of the fetch; it stands in for a missing or impossible publication date (the
    entry's flags say so).
    """
    raw = raw[:MAX_ENTRIES]
    dates = FeedDates(context.timezone, context.language, now)
    urls = [_absolute(entry.link or entry.guid, context.url) for entry in raw]
    names = [_name(entry, url) for entry, url in zip(raw, urls, strict=True)]
    keys = identity.entry_keys(names)
    return [
        _clean(entry, url, name, key, dates.read(entry.date), now)
        for entry, url, name, key in zip(raw, urls, names, keys, strict=True)
    ]


def _name(raw: RawEntry, url: str) -> identity.Name:
    title = to_line(raw.title[: 4 * MAX_TITLE])[:MAX_TITLE]
    return identity.Name(clean(raw.guid)[:1_000], canonical_url(url), title, raw.date)


def _clean(
    raw: RawEntry, url: str, name: identity.Name, key: str, date: FeedDate, now: datetime
) -> FeedEntry:
    text = to_text(raw.content[: 4 * MAX_TEXT])[:MAX_TEXT]
    return FeedEntry(
        key=key,
        guid=name.guid,
        url=url,
        canonical_url=name.address,
        title=name.title,
        text=text,
        published_at=date.utc if date.usable else now,
        published_raw=clean(raw.date)[:200],
        date_flags=_flags(date),
        content_hash=identity.content_hash(name.title, text),
    )


def _flags(date: FeedDate) -> tuple[str, ...]:
    return date.flags if date.utc is not None else (*date.flags, "missing")


def _absolute(link: str, base: str) -> str:
    """An http(s) address, or nothing: a feed must not hand us javascript: or file: links."""
    link = clean(link)[:MAX_LINK]
    if link.startswith(("https://", "http://")):
        return link
    try:
        url = urljoin(base, link)
        return url if urlsplit(url).scheme in ("http", "https") and link else ""
    except ValueError:
        return ""
