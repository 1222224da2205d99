"""One poll: conditional, cheap when nothing changed, and honest when something is wrong."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors import _arbiter
from connectors._raw import RawEntry
from connectors.access import Access
from connectors.http import Credentials, HttpClient
from connectors.poll import PollRequest, PollResult, poll
from tests.connectors.conftest import LOOPBACK
from tests.connectors.test_feeds import RSS
from tests.web_server import Reply, Request, WebServer

NOW = datetime(2024, 10, 19, tzinfo=UTC)
FEED = Reply(body=RSS.encode(), headers={"ETag": '"1"', "Last-Modified": "Fri, 18 Oct 2024 12:00:00 GMT"})


async def arbiter(body: bytes, content_type: str) -> list[RawEntry]:
    """feedparser, in the test's own process."""
    return _arbiter.read(body, content_type)


def poll_once(request: PollRequest, access: Access = Access()) -> PollResult:
    async def go() -> PollResult:
        async with HttpClient(allow_private=LOOPBACK, deadline_s=5) as http:
            return await poll(http, arbiter, request, NOW, access)

    return asyncio.run(go())


@pytest.fixture
def request_for(web: WebServer) -> PollRequest:
    return PollRequest(url=web.at("/feed"), interval=300)


def test_a_first_poll_brings_entries_and_validators(web: WebServer, request_for: PollRequest) -> None:
    web.pages["/feed"] = FEED

    result = poll_once(request_for)

    assert (result.status, len(result.entries), result.etag) == ("ok", 1, '"1"')
    assert result.next_poll_at == NOW + timedelta(minutes=5)


def test_the_second_poll_is_conditional(web: WebServer, request_for: PollRequest) -> None:
    def conditional(request: Request) -> Reply:
        return Reply(304, headers={"ETag": '"2"'}) if request.headers.get("if-none-match") == '"1"' else FEED

    web.pages["/feed"] = conditional

    result = poll_once(replace(request_for, etag='"1"', last_modified="Fri, 18 Oct 2024 12:00:00 GMT"))

    assert (result.status, result.etag) == ("not_modified", '"2"')
    assert "if-modified-since" in web.requests["/feed"][0].headers


def test_the_same_document_again_is_not_parsed(web: WebServer, request_for: PollRequest) -> None:
    web.pages["/feed"] = FEED
    first = poll_once(request_for)

    web.pages["/feed"] = replace(FEED, headers={"ETag": '"2"'})
    second = poll_once(replace(request_for, body_hash=first.body_hash))

    assert (second.status, second.entries, second.etag) == ("unchanged", (), '"2"')


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(500), "the server answered 500"),
        (Reply(404), "there is no feed at this address"),
        (Reply(429, headers={"Retry-After": "7200"}), "asked too often"),
        (Reply(body=b"<html><body>Welcome</body></html>"), "web page"),
        (Reply(body=b""), "empty document"),
    ],
)
def test_a_failure_is_told_in_words_and_waits(
    web: WebServer, request_for: PollRequest, reply: Reply, reason: str
) -> None:
    web.pages["/feed"] = reply

    result = poll_once(request_for)

    assert result.status == "failed"
    assert reason in result.reason
    assert result.next_poll_at >= NOW + timedelta(minutes=5)


def test_retry_after_is_obeyed(web: WebServer, request_for: PollRequest) -> None:
    web.pages["/feed"] = Reply(503, headers={"Retry-After": "7200"})

    due = poll_once(request_for).next_poll_at
    assert NOW + timedelta(hours=2) <= due <= NOW + timedelta(hours=2, minutes=1)


def test_a_dead_server_is_a_failed_poll_not_an_exception() -> None:
    result = poll_once(PollRequest(url="http://127.0.0.1:1/feed", interval=300, errors=4))

    assert result.status == "failed"
    assert result.next_poll_at >= NOW + timedelta(minutes=80)


def test_a_feed_that_moved_to_another_site_is_asked_there_without_the_password(
    web: WebServer, request_for: PollRequest
) -> None:
    web.pages["/feed"] = FEED
    moved = replace(request_for, url="http://old.example/feed", effective_url=request_for.url)
    access = Access(Credentials(token="canary"))

    assert poll_once(request_for, access).status == poll_once(moved, access).status == "ok"
    given = [request.headers.get("authorization") for request in web.requests["/feed"]]
    assert given == ["Bearer canary", None]


def test_a_feed_that_is_gone_for_good_is_paused(web: WebServer, request_for: PollRequest) -> None:
    web.pages["/feed"] = Reply(410)

    result = poll_once(request_for)

    assert result.status == "paused"
    assert "gone for good (410)" in result.reason


def test_the_wishes_of_a_document_outlive_replies_without_one(
    web: WebServer, request_for: PollRequest
) -> None:
    web.pages["/feed"] = Reply(body=RSS.replace("<item>", "<ttl>60</ttl><item>", 1).encode())
    first = poll_once(request_for)
    assert first.next_poll_at == NOW + timedelta(hours=1)

    web.pages["/feed"] = Reply(304)
    later = poll_once(replace(request_for, hints=first.hints or {}))

    assert (later.status, later.next_poll_at) == ("not_modified", NOW + timedelta(hours=1))


def test_max_age_lengthens_the_interval(web: WebServer, request_for: PollRequest) -> None:
    web.pages["/feed"] = replace(FEED, headers={"Cache-Control": "max-age=3600"})

    assert poll_once(request_for).next_poll_at == NOW + timedelta(hours=1)


def test_without_an_interval_the_rhythm_decides(web: WebServer, request_for: PollRequest) -> None:
    items = "".join(
        f"<item><guid>{n}</guid><title>{n}</title>"
        f"<pubDate>Fri, 18 Oct 2024 {12 + n:02d}:00:00 GMT</pubDate></item>"
        for n in range(5)
    )
    web.pages["/feed"] = Reply(body=f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())

    result = poll_once(replace(request_for, interval=None))

    assert (result.rhythm, result.next_poll_at) == (3600, NOW + timedelta(minutes=30))


def test_a_permanent_redirect_is_followed_for_good_after_three_sightings(
    web: WebServer, request_for: PollRequest
) -> None:
    web.pages["/feed"] = Reply(301, headers={"Location": "/new"})
    web.pages["/new"] = FEED
    request = request_for
    for seen in (1, 2):
        result = poll_once(request)
        assert (result.moved_to, result.moved_seen, result.effective_url) == (web.at("/new"), seen, None)
        request = replace(request, moved_to=result.moved_to, moved_seen=result.moved_seen)

    assert poll_once(request).effective_url == web.at("/new")


def test_a_temporary_redirect_is_never_followed_for_good(web: WebServer, request_for: PollRequest) -> None:
    web.pages["/feed"] = Reply(302, headers={"Location": "/new"})
    web.pages["/new"] = FEED

    result = poll_once(replace(request_for, moved_to=web.at("/new"), moved_seen=2))

    assert (result.status, result.moved_to, result.effective_url) == ("ok", None, None)


def test_a_feed_that_is_cut_says_so(web: WebServer, request_for: PollRequest) -> None:
    items = "".join(f"<item><guid>{n}</guid><title>Item {n}</title></item>" for n in range(5_001))
    body = f"<rss version='2.0'><channel><title>Long</title>{items}</channel></rss>".encode()
    web.pages["/feed"] = Reply(body=body)

    result = poll_once(request_for)

    assert (result.status, len(result.entries)) == ("ok", 5_000)
    assert result.reason == "the first 5,000 of its 5,001 entries were read"
