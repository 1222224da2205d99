"""kill -9 of any process of `watchline run`, at random instants: supervisor, servers, runner, cycle, page.

Where the supervisor itself is killed, it is started again, as a service manager does.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import yaml

from flows import profile
from soak import Row
from soak._newsroom import MOST_STORIES, Newsroom, running_newsroom
from soak.cycles import finish
from tests.flows.processes import CHECKOUT, alive_with, free_port, wait_for

# Between two kills, in seconds.
PAUSE_S = (1.0, 9.0)
START_S = 120
# Parts of a command line that say what a process is; the first that fits.
_ROLES = {
    "flows.server": "server",
    "flows.runner": "runner",
    "flows.watchdog": "watchdog",
    "web": "page",
    "prefect": "cycle",
    "run": "supervisor",
}


@dataclass
class Tree:
    """`watchline run` on a home of its own."""

    home: Path
    environment: dict[str, str]
    ports: tuple[int, int] = field(default_factory=lambda: (free_port(), free_port()))
    process: subprocess.Popen[bytes] | None = None

    def keep_up(self) -> None:
        """Starts it where it does not run, and waits until it is up."""
        if self.process is not None and self.process.poll() is None:
            return
        log = self.home / f"run-{time.monotonic_ns()}.log"
        command = [sys.executable, "-m", "cli.app", "run", "--prefect-port", str(self.ports[0])]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.ports[1])],
                env=self.environment,
                cwd=CHECKOUT,
                stdout=output,
                stderr=output,
            )
        process = self.process
        wait_for(
            lambda: process.poll() is not None or "is running" in log.read_text(),
            START_S,
            "running Watchline",
        )

    def kill_one(self, rng: random.Random) -> str:
        """Kills one of its processes; what it was, "" where there was none."""
        found = alive_with(f"WATCHLINE_HOME={self.home}")
        if not found:
            return ""
        pid, _, command = rng.choice(sorted(found)).partition(": ")
        with suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)
        return next((role for part, role in _ROLES.items() if part in command), "other")

    def stop(self) -> list[str]:
        """Ends it; the processes that it left."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=60)
        return alive_with(f"WATCHLINE_HOME={self.home}")


def run(minutes: float) -> Iterator[Row]:
    """Kills and starts again for as long as there is time, then lets the rest arrive."""
    began, rng, killed = time.monotonic(), random.Random(1), Counter[str]()
    with running_newsroom() as newsroom:
        tree = Tree(newsroom.world.home / "var", _configured(newsroom))
        try:
            while time.monotonic() < began + minutes * 60 and len(newsroom.published) < MOST_STORIES:
                tree.keep_up()
                newsroom.publish(1, datetime.now(UTC))
                time.sleep(rng.uniform(*PAUSE_S))
                killed.update(filter(None, [tree.kill_one(rng)]))
            tree.keep_up()
        finally:
            left = tree.stop()
        url = f"sqlite:///{tree.home}/watchline.db"
        told = newsroom.toll()
        finish(newsroom, newsroom.settings(url), datetime.now(UTC))
        each = ", ".join(f"{count} {role}" for role, count in killed.most_common())
        note = f"{each}; {told.lost} messages still to come then, {len(left)} processes left"
        yield newsroom.account(url, "kill -9 of watchline run", f"{killed.total()} kills", began, note)


def _configured(newsroom: Newsroom) -> dict[str, str]:
    """Writes watchline.yaml; the environment of a process that uses it."""
    settings, home = newsroom.settings(), newsroom.world.home / "var"
    content = {
        "sources": [{"name": one.name, "url": one.url, "every": "1m"} for one in settings.sources],
        "channels": {name: {"url": one.url.get_secret_value()} for name, one in settings.channels.items()},
        "network": {"allow_private": list(settings.network.allow_private)},
    }
    file = newsroom.world.home / "watchline.yaml"
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    home.mkdir()
    kept = {name: value for name, value in profile.inherited(home).items() if name[:9] != "WATCHLINE"}
    return {**kept, "WATCHLINE_CONFIG": str(file), "WATCHLINE_HOME": str(home), "PYTHONPATH": str(CHECKOUT)}
