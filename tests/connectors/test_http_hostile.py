"""Servers that misbehave below HTTP: slow, endless, overlong. Each ends, with its reason in words."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time

import pytest

from connectors.http import Fetched, FetchError, HttpClient
from tests.connectors.conftest import LOOPBACK
from tests.connectors.raw_server import Script, raw_server, send

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def fetch(script: Script, *, deadline_s: float = 20.0) -> Fetched:
    async def go(url: str) -> Fetched:
        async with HttpClient(allow_private=LOOPBACK, deadline_s=deadline_s) as http:
            return await http.get(url)

    with raw_server(script) as server:
        return asyncio.run(go(server.url))


def drip(before: bytes, drop: bytes, after: bytes = b"") -> Script:
    """Sends `drop` every 20 ms for ten seconds, so no single read is ever slow."""

    def script(connection: socket.socket) -> None:
        connection.sendall(before)
        for _ in range(500):
            connection.sendall(drop)
            time.sleep(0.02)
        connection.sendall(after)

    return script


def flood(before: bytes, piece: bytes, times: int = 20_000, after: bytes = b"") -> Script:
    def script(connection: socket.socket) -> None:
        connection.sendall(before)
        block = piece * 100
        for _ in range(times // 100):
            connection.sendall(block)
        connection.sendall(after)

    return script


def hang(connection: socket.socket) -> None:
    time.sleep(10)


SLOW = {
    "that says nothing": hang,
    "that drips its head": drip(HEAD, b"x"),
    "that drips headers": drip(HEAD, b"X-A: 1\r\n"),
    "that drips 1xx replies": drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "that drips its body": drip(HEAD + b"Content-Length: 5000\r\n\r\n", b"x"),
    "that drips chunks": drip(CHUNKED, b"1\r\nx\r\n"),
    "that drips inside a chunk size": drip(CHUNKED, b"0"),
    "that drips trailers": drip(CHUNKED + b"0\r\n", b"X-A: 1\r\n"),
    "that stops in its body": lambda connection: (
        connection.sendall(HEAD + b"Content-Length: 50\r\n\r\nhello"),
        hang(connection),
    )[1],
}


@pytest.mark.parametrize("case", SLOW)
def test_a_server_ends_at_the_deadline(case: str) -> None:
    with pytest.raises(FetchError, match=r"no complete answer within 0\.4 s"):
        fetch(SLOW[case], deadline_s=0.4)


ENDLESS = {
    "1xx replies": (flood(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), "head of the reply is larger"),
    "1xx replies with headers": (
        flood(b"", b"HTTP/1.1 100 Continue\r\nX-Padding: " + b"y" * 500 + b"\r\n\r\n"),
        "head of the reply is larger",
    ),
    "headers": (flood(HEAD, b"X-A: 1234567890\r\n"), r"too large|larger than|too long"),
    "one header line": (flood(HEAD + b"X-A: ", b"y" * 50), r"too large|larger than|too long"),
    "many small headers": (
        send(HEAD + b"Content-Length: 0\r\n" + b"a: b\r\n" * 9_000 + b"\r\n"),
        "9,001 headers, more than 200",
    ),
    "a body without length": (flood(HEAD + b"\r\n", b"x" * 1_000), "larger than 10 MB"),
    "chunks": (flood(CHUNKED, b"3e8\r\n" + b"x" * 1_000 + b"\r\n"), "larger than 10 MB"),
    "chunks of one byte": (flood(CHUNKED, b"1\r\nx\r\n", times=100_000), "more than 50,000 pieces"),
    "a chunk extension": (flood(CHUNKED + b"1;", b"y" * 100), r"too large|larger than|too long|illegal"),
    "trailers": (flood(CHUNKED + b"0\r\n", b"X-A: 1234567890\r\n"), r"too large|larger than|too long"),
    "a packed body": (
        flood(HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"page")),
        "goes on after the end",
    ),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_what_never_ends_is_cut(case: str) -> None:
    script, message = ENDLESS[case]

    with pytest.raises(FetchError, match=message):
        fetch(script)


BROKEN = {
    "a length that is too long": send(HEAD + b"Content-Length: 500\r\n\r\nhello"),
    "a negative length": send(HEAD + b"Content-Length: -5\r\n\r\nhello"),
    "two lengths": send(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
    "a chunk that is cut off": send(CHUNKED + b"5\r\nhel"),
    "no HTTP at all": send(b"220 mail.example.org ESMTP\r\n"),
    "nothing": send(b""),
    "a NUL in a header": send(HEAD + b"X-A: \0\r\nContent-Length: 0\r\n\r\n"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_reply_is_a_failed_connection(case: str) -> None:
    with pytest.raises(FetchError, match=r"connection failed: ."):
        fetch(BROKEN[case])


def test_a_length_over_the_cap_is_refused_before_the_body_comes() -> None:
    sent: list[int] = []

    def script(connection: socket.socket) -> None:
        connection.sendall(HEAD + b"Content-Length: 200000000\r\n\r\n")
        connection.settimeout(5)
        sent.append(len(connection.recv(1)))

    with pytest.raises(FetchError, match="larger than 10 MB"):
        fetch(script)


def test_a_length_that_is_too_short_ends_the_body_and_the_connection() -> None:
    assert fetch(send(HEAD + b"Content-Length: 5\r\n\r\nhello and more")).body == b"hello"


def test_the_length_of_an_unchanged_document_is_not_taken_for_a_body() -> None:
    reply = fetch(send(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 200000000\r\n\r\n"))

    assert (reply.status, reply.body) == (304, b"")


def test_a_hostile_server_does_not_hold_up_the_others() -> None:
    async def go(slow: str, good: str) -> list[Fetched | BaseException]:
        async with HttpClient(allow_private=LOOPBACK, deadline_s=2.0) as http:
            return await asyncio.gather(
                *[http.get(slow) for _ in range(5)],
                *[http.get(good) for _ in range(5)],
                return_exceptions=True,
            )

    good = send(HEAD + b"Content-Length: 5\r\nConnection: close\r\n\r\nhello")
    with raw_server(SLOW["that drips chunks"]) as slow, raw_server(good) as quick:
        replies = asyncio.run(go(slow.url, quick.url))

    assert all(isinstance(reply, FetchError) for reply in replies[:5])
    assert [reply.body for reply in replies[5:] if isinstance(reply, Fetched)] == [b"hello"] * 5


def test_a_kept_connection_the_server_closed_is_replaced_unseen() -> None:
    script = send(HEAD + b"Content-Length: 5\r\n\r\nhello")

    async def go(url: str) -> list[bytes]:
        async with HttpClient(allow_private=LOOPBACK) as http:
            return [(await http.get(url)).body for _ in range(3)]

    with raw_server(script) as server:
        assert asyncio.run(go(server.url)) == [b"hello"] * 3
    assert len(server.heard) == 3


def test_a_kept_connection_carries_no_budget_over() -> None:
    """Each request has its own bytes: four replies of 4 MB on one connection are four good replies."""

    def script(connection: socket.socket) -> None:
        for _ in range(4):
            connection.sendall(HEAD + b"Content-Length: 4000000\r\n\r\n" + bytes(4_000_000))
            connection.recv(65_536)

    async def go(url: str) -> list[int]:
        async with HttpClient(allow_private=LOOPBACK) as http:
            return [len((await http.get(url)).body) for _ in range(4)]

    with raw_server(script) as server:
        assert asyncio.run(go(server.url)) == [4_000_000] * 4
    assert len(server.heard) == 1
