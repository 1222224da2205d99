"""A thread that does one piece of work after the other, and can be left when one never ends."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

T = TypeVar("T")


class Worker(Generic[T]):
    """Does work for one caller. A thread cannot be stopped, only left; so it is a daemon."""

    def __init__(self, name: str) -> None:
        self._work: SimpleQueue[Callable[[], T] | None] = SimpleQueue()
        self._results: SimpleQueue[T] = SimpleQueue()
        self._done = threading.Semaphore(0)
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def do(self, work: Callable[[], T], within_s: float) -> T | None:
        """What `work` returns, or None once the time is over: then it may still be going on.

        `work` must not raise. After a None the worker is not to be used again.
        """
        self._work.put(work)
        return self._results.get() if self._done.acquire(timeout=within_s) else None

    def end(self) -> None:
        """Lets the thread end once it has nothing to do."""
        self._work.put(None)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            self._results.put(work())
            self._done.release()
