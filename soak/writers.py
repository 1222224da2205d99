"""Four processes write to one database and two read it: no update is lost, nobody is turned away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from sqlmodel import select

from soak import Row
from soak._newsroom import databases
from storage.database import Database, DatabaseError, open_database
from storage.migrate import upgrade
from storage.models import Article, Source
from tests.killable import forking

WRITERS = 4
READERS = 2
SEEN = datetime(2024, 10, 19, tzinfo=UTC)
# Both sides are changed in one transaction, so whoever reads sees them equal.
_BOTH = text("SELECT (SELECT errors FROM source), (SELECT count(*) FROM article)")


def run(minutes: float) -> Iterator[Row]:
    """As many transactions as there is time for, on each database for half of it."""
    with TemporaryDirectory(prefix="watchline-soak-") as folder, databases(Path(folder)) as urls:
        for kind, url in urls.items():
            yield contend(kind, url, minutes * 60 / len(urls))


def contend(kind: str, url: str, within_s: float) -> Row:
    """Writers that read a number, add one and write it back, each time with a row of its own; and readers."""
    began, database = time.monotonic(), open_database(url)
    upgrade(database)
    with database.write() as session:
        session.add(Source(name="Example Wire", url="https://wire.example/rss.xml"))
    jobs = [Job(write, (url, within_s, str(n))) for n in range(WRITERS)]
    found = _at_once([*jobs, *[Job(read, (url, within_s))] * READERS])
    wrote, looked = found[:WRITERS], found[WRITERS:]
    with database.read() as session:
        counted, rows = session.connection().execute(_BOTH).one()
    database.close()
    times = sorted(took for one in wrote for took in one[0])
    refused, torn = sum(one[1] for one in found), sum(one[2] for one in looked)
    p99 = times[int(len(times) * 0.99)]
    looks = sum(len(one[0]) for one in looked)
    return Row(
        f"{WRITERS} writers, {READERS} readers, {kind}",
        f"{len(times):,} transactions",
        2 * len(times) - counted - rows,
        0,
        0,
        time.monotonic() - began,
        counted == rows == len(times) > 0 == refused + torn,
        f"{refused} refused, p99 {p99 * 1000:.0f} ms; {looks:,} reads, {torn} of them torn",
    )


Found = tuple[list[float], int, int]


@dataclass(frozen=True, slots=True)
class Job:
    """What a process does; it is given a pipe for its answer as well."""

    work: Callable[..., None]
    given: tuple[object, ...]


def write(url: str, within_s: float, name: str, answer: Connection) -> None:
    """Transactions for so long; answers how long each took, how many were refused, and 0."""
    database, began = open_database(url), time.monotonic()
    took: list[float] = []
    refused = 0
    while (at := time.monotonic()) < began + within_s:
        try:
            _count_up(database, f"{name}-{len(took)}")
        except DatabaseError:
            refused += 1
        else:
            took.append(time.monotonic() - at)
    answer.send((took, refused, 0))


def read(url: str, within_s: float, answer: Connection) -> None:
    """Looks for so long; answers how long each look took, how many were refused, and how many saw halves."""
    database, began = open_database(url), time.monotonic()
    took: list[float] = []
    refused = torn = 0
    while (at := time.monotonic()) < began + within_s:
        try:
            with database.read() as session:
                counted, rows = session.connection().execute(_BOTH).one()
        except DatabaseError:
            refused += 1
        else:
            took.append(time.monotonic() - at)
            torn += counted != rows
    answer.send((took, refused, torn))


def _count_up(database: Database, key: str) -> None:
    with database.write() as session:
        source = session.exec(select(Source).with_for_update()).one()
        source.errors += 1
        assert source.id is not None
        session.add(Article(source=source.id, key=key, content_hash=key, first_seen_at=SEEN))


def _at_once(jobs: Sequence[Job]) -> list[Found]:
    """Runs each in a process; what they answer, in the order of the jobs."""
    context = forking()
    with ExitStack() as stack:
        pipes = [context.Pipe(duplex=False) for _ in jobs]
        children = [
            context.Process(target=job.work, args=(*job.given, theirs))
            for job, (_, theirs) in zip(jobs, pipes, strict=True)
        ]
        for child in children:
            child.start()
            stack.callback(child.join)
        for _, theirs in pipes:
            theirs.close()
        return [ours.recv() for ours, _ in pipes]
