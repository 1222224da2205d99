"""What pages and exports cost over a large timeline: CPU of one request, sizes, memory of an export.

    python benchmarks/web.py [--events 100000] [--postgres]

The timeline is generated: a year of events, 40 kinds, 120 countries, 30 sources. A figure is the median of
five requests in this process, of one for an export; CPU is user and system time. The first request counts
the days that later ones find counted (web/_tallies.py); `watchline web` counts them before anybody asks.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

# This file's own name would hide the package it measures.
sys.path[0] = str(Path(__file__).parent.parent)

from rich.console import Console
from rich.table import Table
from sqlmodel import Session
from starlette.testclient import TestClient

from clock import SimulatedClock
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Article, Event, Mention, Source
from tests.postgres import find_binaries, running_cluster
from web._site import Site
from web._view import HERE
from web.app import create_app

NOW = datetime(2024, 10, 20, 12, tzinfo=UTC)
TOGETHER = 5_000
TOWNS = 2_000
# Rows with every default; making 300,000 objects would take longer than the measurement.
BLANK: dict[str, dict[str, Any]] = {
    "event": Event(id="", kind="", first_seen_at=NOW, updated_at=NOW).model_dump(),
    "article": Article(source=1, key="", content_hash="", first_seen_at=NOW).model_dump(),
    "mention": Mention(
        article=1, revision=1, ordinal=0, kind="", status="", assertion="", extractor="", seen_at=NOW
    ).model_dump(),
}
GOALS = {
    "/": "<= 60 ms at 100,000, <= 300 ms at 1,000,000",
    "/timeline.csv?last=all": "<= 3 s for 100,000",
    "/timeline.jsonl?last=all": "<= 2 s for 100,000",
}
REQUESTS = (
    "/",
    "/?kind=air_strike",
    "/?clock=occurred",
    "/?q=ministry",
    "/events/e10",
    "/sources",
    "/api/v1/events",
    *list(GOALS)[1:],
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        database = open_database(_url(stack, options.postgres))
        upgrade(database)
        fill(database, options.events)
        analyze(database)
        _report(database, options.events)


def analyze(database: Database) -> None:
    """Statistics for the planner, which the daily upkeep keeps."""
    with database.write() as session:
        session.connection().exec_driver_sql("ANALYZE")


def _url(stack: ExitStack, postgres: bool) -> str:
    if postgres:
        binaries = find_binaries()
        if binaries is None:
            raise SystemExit("PostgreSQL is not installed")
        return f"{stack.enter_context(running_cluster(binaries))}/postgres"
    folder = stack.enter_context(tempfile.TemporaryDirectory())
    return f"sqlite:///{Path(folder) / 'watchline.db'}"


def _report(database: Database, events: int) -> None:
    client = TestClient(create_app(Site(database, clock=SimulatedClock(NOW))), base_url="http://127.0.0.1")
    table = Table(title=f"{events:,} events, {'SQLite' if database.is_sqlite else 'PostgreSQL'}")
    for column in ("request", "CPU ms", "wall ms", "kB", "goal"):
        table.add_column(column, justify="left" if column in ("request", "goal") else "right")
    cpu, wall, size = _timed(lambda: _read(client, "/"))
    table.add_row("/, the first request", f"{cpu:,.0f}", f"{wall:,.0f}", f"{size / 1000:,.0f}", "")
    for path in REQUESTS:
        runs = [_timed(lambda path=path: _read(client, path)) for _ in range(_runs(path))]  # type: ignore[misc]
        cpu, wall, size = _median(runs)
        table.add_row(path, f"{cpu:,.0f}", f"{wall:,.0f}", f"{size / 1000:,.0f}", GOALS.get(path, ""))
    script = len((HERE / "static" / "keys.js").read_bytes()) / 1000
    table.add_row("own script", "", "", f"{script:.1f}", "<= 8 kB")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.add_row("peak memory of this process, MB", "", "", f"{peak:,.0f}", "")
    Console(width=110).print(table)


def _runs(path: str) -> int:
    """An export takes long enough to be timed once."""
    return 1 if path.startswith("/timeline.") else 5


def _read(client: TestClient, path: str) -> int:
    """The size of an answer, read and let go piece by piece."""
    with client.stream("GET", path) as answer:
        return sum(len(piece) for piece in answer.iter_bytes())


def _median(runs: list[tuple[float, float, int]]) -> tuple[float, float, int]:
    return (
        statistics.median(run[0] for run in runs),
        statistics.median(run[1] for run in runs),
        runs[0][2],
    )


def _timed(work: Callable[[], int]) -> tuple[float, float, int]:
    """CPU and wall time in milliseconds, and what `work` gives."""
    cpu, wall = time.process_time(), time.perf_counter()
    size = work()
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall), size


def fill(database: Database, events: int) -> None:
    """A year of generated events, each told by one article."""
    dice = random.Random(7)
    with database.write() as session:
        session.add_all([Source(name=f"Source {n}", url=f"https://s{n}.example/") for n in range(30)])
    for start in range(0, events, TOGETHER):
        with database.write() as session:
            _fill_part(session, range(start, min(start + TOGETHER, events)), events, dice)


def _fill_part(session: Session, numbers: range, events: int, dice: random.Random) -> None:
    rows = [_event(number, events, dice) for number in numbers]
    connection = session.connection()
    connection.execute(Event.__table__.insert(), rows)  # type: ignore[attr-defined]
    articles = [_article(number, row) for number, row in zip(numbers, rows, strict=True)]
    connection.execute(Article.__table__.insert(), articles)  # type: ignore[attr-defined]
    mentions = [_mention(number, row) for number, row in zip(numbers, rows, strict=True)]
    connection.execute(Mention.__table__.insert(), mentions)  # type: ignore[attr-defined]


def _event(number: int, events: int, dice: random.Random) -> dict[str, Any]:
    at = NOW - timedelta(seconds=365 * 86_400 * (1 - number / events))
    kind = f"kind_{int(dice.random() ** 2 * 40)}" if number % 10 else "air_strike"
    code = f"{chr(65 + int(dice.random() ** 2 * 12))}{chr(65 + dice.randrange(10))}"
    figure = {"best": 10, "low": 10, "high": 10, "unit": "people", "qualifier": "exact", "text": "10"}
    party = {"name": f"Actor {code}", "country": code, "sector": "government"}
    town = dice.randrange(TOWNS)
    return BLANK["event"] | {
        "id": f"e{number}",
        "kind": kind,
        "title": f"Event number {number} of the {'ministry' if number % 100 == 0 else 'army'} in {code}",
        "actor": f"Actor {code}",
        "actors": [party],
        "place": f"Town {town}",
        "country": code,
        "lat": round(65 - town * 115 / TOWNS, 2),
        "lon": round(town * 7919 % 340 - 170.0, 2),
        "start": at.date().isoformat(),
        "end": (at.date() + timedelta(days=1)).isoformat(),
        "edtf": at.date().isoformat(),
        "status": dice.choice(["completed", "planned", "denied", "under_way"]),
        "assertion": "claimed",
        "quantities": {"killed": figure},
        "story": f"s{number // 50}",
        "first_reported_at": at,
        "first_seen_at": at,
        "updated_at": at,
    }


def _article(number: int, row: dict[str, Any]) -> dict[str, Any]:
    return BLANK["article"] | {
        "id": number + 1,
        "source": number % 30 + 1,
        "key": str(number),
        "url": f"https://s.example/{number}",
        "title": row["title"],
        "content_hash": str(number),
        "first_seen_at": row["first_seen_at"],
        "state": "extracted",
    }


def _mention(number: int, row: dict[str, Any]) -> dict[str, Any]:
    return BLANK["mention"] | {
        "id": number + 1,
        "article": number + 1,
        "revision": 1,
        "ordinal": 0,
        "event": row["id"],
        "kind": row["kind"],
        "status": row["status"],
        "assertion": "claimed",
        "extractor": "rules 1",
        "seen_at": row["first_seen_at"],
    }


if __name__ == "__main__":
    main()
