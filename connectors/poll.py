"""One poll of one source: ask, read, and say when to ask again. Touches the network and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from connectors import identity, schedule
from connectors.feeds import FeedContext, FeedEntry, FeedError, read_feed
from connectors.http import Fetched, FetchError, HttpClient

ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class PollRequest:
    """What is known of a source before it is polled; `interval` in seconds."""

    url: str
    interval: int
    timezone: str = "UTC"
    language: str = "en"
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    errors: int = 0


@dataclass(frozen=True, slots=True)
class PollResult:
    """What a poll brought. `status`: ok | not_modified | unchanged | failed; `reason` in words unless ok."""

    status: str
    next_poll_at: datetime
    reason: str = ""
    entries: tuple[FeedEntry, ...] = field(default=())
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None


async def poll(http: HttpClient, request: PollRequest, now: datetime) -> PollResult:
    """Poll once. Never raises: whatever goes wrong is a failed result with its reason."""
    try:
        reply = await http.get(request.url, _conditions(request))
    except FetchError as error:
        return _failed(request, now, str(error))
    if reply.status == 304:
        return _good(request, now, reply, "not_modified", "the server says nothing changed")
    if reply.status != 200:
        return _refused(request, now, reply)
    body_hash = identity.body_hash(reply.body)
    if body_hash == request.body_hash:
        return _good(request, now, reply, "unchanged", "the same document as last time")
    return _read(request, now, reply, body_hash)


def _conditions(request: PollRequest) -> dict[str, str]:
    headers = {"Accept": ACCEPT}
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.last_modified:
        headers["If-Modified-Since"] = request.last_modified
    return headers


def _read(request: PollRequest, now: datetime, reply: Fetched, body_hash: str) -> PollResult:
    context = FeedContext(reply.url, request.timezone, request.language)
    try:
        entries = read_feed(reply.body, reply.headers, context, now)
    except FeedError as error:
        return _failed(request, now, str(error))
    return PollResult(
        "ok",
        schedule.after_success(now, request.interval),
        entries=tuple(entries),
        etag=reply.headers.get("etag"),
        last_modified=reply.headers.get("last-modified"),
        body_hash=body_hash,
    )


def _good(request: PollRequest, now: datetime, reply: Fetched, status: str, reason: str) -> PollResult:
    return PollResult(
        status,
        schedule.after_success(now, request.interval),
        reason,
        etag=reply.headers.get("etag"),
        last_modified=reply.headers.get("last-modified"),
    )


def _refused(request: PollRequest, now: datetime, reply: Fetched) -> PollResult:
    reason = f"the server answered {reply.status}{_meaning(reply.status)}"
    return _failed(request, now, reason, reply.headers)


def _failed(
    request: PollRequest, now: datetime, reason: str, headers: Mapping[str, str] | None = None
) -> PollResult:
    wait = schedule.retry_after(headers or {}, now)
    return PollResult("failed", schedule.after_failure(now, request.errors + 1, retry_after=wait), reason)


def _meaning(status: int) -> str:
    known = {
        401: " (a password is needed)",
        403: " (access refused)",
        404: " (there is no feed at this address)",
        410: " (the feed is gone for good)",
        429: " (asked too often)",
        500: " (an error of its own)",
        503: " (not available now)",
    }
    return known.get(status, "")
