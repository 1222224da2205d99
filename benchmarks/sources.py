"""What many and hostile sources cost: memory at 500 and 5,000 sources, an idle cycle, sixty hostile feeds.

    python benchmarks/sources.py

Everything runs on loopback. Memory is the peak of the polling process and its workers together, read from
/proc every 50 ms; times are wall times of one cycle's poll.
"""

from __future__ import annotations

import asyncio
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import Process, Queue
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.hostile_feeds import hostile_replies
from tests.web_server import Reply, running_web_server

NOW = datetime(2024, 10, 19, tzinfo=UTC)


@dataclass(frozen=True)
class Run:
    """One cycle's poll: wall seconds, peak memory in MB over all processes, outcomes by status."""

    wall_s: float
    peak_mb: float
    statuses: dict[str, int]
    unexplained: int


def main() -> None:
    table = Table(title="Many and hostile sources")
    for column in ("what", "measured", "goal"):
        table.add_column(column)
    with running_web_server() as web:
        web.pages = {f"/s{n}": _feed(n) for n in range(5_000)}  # type: ignore[assignment]
        small, _ = _polls(web.url, 500)
        large, idle = _polls(web.url, 5_000)
    table.add_row("peak memory, 500 sources", f"{small.peak_mb:.0f} MB", "")
    table.add_row(
        "peak memory, 5,000 sources",
        f"{large.peak_mb:.0f} MB, {large.peak_mb / small.peak_mb:.2f} x",
        "<= 1.2 x of 500",
    )
    table.add_row("poll of 5,000 with nothing due", f"{idle.wall_s:.2f} s", "< 0.2 s")
    _add_hostile(table)
    Console(width=100).print(table)


def _add_hostile(table: Table) -> None:
    replies = hostile_replies()
    with running_web_server() as web:
        web.pages |= {f"/good{n}": _feed(n) for n in range(20)}
        web.pages |= {f"/h{n}": reply for n, reply in enumerate(replies.values())}
        urls = [f"{web.url}/good{n}" for n in range(20)] + [f"{web.url}/h{n}" for n in range(len(replies))]
        run = _in_process(urls, [0])[0]
    counts = ", ".join(f"{count} {status}" for status, count in sorted(run.statuses.items()))
    table.add_row(f"20 good and {len(replies)} hostile feeds", counts, "no exception")
    table.add_row("... failed without a reason", str(run.unexplained), "0")
    table.add_row("... wall time", f"{run.wall_s:.0f} s", "<= 120 s")
    table.add_row("... peak memory, all processes", f"{run.peak_mb:.0f} MB", "<= 600 MB")


def _polls(base: str, count: int) -> tuple[Run, Run]:
    """The first poll of `count` sources, and a poll a second later when none is due."""
    first, idle = _in_process([f"{base}/s{n}" for n in range(count)], [0, 1])
    return first, idle


def _in_process(urls: list[str], seconds: list[int]) -> list[Run]:
    queue: Queue[Any] = Queue()
    with tempfile.TemporaryDirectory() as home:
        process = Process(target=_work, args=(urls, Path(home), seconds, queue))
        process.start()
        runs = queue.get(timeout=900)
        process.join()
    return list(runs)


def _work(urls: list[str], home: Path, seconds: list[int], queue: Queue[Any]) -> None:
    from clock import SimulatedClock
    from flows.cycle import open_cycle
    from settings import NetworkSettings, Settings, SourceSettings

    settings = Settings(
        file=home / "watchline.yaml",
        sources=tuple(SourceSettings(name=url, url=url, every="1h") for url in urls),
        channels={},
        rules=Path(__file__).parent.parent / "config" / "rules",
        network=NetworkSettings(allow_private=("127.0.0.1/32",), requests_per_second=100_000),
        home=home,
        database_url=f"sqlite:///{home / 'watchline.db'}",
    )
    runs = []
    for second in seconds:
        clock = SimulatedClock(NOW + timedelta(seconds=second))
        with open_cycle(settings, clock) as cycle, _watched_memory() as peak:
            started = time.monotonic()
            outcomes = asyncio.run(cycle.poll())
            wall = time.monotonic() - started
        statuses: dict[str, int] = {}
        for outcome in outcomes:
            statuses[outcome.status] = statuses.get(outcome.status, 0) + 1
        unexplained = sum(outcome.status != "ok" and not outcome.reason for outcome in outcomes)
        runs.append(Run(wall, peak[0], statuses, unexplained))
    queue.put(runs)


@contextmanager
def _watched_memory() -> Iterator[list[float]]:
    """The highest sum of resident memory of this process and its descendants, in MB."""
    peak, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], _resident_mb())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        done.set()
        thread.join()


def _resident_mb() -> float:
    """Proportional set size counts shared pages once."""
    total = 0
    for status in Path("/proc/self/task").glob("*/children"):
        for child in status.read_text().split():
            total += _pss_kb(child)
    return (total + _pss_kb("self")) / 1024


def _pss_kb(process: str) -> int:
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def _feed(number: int) -> Reply:
    items = "".join(
        f"<item><guid>{number}-{n}</guid><title>Item {n} of {number}</title>"
        f"<description>{'Words of a short report. ' * 8}</description>"
        f"<pubDate>Fri, 18 Oct 2024 {n:02d}:00:00 GMT</pubDate></item>"
        for n in range(10)
    )
    document = f'<rss version="2.0"><channel><title>{number}</title>{items}</channel></rss>'
    return Reply(body=document.encode(), headers={"Content-Type": "application/rss+xml; charset=utf-8"})


if __name__ == "__main__":
    main()
