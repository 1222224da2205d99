"""Politeness: how often and how widely one host is asked.

Feeds that fail together come back together, so jitter alone does not dissolve a burst: a token bucket
spreads it. One object serves one event loop.
"""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit


class HostGates:
    """At most `connections` requests to a host at once, and `per_second` on average after `burst`."""

    def __init__(
        self,
        per_second: float = 1.0,
        burst: int = 10,
        connections: int = 2,
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
        """Wait for a turn at the host of `url`, and hold one of its connections while the block lasts."""
        gate = self._gates.setdefault(host_key(url), _Gate(self._connections))
        async with gate.connections:
            wait = gate.reserve(self._monotonic(), self._interval, self._burst)
            if wait > 0:
                await self._sleep(wait)
            yield


class _Gate:
    """A token bucket kept as one number: when it will be full again (the GCRA of traffic shaping)."""

    def __init__(self, connections: int) -> None:
        self.connections = asyncio.Semaphore(connections)
        self._full_at = float("-inf")

    def reserve(self, now: float, interval: float, burst: int) -> float:
        """Take a token; the seconds until it may be used."""
        self._full_at = max(now, self._full_at) + interval
        return self._full_at - burst * interval - now


def host_key(url: str) -> str:
    """What shares a gate: the host without www., or an IP literal with its port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.removeprefix("www.")
    return f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
