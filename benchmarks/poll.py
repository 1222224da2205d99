"""Polling 500 feeds of 30 entries on loopback: CPU seconds against the library `reader`, in the same run.

    python benchmarks/poll.py [--feeds 500] [--entries 30] [--rounds 3]

Three passes over the same feeds: the first poll (everything is stored), a poll that is answered 304, and a
poll of servers without validators that send the same document again. `reader` is installed from the package
index into a folder of its own under var/. CPU is user and system time of the polling process and its
children; the server is another process and is not counted. Medians of the rounds are printed.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
PEER = ROOT / "var" / "benchmarks" / "reader"
# reader 3.26 imports sgmllib through its own copy of feedparser and does not name what brings it.
PEER_PACKAGES = ("reader==3.26", "sgmllib3k")
GOALS = {"first poll, stored": 1 / 5, "unchanged, 304": 1 / 2, "unchanged, no validators": 1 / 25}
TOPICS = """ministry border convoy harbour council treaty envoy summit bridge railway storm market festival
museum court budget reactor satellite vaccine harvest river airport strike union election parliament island"""
WORDS = TOPICS.split()

PEER_SCRIPT = """
import json, resource, sys
from reader import make_reader
database, urls = sys.argv[1], json.load(sys.stdin)
reader = make_reader(database)
for url in urls:
    reader.add_feed(url, exist_ok=True)
before = resource.getrusage(resource.RUSAGE_SELF)
reader.update_feeds(workers=10, scheduled=False)
after = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "cpu": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    "entries": reader.get_entry_counts().total,
    "peak_mb": after.ru_maxrss / 1024,
}))
"""


@dataclass(frozen=True)
class Cost:
    """CPU seconds, entries stored in all, and peak memory in MB."""

    cpu: float
    entries: int
    peak_mb: float


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        server, base = _serve(options.feeds, options.entries)
        try:
            ours = [_round_ours(base, options, Path(folder) / f"ours-{n}") for n in range(options.rounds)]
            peer_python = _install_peer()
            peers = [
                _round_peer(peer_python, base, options, Path(folder) / f"peer-{n}")
                for n in range(options.rounds)
            ]
        finally:
            server.terminate()
            server.join()
    _print(options, ours, peers)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--feeds", type=int, default=500)
    parser.add_argument("--entries", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def _round_ours(base: str, options: argparse.Namespace, home: Path) -> dict[str, Cost]:
    """The three passes; each in a process of its own, on one database where the pass is a second poll."""
    validated = [f"{base}/etag/{n}" for n in range(options.feeds)]
    plain = [f"{base}/plain/{n}" for n in range(options.feeds)]
    first = _in_process(validated, home / "etag", 0)
    unchanged = _in_process(validated, home / "etag", 1)
    _in_process(plain, home / "plain", 0)
    same = _in_process(plain, home / "plain", 1)
    return dict(zip(GOALS, (first, unchanged, same), strict=True))


def _in_process(urls: list[str], home: Path, turn: int) -> Cost:
    queue: Queue[Any] = Queue()
    process = Process(target=_poll_ours, args=(urls, home, turn, queue))
    process.start()
    cost = queue.get(timeout=600)
    process.join()
    return cost


def _poll_ours(urls: list[str], home: Path, turn: int, queue: Queue[Any]) -> None:
    from datetime import UTC, datetime, timedelta

    from clock import SimulatedClock
    from flows.cycle import open_cycle
    from settings import NetworkSettings, Settings, SourceSettings
    from storage.timeline import count_rows

    settings = Settings(
        file=home / "watchline.yaml",
        sources=tuple(SourceSettings(name=url, url=url, every="5m") for url in urls),
        channels={},
        rules=ROOT / "config" / "rules",
        network=NetworkSettings(allow_private=("127.0.0.1/32",), requests_per_second=100_000),
        home=home,
        database_url=f"sqlite:///{home / 'watchline.db'}",
    )
    clock = SimulatedClock(datetime(2024, 10, 19, tzinfo=UTC) + timedelta(hours=turn))
    with open_cycle(settings, clock) as cycle:
        before = _cpu()
        asyncio.run(cycle.poll())
        spent = _cpu() - before
        with cycle.database.read() as session:
            entries = count_rows(session)["articles"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    queue.put(Cost(spent, entries, peak))


def _cpu() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def _install_peer() -> Path:
    python = PEER / "bin" / "python"
    if not python.exists():
        PEER.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "venv", PEER], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEER_PACKAGES], check=True)
    return python


def _round_peer(python: Path, base: str, options: argparse.Namespace, home: Path) -> dict[str, Cost]:
    home.mkdir(parents=True)
    validated = [f"{base}/etag/{n}" for n in range(options.feeds)]
    plain = [f"{base}/plain/{n}" for n in range(options.feeds)]
    first = _run_peer(python, home / "etag.db", validated)
    unchanged = _run_peer(python, home / "etag.db", validated)
    _run_peer(python, home / "plain.db", plain)
    same = _run_peer(python, home / "plain.db", plain)
    return dict(zip(GOALS, (first, unchanged, same), strict=True))


def _run_peer(python: Path, database: Path, urls: list[str]) -> Cost:
    done = subprocess.run(
        [python, "-c", PEER_SCRIPT, str(database)],
        input=json.dumps(urls),
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": ""},
    )
    return Cost(**json.loads(done.stdout))


def _serve(feeds: int, entries: int) -> tuple[Process, str]:
    queue: Queue[int] = Queue()
    process = Process(target=_server, args=(feeds, entries, queue), daemon=True)
    process.start()
    return process, f"http://127.0.0.1:{queue.get(timeout=60)}"


def _server(feeds: int, entries: int, queue: Queue[int]) -> None:
    documents = [_document(number, entries) for number in range(feeds)]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            _, kind, number = self.path.split("/")
            tag = f'"v{number}"'
            if kind == "etag" and self.headers.get("If-None-Match") == tag:
                self.send_response(304)
                self.send_header("ETag", tag)
                self.end_headers()
                return
            body = documents[int(number)]
            self.send_response(200)
            if kind == "etag":
                self.send_header("ETag", tag)
                self.send_header("Last-Modified", "Fri, 18 Oct 2024 12:00:00 GMT")
            self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    queue.put(server.server_address[1])
    threading.Event().wait()


def _document(feed: int, entries: int) -> bytes:
    """A news feed of about 1.1 kB an entry, the same at every call."""
    items = "".join(_item(feed, number) for number in range(entries))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">'
        f"<channel><title>Feed {feed}</title><link>https://feed{feed}.example/</link>"
        f"<description>News</description>{items}</channel></rss>"
    ).encode()


def _item(feed: int, number: int) -> str:
    words = [WORDS[(feed * 7 + number * 13 + n * n) % len(WORDS)] for n in range(110)]
    text = " ".join(words)
    return (
        f"<item><title>{text[:70]} {feed}-{number}</title><link>https://feed{feed}.example/{number}?utm_source=rss</link>"
        f'<guid isPermaLink="false">f{feed}-{number}</guid><dc:creator>Desk</dc:creator>'
        f"<pubDate>Fri, 18 Oct 2024 {number % 24:02d}:{feed % 60:02d}:00 +0000</pubDate>"
        f"<description>&lt;p&gt;{text[:240]}&lt;/p&gt;</description>"
        f"<content:encoded><![CDATA[<p>{text}</p><p><a href='https://feed{feed}.example/'>More</a></p>]]></content:encoded>"
        f'<media:thumbnail url="https://feed{feed}.example/{number}.jpg" width="240" height="135"/></item>'
    )


def _print(options: argparse.Namespace, ours: list[dict[str, Cost]], peers: list[dict[str, Cost]]) -> None:
    table = Table(title=f"{options.feeds} feeds x {options.entries} entries, median of {options.rounds}")
    for column in ("pass", "watchline CPU s", "reader CPU s", "ratio", "goal", "stored", "peak MB"):
        table.add_column(column, justify="left" if column == "pass" else "right")
    for name, goal in GOALS.items():
        mine = statistics.median(turn[name].cpu for turn in ours)
        theirs = statistics.median(turn[name].cpu for turn in peers)
        last, other = ours[-1][name], peers[-1][name]
        table.add_row(
            name,
            f"{mine:.2f}",
            f"{theirs:.2f}",
            f"1/{theirs / mine:.1f}",
            f"<= 1/{1 / goal:.0f}",
            f"{last.entries:,} / {other.entries:,}",
            f"{last.peak_mb:.0f} / {other.peak_mb:.0f}",
        )
    Console(width=max(100, shutil.get_terminal_size().columns)).print(table)


if __name__ == "__main__":
    main()
