"""Politeness: how often and how widely one host is asked.

Feeds that fail together come back together, so jitter alone does not dissolve a burst: a token bucket
spreads it. One object serves one event loop.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol
from urllib.parse import urlsplit

BURST = 10
CONNECTIONS = 2


class Gates(Protocol):
    """Whoever decides when a host may be asked."""

    def slot(self, url: str) -> AbstractAsyncContextManager[None]:
        """Wait for a turn at the host of `url`, and hold one of its connections while the block lasts."""

    async def aclose(self) -> None:
        """Let go of what is still held."""


class HostGates:
    """At most `connections` requests to a host at once, and `per_second` on average after `burst`."""

    def __init__(
        self,
        per_second: float = 1.0,
        burst: int = BURST,
        connections: int = CONNECTIONS,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`per_second` may be infinite: then only `connections` counts."""
        self._interval = 1.0 / per_second
        self._burst = burst
        self._connections = connections
        self._monotonic = monotonic
        self._sleep = sleep
        self._gates: dict[str, _Gate] = {}

    @asynccontextmanager
    async def slot(self, url: str) -> AsyncIterator[None]:
        gate = self._gates.setdefault(host_key(url), _Gate(self._connections))
        async with gate.connections:
            gate.full_at, wait = reserve(gate.full_at, self._monotonic(), self._interval, self._burst)
            if wait > 0:
                await self._sleep(wait)
            yield

    async def aclose(self) -> None:
        """Nothing is held beyond a block."""


class _Gate:
    def __init__(self, connections: int) -> None:
        self.connections = asyncio.Semaphore(connections)
        self.full_at = float("-inf")


def reserve(full_at: float, now: float, interval: float, burst: int) -> tuple[float, float]:
    """Take a token: when the bucket will be full again, and the seconds until the token may be used.

    A token bucket kept as one number (the GCRA of traffic shaping); a wait below zero is none.
    """
    full_at = max(now, full_at) + interval
    return full_at, full_at - burst * interval - now


def host_key(url: str) -> str:
    """What shares a gate: the host without www., or an IP literal with its port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.removeprefix("www.")
    return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
