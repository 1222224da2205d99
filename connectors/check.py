"""A close look at one address before it becomes a source: is it a feed, and how well behaved is it?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from connectors import discover, feeds, schedule
from connectors._cage import Cage
from connectors._feed_head import encoding, read_head
from connectors._html import clean
from connectors._language import guess_language
from connectors.access import Access
from connectors.feeds import FeedContext, FeedEntry, FeedError
from connectors.hints import document_hints
from connectors.http import Fetched, FetchError, HttpClient
from connectors.pages import PageError
from connectors.poll import ACCEPT, meaning

_IS_HTML = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html)", re.IGNORECASE | re.DOTALL)
_CACHING = ("cache-control", "expires", "age", "retry-after")
_UNDATED = {"missing", "future", "implausible"}
MAX_HEADER = 200


class NotAFeedError(Exception):
    """An address that is no feed. `candidates` are feeds its page announces, or that were found beside it."""

    def __init__(self, reason: str, candidates: list[discover.Candidate] | None = None) -> None:
        super().__init__(reason)
        self.candidates = candidates or []


@dataclass(frozen=True, slots=True)
class Newest:
    """The entry published last, or the first in the document where none says when."""

    title: str
    url: str
    published_at: datetime | None
    published_raw: str
    date_flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FeedReport:
    """What a feed is.

    `redirects` are the addresses passed on the way to `final_url`, `permanent_url` the last one reached by
    permanent redirects alone. `identity` counts the entries by what tells them apart (guid | guid+url |
    url | hash), `date_flags` the doubts about their dates. `conditional` says what became of a second,
    conditional request. `rhythm` is the median gap between entries in seconds, `stay_away` the seconds the
    document asks between polls, `size` the bytes of the document.
    """

    url: str
    final_url: str
    redirects: list[str]
    permanent_url: str | None
    format: str
    title: str
    entries: int
    newest: Newest | None
    date_flags: dict[str, int]
    identity: dict[str, int]
    etag: str
    last_modified: str
    conditional: str
    caching: dict[str, str]
    stay_away: int
    rhythm: int | None
    encoding: str
    language: str
    language_guess: str
    size: int


@dataclass(frozen=True, slots=True)
class Door:
    """A client, and what it shows at the site of `home`; other sites learn nothing of it."""

    http: HttpClient
    access: Access = field(default_factory=Access)
    home: str = ""

    async def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
        """A good answer. Raises FetchError for any other."""
        shown = self.access.towards(url, home=self.home)
        sent = {**shown.headers, "Accept": ACCEPT, **(headers or {})}
        reply = await self.http.get(url, sent, shown.auth, proxy=shown.proxy)
        if reply.status not in (200, 304):
            raise FetchError(f"the server answered {reply.status}{meaning(reply.status)}")
        return reply


async def check_feed(
    door: Door, cage: Cage, url: str, now: datetime, *, timezone: str = "UTC", language: str = "en"
) -> FeedReport:
    """Fetch `url` and describe the feed there.

    Raises FetchError when nothing usable came back, and NotAFeedError, which carries the feeds of the site,
    when what came back is no feed.
    """
    reply = await door.fetch(url)
    try:
        entries = await _entries(cage, reply, FeedContext(reply.url, timezone, language), now)
    except FeedError as error:
        raise await _not_a_feed(door, cage, reply, str(error), now) from error
    return _report(url, reply, entries, await _ask_again(door, reply))


async def _entries(cage: Cage, reply: Fetched, context: FeedContext, now: datetime) -> list[FeedEntry]:
    raw = feeds.read_quickly(reply.body, reply.headers)
    if raw is None:
        raw = await cage.read(reply.body, reply.headers.get("content-type", ""))
    return feeds.clean_entries(raw, context, now)


async def _not_a_feed(door: Door, cage: Cage, reply: Fetched, reason: str, now: datetime) -> NotAFeedError:
    """The error, with the feeds the page announces, or else those at the usual places that are real."""
    if not _is_html(reply):
        return NotAFeedError(reason)
    try:
        announced = await cage.read_links(reply.body, reply.url, reply.headers.get("content-type", ""))
    except PageError as error:
        return NotAFeedError(f"this is a web page, not a feed; {error}")
    if announced:
        return NotAFeedError("this is a web page, not a feed", announced)
    found = []
    for place in discover.usual_places(reply.url):
        if await _is_feed(door, cage, place.url, now):
            found.append(place)
    return NotAFeedError("this is a web page, not a feed, and it announces none", found)


async def _is_feed(door: Door, cage: Cage, url: str, now: datetime) -> bool:
    try:
        reply = await door.fetch(url)
        return bool(await _entries(cage, reply, FeedContext(reply.url), now))
    except (FetchError, FeedError):
        return False


def _is_html(reply: Fetched) -> bool:
    kind = reply.headers.get("content-type", "").lower()
    return bool(_IS_HTML.match(reply.body[:5_000])) or kind.startswith(("text/html", "application/xhtml"))


async def _ask_again(door: Door, reply: Fetched) -> str:
    """Whether the server honours the validators it hands out."""
    offered = {
        "If-None-Match": reply.headers.get("etag", ""),
        "If-Modified-Since": reply.headers.get("last-modified", ""),
    }
    conditions = {name: value for name, value in offered.items() if value}
    if not conditions:
        return "no validators: every poll brings the whole document"
    try:
        again = await door.fetch(reply.url, conditions)
    except FetchError as error:
        return f"the second request failed: {error}"
    if again.status == 304:
        return "answered 304: an unchanged feed costs next to nothing"
    return "ignored: the server sends the whole document although nothing changed"


def _report(url: str, reply: Fetched, entries: list[FeedEntry], conditional: str) -> FeedReport:
    head = read_head(reply.body)
    return FeedReport(
        url=url,
        final_url=reply.url,
        redirects=list(reply.redirects),
        permanent_url=reply.permanent_url,
        format=head.format,
        title=head.title,
        entries=len(entries),
        newest=_newest(entries),
        date_flags=dict(Counter(flag for entry in entries for flag in entry.date_flags).most_common()),
        identity=dict(Counter(entry.key.partition(":")[0] for entry in entries).most_common()),
        etag=_header(reply, "etag"),
        last_modified=_header(reply, "last-modified"),
        conditional=conditional,
        caching={name: _header(reply, name) for name in _CACHING if name in reply.headers},
        stay_away=round(document_hints(reply.body).stay_away.total_seconds()),
        rhythm=schedule.rhythm([at for at, _ in _dated(entries)]),
        encoding=encoding(reply.body, _header(reply, "content-type")),
        language=head.language,
        language_guess=guess_language(" ".join(f"{entry.title} {entry.text}" for entry in entries[:20])),
        size=len(reply.body),
    )


def _newest(entries: list[FeedEntry]) -> Newest | None:
    if not entries:
        return None
    dated = _dated(entries)
    at, entry = max(dated, key=itemgetter(0)) if dated else (None, entries[0])
    return Newest(entry.title, entry.url, at, entry.published_raw, entry.date_flags)


def _dated(entries: list[FeedEntry]) -> list[tuple[datetime, FeedEntry]]:
    """The entries with a date of their own that can be true."""
    return [
        (entry.published_at, entry)
        for entry in entries
        if entry.published_at and not _UNDATED & set(entry.date_flags)
    ]


def _header(reply: Fetched, name: str) -> str:
    return clean(reply.headers.get(name, ""))[:MAX_HEADER]
