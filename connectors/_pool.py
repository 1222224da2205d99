"""Connections kept alive between requests, straight to a server or through a proxy.

httpcore's own pool looks at every connection twice for every request and costs more than the rest of a
request together; its HTTP/1.1 connection is used directly.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import httpcore
import httpx

from connectors._budget import current_budget
from connectors._errors import FetchError
from connectors._guard import GuardedBackend

KEEP_ALIVE_S = 15.0
_PROXY_KEEP_ALIVE_S = 5.0

_Key = tuple[bytes, bytes, int]
TlsContext = Callable[[], ssl.SSLContext]
"""Made only when a request needs it: loading the trusted certificates takes about 30 ms."""


class Pool(Protocol):
    """Where a request is sent."""

    def exchange(self, request: httpcore.Request) -> AbstractAsyncContextManager[httpcore.Response]:
        """The reply to `request`, its body still to be read while the block lasts."""

    async def aclose(self) -> None:
        """Close every connection."""


class DirectPool:
    """Connections to servers; up to `max_idle` are kept for the next request."""

    def __init__(self, backend: GuardedBackend, tls: TlsContext, max_idle: int) -> None:
        self._backend = backend
        self._tls = tls
        self._max_idle = max_idle
        self._idle: dict[_Key, list[httpcore.AsyncHTTP11Connection]] = {}
        self._idle_count = 0

    @asynccontextmanager
    async def exchange(self, request: httpcore.Request) -> AsyncIterator[httpcore.Response]:
        connection, response = await self._send(request)
        try:
            yield response
        finally:
            await response.aclose()
            if connection.is_idle():
                await self._keep(_key(request.url), connection)

    async def aclose(self) -> None:
        for connections in self._idle.values():
            for connection in connections:
                await connection.aclose()
        self._idle.clear()

    async def _send(
        self, request: httpcore.Request
    ) -> tuple[httpcore.AsyncHTTP11Connection, httpcore.Response]:
        budget = current_budget.get()
        kept = await self._take(_key(request.url)) if request.method == b"GET" else None
        if kept:
            received = budget.received
            budget.begin_head()
            try:
                return kept, await kept.handle_async_request(request)
            except (httpcore.NetworkError, httpcore.RemoteProtocolError):
                # The server closed it while the request was on its way: nothing was lost but the connection.
                if budget.received != received:
                    raise
        connection = await self._connect(request.url)
        budget.begin_head()
        return connection, await connection.handle_async_request(request)

    async def _connect(self, url: httpcore.URL) -> httpcore.AsyncHTTP11Connection:
        origin = url.origin
        host = origin.host.decode("ascii")
        stream = await self._backend.connect_tcp(host, origin.port)
        if origin.scheme == b"https":
            try:
                stream = await stream.start_tls(self._tls(), host.rstrip("."))
            except BaseException:
                await stream.aclose()
                raise
        return httpcore.AsyncHTTP11Connection(origin, stream, KEEP_ALIVE_S)

    async def _take(self, key: _Key) -> httpcore.AsyncHTTP11Connection | None:
        while kept := self._idle.get(key):
            connection = kept.pop()
            self._forget(key)
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return None

    async def _keep(self, key: _Key, connection: httpcore.AsyncHTTP11Connection) -> None:
        self._idle.setdefault(key, []).append(connection)
        self._idle_count += 1
        if self._idle_count > self._max_idle:
            oldest = next(iter(self._idle))
            surplus = self._idle[oldest].pop(0)
            self._forget(oldest)
            await surplus.aclose()

    def _forget(self, key: _Key) -> None:
        self._idle_count -= 1
        if not self._idle[key]:
            del self._idle[key]


class ProxyPool:
    """Requests through one HTTP proxy, whose own address is vetted like any other.

    The proxy resolves the names, so of a target only its spelling can be judged here.
    """

    def __init__(self, url: str, backend: GuardedBackend, tls: TlsContext, max_connections: int) -> None:
        proxy = httpx.URL(url)
        if proxy.scheme not in ("http", "https") or not proxy.host:
            raise FetchError("the proxy is not an http or https address")
        self._backend = backend
        self._pool = httpcore.AsyncHTTPProxy(
            proxy_url=httpcore.URL(
                scheme=proxy.raw_scheme, host=proxy.raw_host, port=proxy.port, target=b"/"
            ),
            proxy_auth=(proxy.username.encode(), proxy.password.encode()) if proxy.userinfo else None,
            ssl_context=tls(),
            proxy_ssl_context=tls() if proxy.scheme == "https" else None,
            max_connections=max_connections,
            keepalive_expiry=_PROXY_KEEP_ALIVE_S,
            network_backend=backend,
        )

    @asynccontextmanager
    async def exchange(self, request: httpcore.Request) -> AsyncIterator[httpcore.Response]:
        self._backend.require_name(request.url.host.decode("ascii"))
        current_budget.get().begin_head()
        response = await self._pool.handle_async_request(request)
        try:
            yield response
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        await self._pool.aclose()


def _key(url: httpcore.URL) -> _Key:
    origin = url.origin
    return origin.scheme, origin.host, origin.port
