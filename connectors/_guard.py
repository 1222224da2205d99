"""Which addresses may be reached, enforced where the socket is opened.

The policy is stricter than `ipaddress.is_global`: CPython 3.11 calls NAT64 and 6to4 forms of the cloud
metadata address global, and 100.64.0.0/10 holds another provider's metadata service.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from typing import Any

import httpcore
import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NEVER_V4 = [
    ipaddress.ip_network(n) for n in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3")
]
_ONLY_V6 = ipaddress.ip_network("2000::/3")
_NEVER_V6 = [ipaddress.ip_network(n) for n in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_RESOLVE_TIMEOUT_S = 10.0


class ForbiddenAddressError(Exception):
    """An address the program must not connect to."""


class AddressPolicy:
    """Public addresses, and the private networks the user allowed."""

    def __init__(self, allow_private: Sequence[str] = ()) -> None:
        self._allowed: list[Network] = [ipaddress.ip_network(n) for n in allow_private]

    def permits(self, address: str) -> bool:
        """Whether `address` (an IP literal, without a zone) may be connected to."""
        ip = _unwrap(ipaddress.ip_address(address))
        return any(ip in network for network in self._allowed) or _is_public(ip)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves once, refuses if any address is forbidden, connects to a vetted one."""

    def __init__(self, policy: AddressPolicy) -> None:
        self._policy = policy
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await self._vetted(host, port)
        failure: Exception | None = None
        for address in addresses:
            try:
                stream = await self._inner.connect_tcp(
                    address, port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            await self._check_peer(stream, host)
            return stream
        raise failure or httpcore.ConnectError(f"{host} has no address")

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise ForbiddenAddressError("refused: unix sockets are not reached")

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)

    async def _vetted(self, host: str, port: int) -> list[str]:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_RESOLVE_TIMEOUT_S):
                found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            self._require(address, host)
        return addresses

    async def _check_peer(self, stream: httpcore.AsyncNetworkStream, host: str) -> None:
        peer = stream.get_extra_info("server_addr")
        try:
            self._require(str(peer[0]), host)
        except ForbiddenAddressError:
            await stream.aclose()
            raise

    def _require(self, address: str, host: str) -> None:
        if "%" in address or not self._policy.permits(address):
            raise ForbiddenAddressError(
                f"refused: {host} is {address}, not a public address "
                "(network.allow_private in watchline.yaml lists exceptions)"
            )


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx's transport over an httpcore pool with the guarded backend."""

    def __init__(self, policy: AddressPolicy, *, max_connections: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=max_connections,
            max_keepalive_connections=max_connections,
            network_backend=GuardedBackend(policy),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, httpx.AsyncByteStream)
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        try:
            response = await self._pool.handle_async_request(
                httpcore.Request(
                    method=request.method,
                    url=url,
                    headers=request.headers.raw,
                    content=request.stream,
                    extensions=request.extensions,
                )
            )
        except Exception as error:
            raise _as_httpx(error, request) from error
        assert isinstance(response.stream, AsyncIterable)
        return httpx.Response(
            status_code=response.status,
            headers=response.headers,
            stream=_Body(response.stream, request),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    """A response body whose errors are httpx's."""

    def __init__(self, stream: AsyncIterable[bytes], request: httpx.Request) -> None:
        self._stream = stream
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._stream:
                yield chunk
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as error:
            raise _as_httpx(error, self._request) from error

    async def aclose(self) -> None:
        close = getattr(self._stream, "aclose", None)
        if close is not None:
            await close()


def _as_httpx(error: Exception, request: httpx.Request) -> Exception:
    message = str(error)
    if isinstance(error, httpcore.TimeoutException):
        return httpx.ReadTimeout(message, request=request)
    if isinstance(error, httpcore.ConnectError):
        return httpx.ConnectError(message, request=request)
    if isinstance(error, httpcore.ProtocolError):
        return httpx.RemoteProtocolError(message, request=request)
    if isinstance(error, httpcore.NetworkError):
        return httpx.ReadError(message, request=request)
    return error


def _unwrap(ip: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped IPv6 one."""
    mapped = getattr(ip, "ipv4_mapped", None)
    return mapped if mapped is not None else ip


def _is_public(ip: Address) -> bool:
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in _NEVER_V4)
    return ip in _ONLY_V6 and not any(ip in network for network in _NEVER_V6)
