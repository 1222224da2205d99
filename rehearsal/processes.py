"""Processes of the rehearsal: started by their command, ended by their number, with all they started."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")
STOP_S = 30.0


class FailedError(Exception):
    """What did not happen in time."""


def wait_for(look: Callable[[], Found | None], within_s: float, what: str) -> Found:
    """The first truthy answer of `look`; raises FailedError naming `what` where there is none in time."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.25)
    raise FailedError(f"no {what} within {within_s:.0f} s")


@dataclass
class Processes:
    """What was started, in its order; `folder` takes their logs."""

    folder: Path
    user: str | None = None
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str], at: Path) -> None:
        """Start `command` under `name`, in a session of its own."""
        with self.log(name).open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, env=dict(environment), cwd=at, stdout=log, stderr=log, start_new_session=True
            )

    def log(self, name: str) -> Path:
        """Where a process writes to."""
        return self.folder / f"{name}.log"

    def last_words(self, name: str) -> str:
        """The end of a log, for a message."""
        return self.log(name).read_text(errors="replace")[-3_000:]

    def kill_tree(self, name: str) -> int:
        """kill -9 of a process and of everything below it, as when its container dies; how many."""
        process = self.running.pop(name)
        family = [process.pid, *below(process.pid)]
        for pid in family:
            os.kill(pid, signal.SIGSTOP)
        for pid in family:
            os.kill(pid, signal.SIGKILL)
        process.wait()
        return len(family)

    def stop_all(self) -> dict[str, str]:
        """End all, the last first: how each ended."""
        ends = {}
        for name, process in reversed(self.running.items()):
            family = below(process.pid)
            process.terminate()
            try:
                ends[name] = f"ended, code {process.wait(STOP_S)}"
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                ends[name] = f"killed after {STOP_S:.0f} s"
            for pid in family:
                _kill_if_there(pid)
        self.running.clear()
        return ends


def below(pid: int) -> list[int]:
    """The processes that `pid` started, and those that these started."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(folder.name))
    found, look = [], [pid]
    while look:
        children = parents.get(look.pop(), [])
        found += children
        look += children
    return found


def _kill_if_there(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
