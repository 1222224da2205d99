"""A connected socket as httpcore wants it, charged to the budget of the request that uses it.

Built on asyncio's own transports: through anyio's streams 500 unchanged feeds cost about three times the
CPU, and every layer between the socket and the budget is a place where a slow server could hide.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import httpcore

from connectors._budget import current_budget
from connectors._errors import FetchError

_HIGH_WATER = 65_536
_TLS_GOODBYE_S = 2.0


class Wire(asyncio.Protocol):
    """What has arrived and was not read yet. Reading pauses while that is more than _HIGH_WATER bytes."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.ended = False
        self.error: Exception | None = None
        self.transport: asyncio.Transport | None = None
        self._paused = False
        self._arrival: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if len(self.buffer) > _HIGH_WATER and self.transport and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        _wake(self._arrival)

    def eof_received(self) -> None:
        self.ended = True
        _wake(self._arrival)

    def connection_lost(self, error: Exception | None) -> None:
        self.ended = True
        self.error = error
        _wake(self._arrival)
        _wake(self._writable)

    def pause_writing(self) -> None:
        self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        _wake(self._writable)
        self._writable = None

    def take(self, max_bytes: int) -> bytes:
        """Up to `max_bytes` of what has arrived."""
        data = bytes(self.buffer[:max_bytes])
        del self.buffer[:max_bytes]
        if self._paused and self.transport and not self.ended and len(self.buffer) <= _HIGH_WATER:
            self._paused = False
            self.transport.resume_reading()
        return data

    async def until_arrival(self) -> None:
        """Wait for data or the end of the connection, no longer than the request's deadline."""
        while not self.buffer and not self.ended:
            self._arrival = asyncio.get_running_loop().create_future()
            await _within_deadline(self._arrival)

    async def until_writable(self) -> None:
        """Wait for room in the send buffer, no longer than the request's deadline."""
        while self._writable is not None and not self.ended:
            await _within_deadline(self._writable)


class MeteredStream(httpcore.AsyncNetworkStream):
    """The network stream given to httpcore. httpcore's own timeouts are not used: the budget decides."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        await self._wire.until_arrival()
        data = self._wire.take(max_bytes)
        if not data and self._wire.error:
            raise httpcore.ReadError(str(self._wire.error)) from self._wire.error
        current_budget.get().charge(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._wire.ended:
            raise httpcore.WriteError("the connection is closed")
        self._transport.write(buffer)
        await self._wire.until_writable()

    async def aclose(self) -> None:
        # Nothing is ever left to send, and a polite close could wait on a server that does not answer.
        self._transport.abort()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        if self._wire.buffer:
            raise FetchError("the server spoke before the encryption began")
        loop, budget = asyncio.get_running_loop(), current_budget.get()
        try:
            async with asyncio.timeout_at(budget.deadline):
                transport = await loop.start_tls(
                    self._transport,
                    self._wire,
                    ssl_context,
                    server_hostname=server_hostname,
                    ssl_shutdown_timeout=_TLS_GOODBYE_S,
                )
        except TimeoutError:
            raise budget.too_late() from None
        except OSError as error:
            raise httpcore.ConnectError(_tls_words(error)) from error
        self._wire.transport = transport
        return self

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":
            return bool(self._wire.buffer) or self._wire.ended
        names = {"server_addr": "peername", "client_addr": "sockname", "ssl_object": "ssl_object"}
        return self._transport.get_extra_info(names[info]) if info in names else None

    @property
    def _transport(self) -> asyncio.Transport:
        assert self._wire.transport
        return self._wire.transport


async def _within_deadline(future: asyncio.Future[None]) -> None:
    budget = current_budget.get()
    timer = asyncio.get_running_loop().call_at(budget.deadline, _fail, future, budget.too_late)
    try:
        await future
    finally:
        timer.cancel()


def _fail(future: asyncio.Future[None], error: Callable[[], Exception]) -> None:
    if not future.done():
        future.set_exception(error())


def _wake(future: asyncio.Future[None] | None) -> None:
    if future and not future.done():
        future.set_result(None)


def _tls_words(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not valid: {error.verify_message}"
    return f"no encrypted connection: {getattr(error, 'reason', None) or error}"
