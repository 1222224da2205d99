"""Where feedparser runs: a few spawned processes with limits on processor time, memory and wall time.

feedparser raises on ten characters and needs over a minute for a 2.7 MB feed of categories (measured), so
it never runs in the program's own process. A worker serves many feeds and is replaced after a breach.
"""

from __future__ import annotations

import asyncio
import json
import resource
import signal
from collections.abc import Callable
from dataclasses import astuple, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Self

from connectors._raw import FeedError, RawEntry

Arbiter = Callable[[bytes, str], list[RawEntry]]

MAX_REPLY_BYTES = 60_000_000
FEEDS_PER_WORKER = 500
_START_S = 60.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one feed may cost."""

    cpu_s: int = 5
    wall_s: float = 15.0
    memory_mb: int = 768


class Cage:
    """An async reader of feeds; use as an async context manager. Workers start when first needed."""

    def __init__(self, *, workers: int = 2, limits: Limits = Limits()) -> None:
        self._limits = limits
        self._free: asyncio.LifoQueue[_Worker | None] = asyncio.LifoQueue()
        for _ in range(workers):
            self._free.put_nowait(None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        while not self._free.empty():
            worker = self._free.get_nowait()
            if worker:
                worker.stop()

    async def read(self, body: bytes, content_type: str) -> list[RawEntry]:
        """What feedparser finds. Raises FeedError, also for a feed that costs more than its limits."""
        worker = await self._free.get()
        try:
            if worker is None:
                worker = await asyncio.to_thread(_Worker, self._limits)
            return await asyncio.to_thread(worker.read, body, content_type)
        finally:
            # A cancelled call leaves its worker in the middle of a feed; such a one is not used again.
            if worker and worker.is_spent:
                worker.stop()
                worker = None
            self._free.put_nowait(worker)


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, limits: Limits) -> None:
        context = get_context("spawn")
        self._limits = limits
        self._served = 0
        self._broken = self._busy = False
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(theirs, limits), daemon=True)
        self._process.start()
        theirs.close()
        if not self._pipe.poll(_START_S):
            self._broken = True
            return
        self._pipe.recv_bytes()

    @property
    def is_spent(self) -> bool:
        """Whether the worker must be replaced."""
        return self._broken or self._busy or self._served >= FEEDS_PER_WORKER

    def read(self, body: bytes, content_type: str) -> list[RawEntry]:
        self._served += 1
        self._busy = True
        try:
            self._pipe.send_bytes(content_type.encode("utf-8", "replace") + b"\n" + body)
            if not self._pipe.poll(self._limits.wall_s):
                self._broken = True
                raise FeedError(f"refused: reading the feed takes more than {self._limits.wall_s:g} s")
            reply = self._pipe.recv_bytes(MAX_REPLY_BYTES)
        except (EOFError, OSError):
            self._broken = True
            raise FeedError(self._cause_of_death()) from None
        self._busy = False
        return _unpack(reply)

    def stop(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join(5)

    def _cause_of_death(self) -> str:
        self._process.join(1)
        if self._process.exitcode == -signal.SIGXCPU:
            return f"refused: reading the feed takes more than {self._limits.cpu_s} s of processor time"
        return "refused: the feed broke the process that read it"


def _unpack(reply: bytes) -> list[RawEntry]:
    answer = json.loads(reply)
    if "error" in answer:
        raise FeedError(answer["error"])
    return [RawEntry(*fields) for fields in answer["entries"]]


def _serve(pipe: Connection, limits: Limits) -> None:
    """The worker's life: a feed in, its entries out, until the pipe closes."""
    # The supervisor's Ctrl-C is not ours to handle; the parent stops us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from connectors import _arbiter

    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb << 20, limits.memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send_bytes(b"ready")
    while True:
        try:
            content_type, _, body = pipe.recv_bytes().partition(b"\n")
        except EOFError:
            return
        _allow_seconds(limits.cpu_s)
        pipe.send_bytes(_answer(_arbiter.read, body, content_type.decode()))


def _answer(read: Arbiter, body: bytes, content_type: str) -> bytes:
    try:
        answer: dict[str, object] = {"entries": [astuple(entry) for entry in read(body, content_type)]}
    except FeedError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "refused: reading the feed needs too much memory"}
    return json.dumps(answer).encode()


def _allow_seconds(seconds: int) -> None:
    """Move the limit on processor time to `seconds` from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))
