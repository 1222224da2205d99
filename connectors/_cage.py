"""Where feeds and pages are read: spawned processes with limits on processor time, memory and time.

feedparser raises on ten characters and needs over a minute for a 2.7 MB feed of categories (measured), and
a page is worse company still, so neither is read in the program's own process. A worker serves many
documents and is replaced after a breach.
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
from typing import Any, Self

from connectors._raw import FeedError, RawEntry
from connectors.discover import Candidate, announced_feeds
from connectors.pages import Page, PageError, extract_page

Reader = Callable[..., Any]

MAX_REPLY_BYTES = 60_000_000
DOCUMENTS_PER_WORKER = 500
_START_S = 60


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost."""

    cpu_s: int = 5
    wall_s: float = 15.0
    memory_mb: int = 768


class Cage:
    """An async reader of feeds and pages; an async context manager. Workers start when first needed."""

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
        try:
            return [RawEntry(*fields) for fields in await self._run("feed", body, content_type)]
        except _RefusedError as error:
            raise FeedError(str(error)) from None

    async def read_page(self, html: bytes, url: str, content_type: str = "") -> Page:
        """What `extract_page` finds. Raises PageError, also for a page that costs more than its limits."""
        try:
            return Page(*await self._run("page", html, url, content_type))
        except _RefusedError as error:
            raise PageError(str(error)) from None

    async def read_links(self, html: bytes, url: str, content_type: str = "") -> list[Candidate]:
        """What `announced_feeds` finds. Raises PageError for a page that costs more than its limits."""
        try:
            found = await self._run("site", html, url, content_type)
        except _RefusedError as error:
            raise PageError(str(error)) from None
        return [Candidate(*fields) for fields in found]

    async def _run(self, what: str, document: bytes, *arguments: str) -> list[Any]:
        worker = await self._free.get()
        try:
            if worker is None:
                worker = await asyncio.to_thread(_Worker, self._limits)
            return await asyncio.to_thread(worker.read, what, document, arguments)
        finally:
            # A cancelled call leaves its worker in the middle of a document; such a one is not used again.
            if worker and worker.is_spent:
                worker.stop()
                worker = None
            self._free.put_nowait(worker)


class _RefusedError(Exception):
    """A document that could not be read, or cost too much."""


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, limits: Limits) -> None:
        context = get_context("spawn")
        self._limits = limits
        self._served = 0
        self._busy = False
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(target=_serve, args=(theirs, limits), daemon=True)
        self._process.start()
        theirs.close()
        self._broken = not self._is_ready()

    @property
    def is_spent(self) -> bool:
        """Whether the worker must be replaced."""
        return self._broken or self._busy or self._served >= DOCUMENTS_PER_WORKER

    def read(self, what: str, document: bytes, arguments: tuple[str, ...]) -> list[Any]:
        if self._broken:
            raise _RefusedError(f"the process that reads a {what} could not be started")
        self._served += 1
        self._busy = True
        try:
            self._pipe.send_bytes(json.dumps([what, *arguments]).encode() + b"\n" + document)
            if not self._pipe.poll(self._limits.wall_s):
                self._broken = True
                raise _RefusedError(f"refused: reading the {what} takes more than {self._limits.wall_s:g} s")
            reply = self._pipe.recv_bytes(MAX_REPLY_BYTES)
        except (EOFError, OSError):
            self._broken = True
            raise _RefusedError(self._cause_of_death(what)) from None
        self._busy = False
        return _unpack(reply)

    def _is_ready(self) -> bool:
        try:
            return self._pipe.poll(_START_S) and self._pipe.recv_bytes() == b"ready"
        except (EOFError, OSError):
            return False

    def stop(self) -> None:
        self._pipe.close()
        self._process.kill()
        self._process.join(5)

    def _cause_of_death(self, what: str) -> str:
        self._process.join(1)
        if self._process.exitcode == -signal.SIGXCPU:
            return f"refused: reading the {what} takes more than {self._limits.cpu_s} s of processor time"
        return f"refused: the {what} broke the process that read it"


def _unpack(reply: bytes) -> list[Any]:
    answer = json.loads(reply)
    if "error" in answer:
        raise _RefusedError(answer["error"])
    found: list[Any] = answer["found"]
    return found


def _serve(pipe: Connection, limits: Limits) -> None:
    """The worker's life: a document in, what it says out, until the pipe closes."""
    # The supervisor's Ctrl-C is not ours to handle; the parent stops us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from connectors import _arbiter

    def read_feed(body: bytes, content_type: str) -> list[Any]:
        return [astuple(entry) for entry in _arbiter.read(body, content_type)]

    def read_page(html: bytes, url: str, content_type: str) -> tuple[Any, ...]:
        return astuple(extract_page(html, url, content_type))

    def read_site(html: bytes, url: str, content_type: str) -> list[Any]:
        return [astuple(candidate) for candidate in announced_feeds(html, url, content_type)]

    readers: dict[str, Reader] = {"feed": read_feed, "page": read_page, "site": read_site}
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_mb << 20, limits.memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe.send_bytes(b"ready")
    while True:
        try:
            head, _, document = pipe.recv_bytes().partition(b"\n")
        except EOFError:
            return
        what, *arguments = json.loads(head)
        _allow_seconds(limits.cpu_s)
        pipe.send_bytes(_answer(readers[what], what, document, arguments))


def _answer(read: Reader, what: str, document: bytes, arguments: list[str]) -> bytes:
    try:
        answer: dict[str, object] = {"found": read(document, *arguments)}
    except (FeedError, PageError) as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": f"refused: reading the {what} needs too much memory"}
    return json.dumps(answer).encode()


def _allow_seconds(seconds: int) -> None:
    """Move the limit on processor time to `seconds` from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))
