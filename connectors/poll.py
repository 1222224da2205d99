"""One poll of one source: ask, read, and say when to ask again. Touches the network and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connectors import feeds, identity, schedule
from connectors._raw import RawEntry
from connectors.access import Access
from connectors.feeds import FeedContext, FeedEntry, FeedError
from connectors.hints import Hints, document_hints, freshness
from connectors.http import Fetched, FetchError, HttpClient

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
SIGHTINGS_BEFORE_MOVING = 3
GONE = "the server says the feed is gone for good (410); give its new address in watchline.yaml"
# With these the time of the fetch stands in for the date.
_DOUBTS = frozenset({"missing", "future", "implausible"})

Arbiter = Callable[[bytes, str], Awaitable[list[RawEntry]]]


@dataclass(frozen=True, slots=True)
class PollRequest:
    """What is known of a source before it is polled; the fields are columns of the source table.

    `interval` is the one asked for in seconds, None where `rhythm` (seconds) and `newest_at` decide.
    """

    url: str
    interval: int | None = None
    rhythm: int | None = None
    newest_at: datetime | None = None
    effective_url: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    timezone: str = "UTC"
    language: str = "en"
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    hints: Mapping[str, Any] = field(default_factory=dict)
    errors: int = 0

    @property
    def address(self) -> str:
        """Where to ask."""
        return self.effective_url or self.url

    def wait(self, now: datetime, published: tuple[datetime, ...] = ()) -> timedelta:
        """The interval until the next poll, before anybody lengthens it."""
        if self.interval is not None:
            return timedelta(seconds=self.interval)
        newest = max([*published, *([self.newest_at] if self.newest_at else [])], default=None)
        rhythm = schedule.rhythm(published) or self.rhythm
        return schedule.adaptive_interval(rhythm, now - newest if newest else None)


@dataclass(frozen=True, slots=True)
class PollResult:
    """What a poll brought.

    `status`: ok | not_modified | unchanged | failed | paused; `reason` in words unless all is well.
    `moved_to` is where permanent redirects led, `effective_url` that address once it was seen three times
    in a row. `answered` is the HTTP status, None where no server answered.
    """

    status: str
    next_poll_at: datetime
    reason: str = ""
    answered: int | None = None
    entries: tuple[FeedEntry, ...] = field(default=())
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    hints: Mapping[str, Any] | None = None
    rhythm: int | None = None
    newest_at: datetime | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    effective_url: str | None = None


async def poll(
    http: HttpClient,
    arbiter: Arbiter,
    request: PollRequest,
    now: datetime,
    access: Access = Access(),
    *,
    slack: timedelta = timedelta(0),
) -> PollResult:
    """Poll once. Never raises: whatever goes wrong is a failed result with its reason.

    `slack` is how long before the next turn the caller may come back.
    """
    # A feed that moved for good is asked elsewhere, where nobody gave its password to.
    access = access.towards(request.address, home=request.url)
    headers = {**access.headers, **_conditions(request)}
    try:
        reply = await http.get(request.address, headers, access.auth, proxy=access.proxy)
    except FetchError as error:
        return _failed(request, now, str(error))
    if reply.status == 304:
        return _good(request, now, slack, reply, "not_modified", "the server says nothing changed")
    if reply.status == 410:
        return PollResult("paused", now, GONE, reply.status)
    if reply.status != 200:
        return _refused(request, now, reply)
    body_hash = identity.body_hash(reply.body)
    if body_hash == request.body_hash:
        return _good(request, now, slack, reply, "unchanged", "the same document as last time")
    try:
        raw = feeds.read_quickly(reply.body, reply.headers)
        if raw is None:
            raw = await arbiter(reply.body, reply.headers.get("content-type", ""))
    except FeedError as error:
        return _failed(request, now, str(error), reply)
    context = FeedContext(reply.url, request.timezone, request.language)
    entries = tuple(feeds.clean_entries(raw, context, now))
    return _good(request, now, slack, reply, "ok", _left_out(len(raw)), entries, body_hash)


def _left_out(found: int) -> str:
    most = feeds.MAX_ENTRIES
    return f"the first {most:,} of its {found:,} entries were read" if found > most else ""


def _conditions(request: PollRequest) -> dict[str, str]:
    headers = {"Accept": ACCEPT}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    return headers


def _good(
    request: PollRequest,
    now: datetime,
    slack: timedelta,
    reply: Fetched,
    status: str,
    reason: str,
    entries: tuple[FeedEntry, ...] = (),
    body_hash: str | None = None,
) -> PollResult:
    published = tuple(e.published_at for e in entries if e.published_at and _DOUBTS.isdisjoint(e.date_flags))
    said = document_hints(reply.body) if status == "ok" else Hints.from_json(request.hints)
    moved_to, moved_seen, effective = _moved(request, reply)
    return PollResult(
        status,
        schedule.after_success(
            now, request.wait(now, published), said.at_least(freshness(reply.headers, now)), slack=slack
        ),
        reason,
        reply.status,
        entries,
        etag=reply.headers.get("etag"),
        last_modified=reply.headers.get("last-modified"),
        body_hash=body_hash,
        hints=said.to_json(),
        rhythm=schedule.rhythm(published),
        newest_at=max(published, default=None),
        moved_to=moved_to,
        moved_seen=moved_seen,
        effective_url=effective,
    )


def _moved(request: PollRequest, reply: Fetched) -> tuple[str | None, int, str | None]:
    """The permanent redirect seen, how often in a row, and the address to ask from now on."""
    target = reply.permanent_url
    if target is None:
        return None, 0, request.effective_url
    seen = request.moved_seen + 1 if target == request.moved_to else 1
    if seen < SIGHTINGS_BEFORE_MOVING:
        return target, seen, request.effective_url
    return None, 0, target


def _refused(request: PollRequest, now: datetime, reply: Fetched) -> PollResult:
    reason = f"the server answered {reply.status}{meaning(reply.status)}"
    return _failed(request, now, reason, reply)


def _failed(request: PollRequest, now: datetime, reason: str, reply: Fetched | None = None) -> PollResult:
    wait = schedule.retry_after(reply.headers if reply else {}, now)
    due = schedule.after_failure(now, request.errors + 1, retry_after=wait)
    return PollResult(
        "failed",
        due,
        reason,
        reply.status if reply else None,
        moved_to=request.moved_to,
        moved_seen=request.moved_seen,
        effective_url=request.effective_url,
    )


def meaning(status: int) -> str:
    """What a refusal of a feed most often means, in brackets; empty for a status nobody has to explain."""
    known = {
        401: " (a password is needed)",
        403: " (access refused)",
        404: " (there is no feed at this address)",
        429: " (asked too often)",
        500: " (an error of its own)",
        503: " (not available now)",
    }
    return known.get(status, "")
