"""Encrypted connections: the name on the certificate is the name asked for, and a stall ends."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from pathlib import Path

import pytest

from connectors.http import Fetched, FetchError, HttpClient
from tests.connectors.conftest import LOOPBACK
from tests.connectors.raw_server import OK, certificate_for, raw_server, send


def fetch(url: str, trust: ssl.SSLContext | None = None, *, deadline_s: float = 5.0) -> Fetched:
    async def go() -> Fetched:
        async with HttpClient(
            allow_private=LOOPBACK,
            ssl_context=trust,
            deadline_s=deadline_s,
            resolve=lambda host, port: ["127.0.0.1"],
        ) as http:
            return await http.get(url)

    return asyncio.run(go())


def test_the_certificate_is_checked_against_the_name_not_the_address(tmp_path: Path) -> None:
    tls, trust = certificate_for("news.example", tmp_path)
    asked: list[str | None] = []
    tls.sni_callback = lambda connection, name, context: asked.append(name)

    with raw_server(send(OK), tls) as server:
        reply = fetch(f"https://news.example:{server.port}/feed", trust)

    assert reply.body == b"hello"
    assert asked == ["news.example"]
    assert f"host: news.example:{server.port}".encode() in server.heard[0]


def test_another_names_certificate_is_refused(tmp_path: Path) -> None:
    tls, trust = certificate_for("news.example", tmp_path)

    with (
        raw_server(send(OK), tls) as server,
        pytest.raises(FetchError, match="certificate is not valid: Hostname mismatch"),
    ):
        fetch(f"https://bank.example:{server.port}/feed", trust)


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    tls, _ = certificate_for("news.example", tmp_path)

    with (
        raw_server(send(OK), tls) as server,
        pytest.raises(FetchError, match="certificate is not valid: self"),
    ):
        fetch(f"https://news.example:{server.port}/feed")


def test_a_server_that_does_not_speak_tls_is_an_error_in_words() -> None:
    with raw_server(send(OK)) as server, pytest.raises(FetchError, match="no encrypted connection"):
        fetch(f"https://news.example:{server.port}/feed")


def test_a_stalled_handshake_ends_at_the_deadline() -> None:
    def stall(connection: socket.socket) -> None:
        time.sleep(5)

    with raw_server(stall) as server, pytest.raises(FetchError, match=r"no complete answer within 0\.3 s"):
        fetch(f"https://news.example:{server.port}/feed", deadline_s=0.3)


def test_a_dripping_body_ends_at_the_deadline_behind_tls_too(tmp_path: Path) -> None:
    tls, trust = certificate_for("news.example", tmp_path)

    def drip(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
        for _ in range(200):
            connection.sendall(b"x")
            time.sleep(0.02)

    with raw_server(drip, tls) as server, pytest.raises(FetchError, match=r"within 0\.5 s"):
        fetch(f"https://news.example:{server.port}/feed", trust, deadline_s=0.5)


def test_an_endless_body_ends_at_the_cap_behind_tls_too(tmp_path: Path) -> None:
    tls, trust = certificate_for("news.example", tmp_path)
    body = send(b"HTTP/1.1 200 OK\r\n\r\n", *[bytes(1_000_000)] * 30)

    with raw_server(body, tls) as server, pytest.raises(FetchError, match="larger than 10 MB"):
        fetch(f"https://news.example:{server.port}/feed", trust, deadline_s=20.0)
