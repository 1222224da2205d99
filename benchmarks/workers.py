"""1, 2 and 4 workers on one PostgreSQL: how fast the due feeds are read, and whether all see the same.

Every feed answers after 50 ms on loopback, each from an address of its own, as feeds of many hosts do. A
worker is a process that runs a share of the cycle as docker-compose.yml's workers do, without Prefect. All
workers begin at once. Feeds a second are by the wall clock until all are done, CPU is that of all workers;
the servers of the feeds and PostgreSQL are besides. On a machine with fewer cores than workers it is the
waiting that is shared, not the work: look at the CPU a feed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import permutations
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from flows.cycle import open_cycle
from settings import NetworkSettings, Settings, SourceSettings
from tests.postgres import find_binaries, running_cluster
from tests.world import RULE

COUNTRIES = ("France", "Poland", "Japan", "Kenya", "Brazil", "Turkey", "Egypt", "India", "Canada", "Spain")
PAIRS = tuple(permutations(COUNTRIES, 2))
# One feed in so many tells of a happening; every happening is told by one feed.
NEWS_EVERY = 50
_processes = get_context("spawn")


@dataclass(frozen=True)
class Round:
    """What one number of workers did; `read` and `cpu_s` are those of each worker."""

    wall_s: float
    poll_s: float
    cpu_s: list[float]
    read: list[int]
    events: set[tuple[str, str]]
    told: set[tuple[str, str]]
    articles: int
    at_once: int

    @property
    def same(self) -> tuple[Any, ...]:
        return self.articles, self.events, self.told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--feeds", type=int, default=5_000)
    parser.add_argument("--latency", type=float, default=0.05, help="seconds until a feed answers")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--poll-only", action="store_true", help="do not read what was polled")
    options = parser.parse_args()
    binaries = find_binaries()
    if binaries is None:
        raise SystemExit("needs PostgreSQL (Debian: apt-get install postgresql)")
    feeds = _Feeds(options.feeds, options.latency)
    try:
        with running_cluster(binaries) as server, tempfile.TemporaryDirectory() as home:
            rounds = {n: _round(server, feeds, options, n, Path(home)) for n in options.workers}
    finally:
        feeds.stop()
    _print(rounds, options)


def _round(server: str, feeds: _Feeds, options: argparse.Namespace, workers: int, home: Path) -> Round:
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE workers_{workers}".encode())
    url = f"{server}/workers_{workers}"
    settings = _settings(feeds.port, options.feeds, url, home)
    with open_cycle(settings) as cycle:
        cycle.prepare()
    feeds.forget()
    queue: Queue[tuple[float, float, int]] = _processes.Queue()
    begin = _processes.Barrier(workers + 1)
    started = [
        _processes.Process(target=_work, args=(settings, begin, queue, options.poll_only))
        for _ in range(workers)
    ]
    for process in started:
        process.start()
    begin.wait(300)
    began = time.monotonic()
    done = [queue.get(timeout=900) for _ in started]
    wall = time.monotonic() - began
    for process in started:
        process.join()
    return Round(
        wall,
        max(one[0] for one in done),
        [one[1] for one in done],
        [one[2] for one in done],
        *_found(url),
        feeds.at_once(),
    )


def _work(
    settings: Settings, begin: Barrier, queue: Queue[tuple[float, float, int]], poll_only: bool
) -> None:
    with open_cycle(settings) as cycle:
        begin.wait(300)
        before, began = _cpu(), time.monotonic()
        polled = asyncio.run(cycle.poll())
        poll_s = time.monotonic() - began
        if not poll_only:
            cycle.extract()
            cycle.match()
        queue.put((poll_s, _cpu() - before, sum(one.status == "ok" for one in polled)))


def _cpu() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _found(url: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]], int]:
    pair = "e.actor, e.recipient"
    told = (
        "alert a, jsonb_array_elements_text(a.changes) n "
        "JOIN event_change c ON c.id = n::int JOIN event e ON e.id = c.event"
    )
    with psycopg.connect(url) as connection:
        events = connection.execute(f"SELECT {pair} FROM event e".encode()).fetchall()
        alerts = connection.execute(f"SELECT {pair} FROM {told}".encode()).fetchall()
        articles = connection.execute(b"SELECT count(*) FROM article WHERE state = 'extracted'").fetchone()
    assert articles
    assert len(events) == len(set(events)), "an event stands twice"
    assert len(alerts) == len(set(alerts)), "an event was told twice"
    return set(events), set(alerts), int(articles[0])


def _settings(port: int, count: int, url: str, home: Path) -> Settings:
    rules = home / "rules"
    rules.mkdir(exist_ok=True)
    (rules / "rule.yaml").write_text(RULE.replace("notify: {to: [hook, mail]}", "notify: {to: []}"))
    addresses = [
        f"http://127.{1 + n // 60_000}.{n % 60_000 // 250}.{1 + n % 250}:{port}/{n}" for n in range(count)
    ]
    return Settings(
        file=home / "watchline.yaml",
        sources=tuple(SourceSettings(name=f"wire {n}", url=at, every="5m") for n, at in enumerate(addresses)),
        channels={},
        rules=rules,
        network=NetworkSettings(allow_private=("127.0.0.0/8",)),
        home=home,
        database_url=url,
    )


class _Feeds:
    """The feeds, in a process of their own."""

    def __init__(self, count: int, latency_s: float) -> None:
        self._asked, theirs = _processes.Pipe()
        self._process = _processes.Process(target=_serve, args=(count, latency_s, theirs), daemon=True)
        self._process.start()
        self.port = int(self._asked.recv())

    def forget(self) -> None:
        self._asked.send("forget")

    def at_once(self) -> int:
        """The most requests one address had at a time since `forget`."""
        self._asked.send("at_once")
        return int(self._asked.recv())

    def stop(self) -> None:
        self._process.terminate()
        self._process.join()


def _serve(count: int, latency_s: float, pipe: Any) -> None:
    bodies = [_document(number) for number in range(count)]
    under_way: dict[int, int] = {}
    most = [0]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                number = int(line.split()[1][1:])
                while (await reader.readline()).strip():
                    pass
                under_way[number] = under_way.get(number, 0) + 1
                most[0] = max(most[0], under_way[number])
                await asyncio.sleep(latency_s)
                under_way[number] -= 1
                writer.write(bodies[number])
                await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()

    def told() -> None:
        if pipe.recv() == "forget":
            most[0] = 0
        else:
            pipe.send(most[0])

    async def serve() -> None:
        server = await asyncio.start_server(answer, "0.0.0.0", 0, backlog=1_000)
        asyncio.get_running_loop().add_reader(pipe.fileno(), told)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


def _document(number: int) -> bytes:
    now = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    news, place = divmod(number, NEWS_EVERY)
    if place == 0 and news < len(PAIRS):
        sender, receiver = PAIRS[news]
        title = f"{sender} sends troops to {receiver}"
        text = f"{sender} has sent {1_000 + 10 * news:,} troops to {receiver}, its defence ministry said."
    else:
        title, text = (
            f"Choir festival {number} draws a crowd",
            f"Concert {number} closed the festival in the park.",
        )
    body = (
        f'<rss version="2.0"><channel><title>Wire {number}</title>'
        f"<item><guid>g{number}</guid><title>{title}</title>"
        f"<link>/{number}</link><description>{text}</description><pubDate>{now}</pubDate></item></channel></rss>"
    ).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def _print(rounds: dict[int, Round], options: argparse.Namespace) -> None:
    first = next(iter(rounds.values()))
    table = Table(
        title=f"{options.feeds:,} feeds of {options.latency * 1000:.0f} ms, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    columns = (
        "workers",
        "poll s",
        "feeds/s",
        "ratio",
        "CPU s",
        "ms CPU a feed",
        "feeds of each",
        "all s",
        "events",
        "told",
        "same",
        "at once",
    )
    for column in columns:
        table.add_column(column, justify="right")
    for workers, done in rounds.items():
        rate, cpu = options.feeds / done.poll_s, sum(done.cpu_s)
        table.add_row(
            str(workers),
            f"{done.poll_s:.1f}",
            f"{rate:.0f}",
            f"{first.poll_s / done.poll_s:.2f}",
            f"{cpu:.1f}",
            f"{1000 * cpu / options.feeds:.1f}",
            ", ".join(map(str, sorted(done.read))),
            f"{done.wall_s:.1f}",
            str(len(done.events)),
            str(len(done.told)),
            "yes" if done.same == first.same else "NO",
            str(done.at_once),
        )
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
