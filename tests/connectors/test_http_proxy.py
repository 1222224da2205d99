"""Requests through a proxy: only one that was configured, and only at an address that may be reached."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from connectors.http import Fetched, FetchError, HttpClient
from tests.connectors.conftest import LOOPBACK
from tests.connectors.raw_server import OK, RawServer, Script, certificate_for, raw_server, send


def fetch(
    url: str,
    proxy: str | None,
    *,
    clients_proxy: str | None = None,
    trust: ssl.SSLContext | None = None,
    allow: tuple[str, ...] = LOOPBACK,
) -> Fetched:
    async def go() -> Fetched:
        async with HttpClient(allow_private=allow, proxy=clients_proxy, ssl_context=trust) as http:
            return await http.get(url, proxy=proxy)

    return asyncio.run(go())


def tunnel_to(port: int) -> Script:
    """A proxy's script: accept the CONNECT and pass bytes to and fro."""

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def script(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port)) as server:
            back = threading.Thread(target=pump, args=(server, connection))
            back.start()
            pump(connection, server)
            back.join()

    return script


def address(server: RawServer, login: str = "") -> str:
    return f"http://{login}127.0.0.1:{server.port}"


def test_a_request_goes_to_the_proxy_with_the_whole_address() -> None:
    with raw_server(send(OK)) as proxy:
        reply = fetch("http://news.example/feed?a=1", address(proxy))

    assert reply.body == b"hello"
    assert proxy.heard[0].startswith(b"GET http://news.example/feed?a=1 HTTP/1.1\r\n")
    assert b"host: news.example\r\n" in proxy.heard[0]


def test_the_clients_proxy_serves_requests_that_name_none() -> None:
    with raw_server(send(OK)) as proxy:
        fetch("http://news.example/feed", None, clients_proxy=address(proxy))

    assert len(proxy.heard) == 1


def test_an_encrypted_request_tunnels_and_keeps_the_name(tmp_path: Path) -> None:
    tls, trust = certificate_for("news.example", tmp_path)

    with raw_server(send(OK), tls) as server, raw_server(tunnel_to(server.port)) as proxy:
        reply = fetch("https://news.example/feed", address(proxy), trust=trust)

    assert reply.body == b"hello"
    assert proxy.heard[0].startswith(b"CONNECT news.example:443 HTTP/1.1\r\n")


def test_the_proxys_password_goes_to_the_proxy() -> None:
    with raw_server(send(OK)) as proxy:
        fetch("http://news.example/feed", address(proxy, "desk:secret@"))

    assert b"Proxy-Authorization: Basic ZGVzazpzZWNyZXQ=\r\n" in proxy.heard[0]


def test_a_proxy_that_refuses_is_an_error_in_words() -> None:
    refusal = send(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")

    with raw_server(refusal) as proxy, pytest.raises(FetchError, match="407 Proxy Authentication Required"):
        fetch("https://news.example/feed", address(proxy))


def test_a_proxy_inside_needs_to_be_allowed() -> None:
    with raw_server(send(OK)) as proxy, pytest.raises(FetchError, match="not a public address"):
        fetch("http://news.example/feed", address(proxy), allow=())

    assert proxy.heard == []


@pytest.mark.parametrize("host", ["169.254.169.254", "2130706434", "[::1]", "0x7f.2"])
def test_a_proxy_is_not_asked_for_a_forbidden_address(host: str) -> None:
    with raw_server(send(OK)) as proxy, pytest.raises(FetchError, match="not a public address"):
        fetch(f"http://{host}/feed", address(proxy))

    assert proxy.heard == []


def test_the_environments_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(send(OK)) as server, raw_server(send(OK)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, address(proxy))
        fetch(server.url, None)

    assert (len(server.heard), len(proxy.heard)) == (1, 0)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "ftp://127.0.0.1/", "proxy"])
def test_what_is_not_an_http_proxy_is_refused(proxy: str) -> None:
    with pytest.raises(FetchError, match="the proxy is not an http or https address"):
        fetch("http://news.example/feed", proxy)
