"""The door to the network: caps, deadlines, redirects, and addresses it never connects to."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from http.server import BaseHTTPRequestHandler

import pytest

from connectors.http import MAX_DECODED_BYTES, Fetched, FetchError, HttpClient
from tests.connectors.conftest import LOOPBACK
from tests.web_server import Reply, WebServer


def fetch(
    url: str,
    *,
    allow: tuple[str, ...] = LOOPBACK,
    deadline_s: float = 5.0,
    headers: dict[str, str] | None = None,
) -> Fetched:
    async def go() -> Fetched:
        async with HttpClient(allow_private=allow, deadline_s=deadline_s) as http:
            return await http.get(url, headers)

    return asyncio.run(go())


def test_a_page_is_fetched_with_its_headers(web: WebServer) -> None:
    web.pages["/a"] = Reply(body=b"hello", headers={"ETag": '"1"'})

    reply = fetch(web.at("/a"), headers={"If-None-Match": '"0"'})

    assert (reply.status, reply.body, reply.headers["etag"]) == (200, b"hello", '"1"')
    assert web.requests["/a"][0].headers["if-none-match"] == '"0"'
    assert web.requests["/a"][0].headers["user-agent"].startswith("Watchline/")


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_a_packed_page_is_unpacked(web: WebServer, encoding: str, pack: object) -> None:
    web.pages["/a"] = Reply(body=pack(b"hello " * 1000), headers={"Content-Encoding": encoding})  # type: ignore[operator]

    assert fetch(web.at("/a")).body == b"hello " * 1000


def test_redirects_are_followed_and_the_last_address_is_told(web: WebServer) -> None:
    web.pages["/a"] = Reply(302, headers={"Location": "/b"})
    web.pages["/b"] = Reply(body=b"here")

    reply = fetch(web.at("/a"))

    assert (reply.url, reply.body) == (web.at("/b"), b"here")


def test_a_cookie_planted_by_a_redirect_is_not_sent_on(web: WebServer) -> None:
    web.pages["/a"] = Reply(302, headers={"Location": "/b", "Set-Cookie": "track=1; Path=/"})
    web.pages["/b"] = Reply(body=b"here")

    fetch(web.at("/a"))

    assert "cookie" not in web.requests["/b"][0].headers


def _drip(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def _flood(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(200):
        handler.wfile.write(b"x" * 100_000)


def _cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(gzip.compress(b"hello " * 10_000)[:50])


HOSTILE = {
    "a redirect loop": (Reply(302, headers={"Location": "/hostile"}), "more than 5 redirects"),
    "a redirect to a file": (Reply(302, headers={"Location": "file:///etc/passwd"}), "file: is not http"),
    "a redirect with a password": (
        Reply(302, headers={"Location": "http://user:secret@127.0.0.1/"}),
        "carries a user name",
    ),
    "an endless body": (Reply(write=_flood), "larger than 10 MB"),
    "a body that drips": (Reply(write=_drip), "no complete answer within 0.5 s"),
    "a gzip bomb": (
        Reply(body=gzip.compress(b"\0" * (MAX_DECODED_BYTES + 1000)), headers={"Content-Encoding": "gzip"}),
        "unpacks to more than 100 times its size",
    ),
    "gzip cut off": (Reply(write=_cut_off, headers={"Content-Encoding": "gzip"}), "cut off"),
    "gzip that is not": (Reply(body=b"plain", headers={"Content-Encoding": "gzip"}), "not packed the way"),
    "an encoding not asked for": (Reply(body=b"x", headers={"Content-Encoding": "lzma"}), "'lzma'"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_reply_is_an_error_in_words(web: WebServer, case: str) -> None:
    reply, message = HOSTILE[case]
    web.pages["/hostile"] = reply

    with pytest.raises(FetchError, match=message):
        fetch(web.at("/hostile"), deadline_s=0.5 if "drips" in case else 20.0)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://no-such-host.invalid/", "http://[::1]:1/"])
def test_a_server_that_is_not_there_is_an_error_in_words(url: str) -> None:
    with pytest.raises(FetchError, match=r"connection failed|cannot be resolved"):
        fetch(url, allow=("127.0.0.1/32", "::1/128"))


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://a/", "http://", "nonsense", "http://a b/"])
def test_what_is_not_a_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        fetch(url)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "0", "[::ffff:127.0.0.1]", "[::1]"],
)
def test_no_spelling_of_loopback_gets_through_by_default(web: WebServer, host: str) -> None:
    port = web.url.rsplit(":", 1)[1]

    with pytest.raises(FetchError, match="not a public address"):
        fetch(f"http://{host}:{port}/a", allow=())

    assert web.requests == {}


def test_a_redirect_into_the_private_network_is_refused(web: WebServer) -> None:
    web.pages["/a"] = Reply(302, headers={"Location": "http://127.0.0.2:9/latest/meta-data"})

    with pytest.raises(FetchError, match=r"127\.0\.0\.2 is 127\.0\.0\.2, not a public address"):
        fetch(web.at("/a"))
