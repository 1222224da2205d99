"""Which addresses may be reached, enforced where the socket is opened.

The policy is stricter than `ipaddress.is_global`: CPython 3.11 calls NAT64 and 6to4 forms of the cloud
metadata address global, and 100.64.0.0/10 holds another provider's metadata service.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore

from connectors._budget import current_budget
from connectors._errors import FetchError, ForbiddenAddressError
from connectors._socket import MeteredStream, Wire

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""Every address of a host, in the order to try them; OSError if there is none. May block."""

_NEVER_V4 = [
    ipaddress.ip_network(n) for n in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/3")
]
_ONLY_V6 = ipaddress.ip_network("2000::/3")
_NEVER_V6 = [ipaddress.ip_network(n) for n in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_RESOLVE_TIMEOUT_S = 10.0
_CONNECT_TIMEOUT_S = 10.0
_RESOLVER_THREADS = 8
_MAX_ATTEMPTS = 4


def resolve_by_system(host: str, port: int) -> list[str]:
    """The addresses the operating system knows for `host`, which may also be any spelling of an address."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class AddressPolicy:
    """Public addresses, and the private networks the user allowed."""

    def __init__(self, allow_private: Sequence[str] = ()) -> None:
        self._allowed: list[Network] = [ipaddress.ip_network(n) for n in allow_private]

    def permits(self, address: str) -> bool:
        """Whether `address` (an IP literal, without a zone) may be connected to."""
        ip = _unwrap(ipaddress.ip_address(address))
        return any(ip in network for network in self._allowed) or _is_public(ip)

    def require(self, address: str, host: str) -> None:
        """Raise ForbiddenAddressError unless `address`, found for `host`, may be connected to."""
        if "%" in address or not self.permits(address):
            raise ForbiddenAddressError(
                f"refused: {host} is {address}, not a public address "
                "(network.allow_private in watchline.yaml lists exceptions)"
            )


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Resolves once, refuses if any address is forbidden, connects to a vetted one."""

    def __init__(self, policy: AddressPolicy, resolve: Resolver = resolve_by_system) -> None:
        self._policy = policy
        self._resolve = resolve
        # Threads of our own: a resolver that hangs must not use up the loop's.
        self._threads = ThreadPoolExecutor(_RESOLVER_THREADS, thread_name_prefix="resolver")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to `host`. Raises FetchError if refused or too late, httpcore.ConnectError if it fails."""
        failure = httpcore.ConnectError(f"{host} has no address")
        for address in (await self._vetted(host, port))[:_MAX_ATTEMPTS]:
            try:
                return await self._connect(address, port, host)
            except httpcore.ConnectError as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise ForbiddenAddressError("refused: unix sockets are not reached")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def require_name(self, host: str) -> None:
        """Refuse `host` where its spelling alone says it is forbidden; for requests a proxy resolves."""
        if host.rstrip(".").lower().split(".")[-1] == "localhost":
            self._policy.require("127.0.0.1", host)
        try:
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        except (OSError, ValueError):
            return
        for entry in found:
            self._policy.require(str(entry[4][0]), host)

    def close(self) -> None:
        """Let the resolver's threads end by themselves."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _vetted(self, host: str, port: int) -> list[str]:
        addresses = [host] if _is_literal(host) else await self._resolved(host, port)
        for address in addresses:
            self._policy.require(address, host)
        return addresses

    async def _resolved(self, host: str, port: int) -> list[str]:
        loop, budget = asyncio.get_running_loop(), current_budget.get()
        until = min(budget.deadline, loop.time() + _RESOLVE_TIMEOUT_S)
        try:
            async with asyncio.timeout_at(until):
                return list(await loop.run_in_executor(self._threads, self._resolve, host, port))
        except TimeoutError:
            raise FetchError(f"the name {host} was not resolved in time") from None
        except (OSError, ValueError) as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved") from error

    async def _connect(self, address: str, port: int, host: str) -> MeteredStream:
        loop, budget = asyncio.get_running_loop(), current_budget.get()
        try:
            async with asyncio.timeout_at(min(budget.deadline, loop.time() + _CONNECT_TIMEOUT_S)):
                transport, wire = await loop.create_connection(Wire, address, port)
        except TimeoutError:
            if loop.time() >= budget.deadline:
                raise budget.too_late() from None
            raise httpcore.ConnectError(f"{host} did not answer in time") from None
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be reached: {error.strerror or error}") from error
        try:
            self._policy.require(str(transport.get_extra_info("peername")[0]), host)
        except FetchError:
            transport.abort()
            raise
        return MeteredStream(wire)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _unwrap(ip: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped IPv6 one."""
    mapped = getattr(ip, "ipv4_mapped", None)
    return mapped if mapped is not None else ip


def _is_public(ip: Address) -> bool:
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in network for network in _NEVER_V4)
    return ip in _ONLY_V6 and not any(ip in network for network in _NEVER_V6)
