"""PostgreSQL is stopped and started again in the middle of cycles: gently, and as if it had crashed."""

from __future__ import annotations

import random
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg

from clock import SimulatedClock
from soak import Row
from soak._newsroom import BEGAN, MOST_STORIES, Newsroom, new_database, running_newsroom
from soak.cycles import BETWEEN, finish
from storage.database import DatabaseError
from tests.postgres import find_binaries, running_cluster
from tests.world import run_once

# How long the server stays away, and within what time of a cycle's begin it goes, in seconds.
AWAY_S = 0.3
TRIES = 20
WITHIN_S = 1.5
MODES = ("immediate", "fast")


@dataclass(frozen=True, slots=True)
class Server:
    """A running cluster that `pg_ctl` can stop and start."""

    binaries: Path
    url: str
    data: Path

    def control(self, *command: str) -> None:
        """Runs `pg_ctl` as the owner of the cluster, and waits until it is done."""
        subprocess.run(
            [str(self.binaries / "pg_ctl"), "-D", str(self.data), "-w", *command],
            check=True,
            capture_output=True,
            user=self.data.owner(),
            cwd=self.data,
        )

    def bounce(self, after_s: float, mode: str) -> None:
        """Stops it after so long, and starts it again."""
        time.sleep(after_s)
        self.control("-m", mode, "stop")
        time.sleep(AWAY_S)
        for _ in range(TRIES):
            with suppress(subprocess.CalledProcessError):
                return self.start()
            time.sleep(AWAY_S)
        return self.start()

    def start(self) -> None:
        """As tests/postgres.py does. Fails while another program has taken the port meanwhile."""
        port = self.url.rpartition(":")[2]
        options = f"-h 127.0.0.1 -p {port} -k {self.data.parent} -c fsync=off"
        self.control("-o", options, "-l", str(self.data.parent / "restarts.log"), "start")


def run(minutes: float) -> Iterator[Row]:
    """Restarts in cycles for as long as there is time."""
    binaries = find_binaries()
    if binaries is None:
        yield Row("restarts: SKIPPED, PostgreSQL is not installed", "-", 0, 0, 0, 0, good=False)
        return
    with running_cluster(binaries) as url, running_newsroom() as newsroom:
        with psycopg.connect(f"{url}/postgres") as connection:
            (data,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        server = Server(binaries, url, Path(data))
        try:
            yield restart(newsroom, server, minutes * 60)
        finally:
            with suppress(subprocess.CalledProcessError):
                server.control("-m", "fast", "stop")


def restart(newsroom: Newsroom, server: Server, within_s: float, seed: int = 1) -> Row:
    """A cycle, and a restart within it, as often as there is time for; `seed` draws when."""
    began, rng, clock, restarts, refused = time.monotonic(), random.Random(seed), SimulatedClock(BEGAN), 0, 0
    url = new_database(server.url)
    settings = newsroom.settings(url)
    run_once(settings, clock)
    while not restarts or (time.monotonic() < began + within_s and len(newsroom.published) < MOST_STORIES):
        clock.advance(BETWEEN)
        newsroom.publish(1, clock.now())
        when = rng.uniform(0, WITHIN_S), MODES[restarts % len(MODES)]
        bouncing = threading.Thread(target=server.bounce, args=when)
        bouncing.start()
        try:
            run_once(settings, clock)
        except DatabaseError:
            refused += 1
        bouncing.join()
        restarts += 1
    finish(newsroom, settings, clock.now())
    return newsroom.account(
        url, "PostgreSQL restarts", f"{restarts} restarts", began, f"{refused} cycles ended early"
    )
