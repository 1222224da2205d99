"""What looking after a large timeline costs: backup, restore, pruning beside a writer, a scrape of /metrics.

    python benchmarks/operations.py [--articles 1000000] [--postgres]

The timeline is generated: articles of one kilobyte with a revision and, for every tenth, an event, an alert
and a message that was sent. Half of it is two years old. CPU and wall clock of this process.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

# The benchmark of the pages would hide the package of that name.
sys.path[0] = str(Path(__file__).parent.parent)

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, insert, literal, select, update
from sqlmodel import col
from starlette.testclient import TestClient

from clock import SimulatedClock
from storage import gauges, heartbeats
from storage.backup import back_up
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import (
    Alert,
    Article,
    ArticleRevision,
    Delivery,
    DeliveryAttempt,
    Event,
    EventChange,
    Source,
)
from storage.restore import restore
from storage.retention import Retention, foresee, prune
from tests.postgres import find_binaries, running_cluster
from web._site import Site
from web.app import create_app

NOW = datetime(2024, 10, 20, 12, tzinfo=UTC)
OLD = NOW - timedelta(days=730)
YEAR = timedelta(days=365)
TEXT = "The ministry said on Friday that talks would go on next week. " * 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database, twin = _databases(stack, folder, options.postgres)
        fill(database, options.articles)
        _report(database, twin, folder, options.articles)


def fill(database: Database, articles: int) -> None:
    """Doubles a few rows until there are enough of them."""
    with database.write() as session:
        session.add(Source(id=1, name="Wire", url="https://wire.example/rss", last_ok_at=NOW))
        session.flush()
        for number in range(1_000):
            at = OLD if number % 2 else NOW
            session.add(
                Article(
                    source=1,
                    key=str(number),
                    content_hash=str(number),
                    text=TEXT,
                    state="extracted",
                    first_seen_at=at,
                )
            )
            if number % 10 == 0:
                session.add(Event(id=f"e{number}", kind="talks", first_seen_at=at, updated_at=at))
        heartbeats.beat(session, heartbeats.CYCLE, NOW, took_s=1.0)
    rounds = max(0, (articles // 1_000 - 1).bit_length())
    for turn in range(rounds):
        with database.write() as session:
            connection = session.connection()
            _double(connection, Article, {"key": f"-{turn}"})
            _double(connection, Event, {"id": f"-{turn}"})
    with database.write() as session:
        _hang_on(session.connection())
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _double(connection: Connection, model: type[Article] | type[Event], apart: dict[str, str]) -> None:
    """Every row once more, its key with a suffix."""
    columns = [column for column in model.__table__.columns if column.name != "id" or "id" in apart]  # type: ignore[union-attr]
    values = [column + apart[column.name] if column.name in apart else column for column in columns]
    connection.execute(insert(model).from_select([column.name for column in columns], select(*values)))


def _hang_on(connection: Connection) -> None:
    """What stands on articles and events: revisions, changes, alerts, messages, attempts."""
    a, e = Article.__table__.c, Event.__table__.c  # type: ignore[attr-defined]
    _from(
        connection,
        ArticleRevision(article=0, revision=1, content_hash="", seen_at=NOW),
        {"article": a.id, "text": a.text, "seen_at": a.first_seen_at},
    )
    _from(
        connection,
        EventChange(event="", change="new", at=NOW, state="matched"),
        {"event": e.id, "at": e.first_seen_at},
    )
    c = EventChange.__table__.c  # type: ignore[attr-defined]
    _from(
        connection,
        Alert(rule="r", rule_hash="h", created_at=NOW),
        {"event": c.event, "change": c.id, "created_at": c.at},
    )
    r = Alert.__table__.c  # type: ignore[attr-defined]
    _from(
        connection,
        Delivery(dedupe_key="", alert=0, channel="desk", state="sent", next_at=NOW, created_at=NOW),
        {"dedupe_key": r.event, "alert": r.id, "created_at": r.created_at},
    )
    d = Delivery.__table__.c  # type: ignore[attr-defined]
    _from(
        connection,
        DeliveryAttempt(delivery=0, n=1, started_at=NOW, outcome="sent"),
        {"delivery": d.id, "started_at": d.created_at},
    )


def _from(connection: Connection, blank: object, given: dict[str, object]) -> None:
    """A row like `blank` for each row that the columns `given` come from."""
    table = type(blank).__table__  # type: ignore[attr-defined]
    columns = [column for column in table.columns if column.name != "id"]
    values = [
        given[column.name] if column.name in given else literal(getattr(blank, column.name), column.type)
        for column in columns
    ]
    connection.execute(insert(table).from_select([column.name for column in columns], select(*values)))


def _report(database: Database, twin: Database, folder: Path, articles: int) -> None:
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    size = sum(gauges.sizes(database).values())
    table = Table(title=f"{articles:,} articles, {size / 1e6:,.0f} MB, {kind}")
    for column in ("work", "CPU s", "wall s", "result"):
        table.add_column(column, justify="left" if column in ("work", "result") else "right")
    client = TestClient(create_app(Site(database, clock=SimulatedClock(NOW))), base_url="http://127.0.0.1")
    client.get("/healthz")

    def measure(work: str, run: Callable[[], str]) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        result = run()
        table.add_row(work, f"{time.process_time() - cpu:.3f}", f"{time.perf_counter() - wall:.3f}", result)

    file = folder / "backup"
    measure("/metrics", lambda: f"{len(client.get('/metrics').content):,} bytes")
    measure("/healthz", lambda: str(client.get("/healthz").status_code))
    measure("db backup", lambda: f"{back_up(database, file, NOW).bytes / 1e6:,.0f} MB, checked")
    measure("db restore", lambda: f"{sum(restore(twin, file)[0].tables.values()):,} rows, compared")
    asked = Retention(texts=YEAR, deliveries=YEAR, alerts=YEAR)
    measure("db prune --dry-run", lambda: f"{_rows(foresee(database, asked, NOW)):,} rows")
    measure("db prune beside a writer", lambda: _prune_beside_a_writer(database, asked))
    measure("db prune once more", lambda: f"{_rows(prune(database, asked, NOW)):,} rows")
    Console(width=110).print(table)


def _rows(found: list) -> int:  # type: ignore[type-arg]
    return sum(sum(one.rows.values()) for one in found)


def _prune_beside_a_writer(database: Database, asked: Retention) -> str:
    stop, waits = threading.Event(), [0.0]

    def write() -> None:
        while not stop.wait(0.2):
            began = time.perf_counter()
            with database.write() as session:
                session.execute(update(Source).where(col(Source.id) == 1).values(last_ok_at=NOW))
            waits.append(time.perf_counter() - began)

    writer = threading.Thread(target=write)
    writer.start()
    began = time.perf_counter()
    try:
        rows = _rows(prune(database, asked, NOW))
    finally:
        stop.set()
        writer.join()
    rate = rows / (time.perf_counter() - began)
    waits.sort()
    return (
        f"{rows:,} rows, {rate:,.0f} a second; {len(waits):,} writes waited {waits[len(waits) // 2]:.3f} s, "
        f"at most {waits[-1]:.2f} s"
    )


def _databases(stack: ExitStack, folder: Path, postgres: bool) -> tuple[Database, Database]:
    if postgres:
        binaries = find_binaries()
        if binaries is None:
            raise SystemExit("PostgreSQL is not installed")
        server = stack.enter_context(running_cluster(binaries))
        database = open_database(f"{server}/postgres")
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("CREATE DATABASE twin")
        twin = open_database(f"{server}/twin")
    else:
        database = open_database(f"sqlite:///{folder / 'watchline.db'}")
        twin = open_database(f"sqlite:///{folder / 'twin' / 'watchline.db'}")
    for opened in (database, twin):
        stack.callback(opened.close)
    upgrade(database)
    return database, twin


if __name__ == "__main__":
    main()
