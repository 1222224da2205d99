"""What a request carries: who asks, with which credentials, and what is left of it in messages."""

from __future__ import annotations

import asyncio
import dataclasses
import socket

import pytest

from connectors.http import Credentials, Fetched, FetchError, HttpClient
from tests.connectors.conftest import LOOPBACK
from tests.connectors.raw_server import OK, raw_server, send
from tests.web_server import Reply, WebServer


def fetch(
    url: str,
    *,
    headers: dict[str, str] | None = None,
    auth: Credentials | None = None,
    contact: str = "",
    max_bytes: int = 20_000_000,
) -> Fetched:
    async def go() -> Fetched:
        async with HttpClient(allow_private=LOOPBACK, contact=contact) as http:
            return await http.get(url, headers, auth, max_bytes=max_bytes)

    return asyncio.run(go())


def post(url: str, content: bytes, **more: object) -> Fetched:
    async def go() -> Fetched:
        async with HttpClient(allow_private=LOOPBACK) as http:
            return await http.post(url, content, **more)  # type: ignore[arg-type]

    return asyncio.run(go())


def sent_headers(web: WebServer, **options: object) -> dict[str, str]:
    web.pages["/a"] = Reply()
    fetch(web.at("/a"), **options)  # type: ignore[arg-type]
    return web.requests["/a"][-1].headers


def test_the_program_says_who_it_is_and_whom_to_ask(web: WebServer) -> None:
    assert sent_headers(web)["user-agent"] == "Watchline/0.1 (news feed reader)"
    assert (
        sent_headers(web, contact="https://example.org/about")["user-agent"]
        == "Watchline/0.1 (news feed reader; +https://example.org/about)"
    )


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "é", "a) (b"])
def test_a_contact_that_would_break_the_header_is_refused(contact: str) -> None:
    with pytest.raises(ValueError, match="is not a contact"):
        HttpClient(contact=contact)


def test_every_encoding_that_can_be_bounded_is_offered(web: WebServer) -> None:
    assert sent_headers(web)["accept-encoding"] == "gzip, deflate, br, zstd"


def test_a_user_name_and_password_are_sent(web: WebServer) -> None:
    headers = sent_headers(web, auth=Credentials("desk", "pässword"))

    assert headers["authorization"] == "Basic ZGVzazpww6Rzc3dvcmQ="


def test_a_token_is_sent(web: WebServer) -> None:
    assert sent_headers(web, auth=Credentials(token="abc123"))["authorization"] == "Bearer abc123"


def test_credentials_do_not_print() -> None:
    shown = (
        f"{Credentials('desk', 'secret')!r} {Credentials(token='secret')} {[Credentials('desk', 'secret')]}"
    )

    assert "secret" not in shown
    assert "desk" not in shown


def test_credentials_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Credentials("desk", "secret").password = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    "parts", [{}, {"username": "desk", "token": "abc"}, {"username": "a:b", "password": "c"}]
)
def test_credentials_are_of_one_kind(parts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"either a user name|no colon"):
        Credentials(**parts)


def test_headers_of_a_source_are_sent_and_may_replace_the_usual_ones(web: WebServer) -> None:
    headers = sent_headers(web, headers={"X-Api-Key": "1", "Accept": "text/xml", "User-Agent": "desk"})

    assert (headers["x-api-key"], headers["accept"], headers["user-agent"]) == ("1", "text/xml", "desk")


@pytest.mark.parametrize(
    "name", ["Host", "Content-Length", "transfer-encoding", "Connection", "Accept-Encoding"]
)
def test_a_header_the_program_sets_itself_cannot_be_chosen(web: WebServer, name: str) -> None:
    with pytest.raises(FetchError, match=f"the header {name} is set by the program"):
        fetch(web.at("/a"), headers={name: "x"})


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b", "日本"])
def test_a_header_value_cannot_smuggle_another(web: WebServer, value: str) -> None:
    with pytest.raises(FetchError):
        fetch(web.at("/a"), headers={"X-A": value})

    assert web.requests == {}


def test_a_lower_cap_is_kept_and_a_higher_one_is_not(web: WebServer) -> None:
    web.pages["/a"] = Reply(body=b"x" * 1_001)
    web.pages["/b"] = Reply(body=bytes(10_000_001))

    assert len(fetch(web.at("/a"), max_bytes=1_001).body) == 1_001
    with pytest.raises(FetchError, match=r"larger than 0\.001 MB"):
        fetch(web.at("/a"), max_bytes=1_000)
    with pytest.raises(FetchError, match="larger than 10 MB"):
        fetch(web.at("/b"), max_bytes=50_000_000)


def test_headers_that_come_twice_are_joined() -> None:
    reply = send(b"HTTP/1.1 200 OK\r\nVary: A\r\nvary: B\r\nContent-Length: 0\r\n\r\n")

    with raw_server(reply) as server:
        assert fetch(server.url).headers["vary"] == "A, B"


def test_requests_share_a_connection() -> None:
    def script(connection: socket.socket) -> None:
        for _ in range(5):
            connection.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")
            connection.recv(65_536)

    async def go(url: str) -> list[int]:
        async with HttpClient(allow_private=LOOPBACK) as http:
            return [(await http.get(url)).status for _ in range(5)]

    with raw_server(script) as server:
        assert asyncio.run(go(server.url)) == [304] * 5
    assert len(server.heard) == 1


def test_content_is_posted_as_it_is() -> None:
    with raw_server(send(OK)) as server:
        reply = post(server.url, b'{"text":"hi"}', headers={"Content-Type": "application/json"})

    head, _, body = server.heard[0].partition(b"\r\n\r\n")
    assert (reply.status, reply.body) == (200, b"hello")
    assert head.startswith(b"POST /feed HTTP/1.1\r\n")
    assert b"content-type: application/json" in head
    assert body == b'{"text":"hi"}'


def test_a_redirected_post_is_not_sent_on() -> None:
    moved = send(b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")

    with raw_server(moved) as server:
        reply = post(server.url, b"once")

    assert (reply.status, len(server.heard)) == (307, 1)


def test_a_post_is_never_sent_twice() -> None:
    """A kept connection may be dead, and whether the server read the request cannot be known."""
    once = send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    async def go(url: str) -> None:
        async with HttpClient(allow_private=LOOPBACK) as http:
            await http.post(url, b"one")
            await http.post(url, b"two")

    with raw_server(once) as server:
        asyncio.run(go(server.url))

    assert [heard[-3:] for heard in server.heard] == [b"one", b"two"]


def test_a_post_into_the_private_network_is_refused() -> None:
    async def go(url: str) -> None:
        async with HttpClient() as http:
            await http.post(url, b"secret")

    with raw_server(send(OK)) as server, pytest.raises(FetchError, match="not a public address"):
        asyncio.run(go(server.url))

    assert server.heard == []
