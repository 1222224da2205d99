"""Redirects: where they lead, what they take along, and which of them are for good."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._hops import MAX_URL_LENGTH, Credentials, Hop, first_hop, next_hop
from connectors.http import Fetched, FetchError, HttpClient
from tests.connectors.conftest import LOOPBACK
from tests.web_server import Reply, WebServer

DESK = Credentials("desk", "secret")
API_KEY = {"X-Api-Key": "secret", "Accept": "application/rss+xml", "If-None-Match": '"1"'}


def fetch(url: str) -> Fetched:
    async def go() -> Fetched:
        async with HttpClient(allow_private=LOOPBACK) as http:
            return await http.get(url)

    return asyncio.run(go())


def hops(web: WebServer, *statuses: int) -> str:
    """A chain of redirects, one for each status, from /0 on; the last address answers 200."""
    for number, status in enumerate(statuses):
        web.pages[f"/{number}"] = Reply(status, headers={"Location": f"/{number + 1}"})
    web.pages[f"/{len(statuses)}"] = Reply(body=b"here")
    return web.at("/0")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_kind_of_redirect_is_followed(web: WebServer, status: int) -> None:
    reply = fetch(hops(web, status))

    assert (reply.url, reply.body) == (web.at("/1"), b"here")
    assert reply.redirects == (web.at("/0"),)


@pytest.mark.parametrize(
    ("statuses", "permanent"),
    [
        ((), None),
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((301, 302, 301), "/1"),
        ((302, 301), None),
        ((307,), None),
    ],
)
def test_only_an_unbroken_chain_of_301_and_308_is_permanent(
    web: WebServer, statuses: tuple[int, ...], permanent: str | None
) -> None:
    reply = fetch(hops(web, *statuses))

    assert reply.permanent_url == (web.at(permanent) if permanent else None)


def test_five_redirects_are_followed_and_a_sixth_is_not(web: WebServer) -> None:
    assert fetch(hops(web, 302, 302, 302, 302, 302)).body == b"here"
    with pytest.raises(FetchError, match="more than 5 redirects"):
        fetch(hops(web, 302, 302, 302, 302, 302, 302))


@pytest.mark.parametrize("status", [300, 304, 305, 306, 399])
def test_other_statuses_are_answers_whatever_location_they_name(web: WebServer, status: int) -> None:
    web.pages["/a"] = Reply(status, headers={"Location": "/b"})

    assert (fetch(web.at("/a")).status, web.requests["/b"]) == (status, [])


def test_a_redirect_to_nowhere_is_an_answer(web: WebServer) -> None:
    web.pages["/a"] = Reply(302)

    assert fetch(web.at("/a")).status == 302


def test_the_body_of_a_redirect_is_never_read(web: WebServer) -> None:
    web.pages["/a"] = Reply(302, body=bytes(30_000_000), headers={"Location": "/b"})
    web.pages["/b"] = Reply(body=b"here")

    assert fetch(web.at("/a")).body == b"here"


def test_a_redirect_written_in_utf_8_is_understood(web: WebServer) -> None:
    location = "/münchen".encode().decode("latin-1")
    web.pages["/a"] = Reply(302, headers={"Location": location})
    web.pages["/m%C3%BCnchen"] = Reply(body=b"here")

    assert fetch(web.at("/a")).body == b"here"


def hop(url: str, *, auth: Credentials | None = None, headers: dict[str, str] | None = None) -> Hop:
    return first_hop(url, headers, auth)


def test_credentials_stay_on_their_server() -> None:
    moved = next_hop(hop("https://a.example/feed", auth=DESK), 302, "/other")

    assert moved.headers["Authorization"] == "Basic ZGVzazpzZWNyZXQ="


@pytest.mark.parametrize(
    "location", ["https://b.example/", "https://www.a.example/", "https://a.example:8443/", "//b.example/"]
)
def test_credentials_and_unknown_headers_are_not_taken_elsewhere(location: str) -> None:
    moved = next_hop(hop("https://a.example/feed", auth=DESK, headers=API_KEY), 302, location)

    assert moved.headers == {"Accept": "application/rss+xml", "If-None-Match": '"1"'}


def test_credentials_once_dropped_do_not_come_back() -> None:
    away = next_hop(hop("https://a.example/feed", auth=DESK), 302, "https://b.example/")

    assert next_hop(away, 302, "https://a.example/feed").headers == {}


def test_credentials_may_move_up_to_https_on_the_same_host() -> None:
    moved = next_hop(hop("http://a.example/feed", auth=DESK), 301, "https://a.example/feed")

    assert "Authorization" in moved.headers


@pytest.mark.parametrize("secret", [{"auth": DESK}, {"headers": {"Cookie": "a=b"}}, {"headers": API_KEY}])
@pytest.mark.parametrize("location", ["http://a.example/feed", "http://b.example/feed"])
def test_a_request_with_credentials_never_goes_down_to_http(secret: dict[str, object], location: str) -> None:
    with pytest.raises(FetchError, match="from https to http"):
        next_hop(hop("https://a.example/feed", **secret), 301, location)  # type: ignore[arg-type]


def test_a_request_without_credentials_may() -> None:
    moved = next_hop(hop("https://a.example/feed"), 301, "http://a.example/feed")

    assert moved.permanent_url == "http://a.example/feed"


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "javascript:alert(1)",
        "data:text/xml,<rss/>",
        "http://desk:secret@a.example/",
        "http://",
        "http://a.example:0/",
        "http://a.example:99999/",
        "http://[::1/",
        "http://a b/",
        "http://a.example/" + "x" * MAX_URL_LENGTH,
    ],
)
def test_a_redirect_that_is_no_web_address_is_refused_in_words(location: str) -> None:
    with pytest.raises(FetchError, match=r"refused|not a usable address"):
        next_hop(hop("https://a.example/feed"), 302, location)


def test_a_fragment_is_not_part_of_the_new_address() -> None:
    assert next_hop(hop("https://a.example/feed"), 301, "/new#top").permanent_url == "https://a.example/new"


@given(location=st.text(max_size=200))
def test_any_location_is_either_followed_or_refused(location: str) -> None:
    try:
        moved = next_hop(hop("https://a.example/feed"), 302, location)
    except FetchError:
        return
    assert moved.target.scheme in ("http", "https")
    assert moved.target.raw_host
