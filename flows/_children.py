"""Child processes that leave nothing behind: own process group, own log, ended with their parent."""

from __future__ import annotations

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

Process = asyncio.subprocess.Process
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_MAX_LOG_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Child:
    """A program the supervisor keeps running.

    `answers` is asked with the process id until it says yes, at most `ready_within_s`; `stop_within_s` is
    how long the child may take to end itself; after `gives_up_after` deaths in a row the whole program ends.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    stop_within_s: float
    answers: Callable[[int], bool] | None = None
    ready_within_s: float = 60.0
    gives_up_after: int | None = None


async def start(child: Child) -> Process:
    """Start `child` in a process group of its own, so that a terminal's Ctrl-C does not reach it."""
    child.log.parent.mkdir(parents=True, exist_ok=True)
    _turn_over(child.log)
    with child.log.open("ab") as log:
        return await asyncio.create_subprocess_exec(
            *child.command,
            env=dict(child.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),
        )


async def stop(process: Process, within_s: float) -> None:
    """Ask `process` to end, wait at most `within_s`, then kill it and whatever it started."""
    with suppress(ProcessLookupError):
        process.terminate()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), within_s)
    sweep(process.pid)
    await process.wait()


def sweep(group: int) -> None:
    """Kill what is left of a process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log file, for a message about a child that ended."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 16_000))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])


def _turn_over(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > _MAX_LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))


def _die_with(parent: int) -> Callable[[], None] | None:
    """What a child does between fork and exec so that Linux ends it when its parent is killed."""
    libc = _LIBC
    if libc is None:
        return None

    def prepare() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return prepare
