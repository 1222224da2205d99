"""What one request may cost: one deadline and one number of bytes, charged where the socket is read.

Connections are kept alive and shared, so the budget belongs to the request: it travels in a context
variable from the client, through httpcore, down to the socket. That is where a slow drip, endless 1xx
replies, a flood of headers or trailers and a stalled TLS handshake all look the same, and all end.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

from connectors._decode import megabytes
from connectors._errors import FetchError

MAX_HEAD_BYTES = 131_072
"""For everything before the body of one reply, 1xx replies included."""


class Budget:
    """The time and bytes left to one request, over all its redirects. Needs a running loop."""

    def __init__(self, seconds: float, wire_bytes: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._seconds = seconds
        self._limit = wire_bytes
        # The framing of a chunked body and what was read along with a head come on top.
        self._body_left = wire_bytes + MAX_HEAD_BYTES
        self._head_left = MAX_HEAD_BYTES
        self._in_head = True
        self.deadline = self._loop.time() + seconds
        self.received = 0

    def allow_for(self, waited: float) -> None:
        """Put the deadline off by `waited` seconds that were spent in a queue of our own."""
        self.deadline += waited

    def begin_head(self) -> None:
        """A request was sent; what comes next is the head of a reply."""
        self._in_head = True
        self._head_left = MAX_HEAD_BYTES

    def begin_body(self) -> None:
        """The head is complete; what comes next counts as body."""
        self._in_head = False

    def charge(self, count: int) -> None:
        """Take `count` received bytes off. Raises FetchError when time or bytes are used up."""
        self.received += count
        if self._loop.time() >= self.deadline:
            raise self.too_late()
        if self._in_head:
            self._charge_head(count)
            return
        self._body_left -= count
        if self._body_left < 0:
            raise FetchError(f"the reply is larger than {megabytes(self._limit)}")

    def too_late(self) -> FetchError:
        """The error of a passed deadline."""
        return FetchError(f"no complete answer within {self._seconds:g} s")

    def _charge_head(self, count: int) -> None:
        self._head_left -= count
        if self._head_left < 0:
            raise FetchError(f"the head of the reply is larger than {MAX_HEAD_BYTES // 1024} KB")


current_budget: ContextVar[Budget] = ContextVar("current_budget")
