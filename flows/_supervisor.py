"""Keeping children alive: start them in order, restart the fallen, stop them in reverse order."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from typing import Any

from flows._children import Child, Process, start, stop, sweep, tail

Say = Callable[[str], None]
STEADY_S = 120.0
MAX_PAUSE_S = 60.0
_ASK_EVERY_S = 0.2
_PROGRESS_EVERY_S = 5.0


class GaveUpError(Exception):
    """A child that the program cannot do without keeps dying."""


class Supervisor:
    """Runs `children`, each started once the one before it is ready; `on_ready` is called when all are."""

    def __init__(self, children: Sequence[Child], *, say: Say, on_ready: Callable[[], None]) -> None:
        self._children = children
        self._say = say
        self._on_ready = on_ready
        self._running: dict[str, Process] = {}
        self._ready = {child.name: asyncio.Event() for child in children}

    async def run(self) -> int:
        """Run until SIGINT or SIGTERM, then 0; 1 when a needed child keeps dying. No child is left."""
        loop = asyncio.get_running_loop()
        stopping = asyncio.Event()
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(signal_number, stopping.set)
        tasks: set[asyncio.Task[Any]] = {asyncio.create_task(stopping.wait())}
        for number, child in enumerate(self._children):
            tasks.add(asyncio.create_task(self._keep(child, self._children[:number])))
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        self._say("Stopping.")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._stop_all()
        return self._verdict(done)

    async def _keep(self, child: Child, before: Sequence[Child]) -> None:
        """Start `child`, and start it again with a growing pause whenever it ends. Raises GaveUpError."""
        for earlier in before:
            await self._ready[earlier.name].wait()
        deaths = 0
        while True:
            began = time.monotonic()
            process = self._running[child.name] = await start(child)
            if await self._becomes_ready(child, process):
                self._mark_ready(child)
            code = await process.wait()
            sweep(process.pid)
            deaths = 1 if time.monotonic() - began > STEADY_S else deaths + 1
            if child.gives_up_after and deaths >= child.gives_up_after:
                raise GaveUpError(f"{child.name} ended {deaths} times in a row. {_last_words(child)}")
            pause = min(2.0 ** (deaths - 1), MAX_PAUSE_S)
            self._say(f"{child.name} ended with code {code}; again in {pause:.0f} s. {_last_words(child)}")
            await asyncio.sleep(pause)

    async def _becomes_ready(self, child: Child, process: Process) -> bool:
        """Ask until the child answers; False when it ended first or had to be ended for its silence."""
        if child.answers is None:
            return True
        began = told = time.monotonic()
        while process.returncode is None:
            if await asyncio.to_thread(child.answers, process.pid):
                return True
            now = time.monotonic()
            if now - began > child.ready_within_s:
                await stop(process, child.stop_within_s)
            elif now - told > _PROGRESS_EVERY_S:
                self._say(f"{child.name} is still starting ({now - began:.0f} s)")
                told = now
            await asyncio.sleep(_ASK_EVERY_S)
        return False

    def _mark_ready(self, child: Child) -> None:
        all_were_ready = all(event.is_set() for event in self._ready.values())
        self._ready[child.name].set()
        if not all_were_ready and all(event.is_set() for event in self._ready.values()):
            self._on_ready()

    async def _stop_all(self) -> None:
        for child in reversed(self._children):
            process = self._running.get(child.name)
            if process is not None:
                await stop(process, child.stop_within_s)

    def _verdict(self, done: set[asyncio.Task[Any]]) -> int:
        code = 0
        for task in done:
            error = None if task.cancelled() else task.exception()
            if isinstance(error, GaveUpError):
                self._say(f"{error}\nRun: watchline doctor")
                code = 1
            elif error is not None:
                raise error
        return code


def _last_words(child: Child) -> str:
    words = tail(child.log)
    return f"Last lines of {child.log}:\n{words}" if words else f"Nothing in {child.log}."
