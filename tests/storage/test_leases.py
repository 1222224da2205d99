"""What a worker that is gone had leased is free at once; what a living one has is not."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import timedelta

from clock import SimulatedClock
from connectors._hosts import reserve
from flows.lock import presence
from storage import hosts, leases, sources
from storage.database import Database
from storage.hosts import Wish
from storage.models import Source


def worker(process: int) -> str:
    return f"{socket.gethostname()}:{process}:abc"


def ended() -> int:
    """The number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def leased_by(database: Database, owner: str, clock: SimulatedClock) -> None:
    now = clock.now()
    with database.write() as session:
        sources.sync_sources(session, [sources.SourceSpec(owner, "https://a.example/feed")], now)
        sources.claim_due(session, now, owner=owner, lease=timedelta(minutes=15))


def lease_of(database: Database, name: str) -> str | None:
    with database.read() as session:
        return next(source.lease for source in sources.all_sources(session) if source.name == name)


def test_what_a_killed_worker_had_is_free_at_once(database: Database, clock: SimulatedClock) -> None:
    gone = worker(ended())
    leased_by(database, gone, clock)

    with database.write() as session:
        assert leases.free_abandoned(session) == 1

    assert lease_of(database, gone) is None


def test_what_a_living_worker_has_stays_its_own(database: Database, clock: SimulatedClock) -> None:
    alive = worker(os.getpid())
    leased_by(database, alive, clock)

    with presence(database, alive), database.write() as session:
        assert leases.free_abandoned(session) == 0

    assert lease_of(database, alive) == alive


def test_a_worker_on_another_machine_is_not_taken_for_dead_on_sqlite(
    sqlite: Database, clock: SimulatedClock
) -> None:
    leased_by(sqlite, f"elsewhere:{ended()}:abc", clock)

    with sqlite.write() as session:
        assert leases.free_abandoned(session) == 0


def test_its_connections_to_hosts_are_free_too(database: Database) -> None:
    wish = Wish("a.example", f"{worker(ended())}/x/0")
    with database.write() as session:
        hosts.enter(session, ["a.example"])
    with database.write() as session:
        hosts.exchange(session, [wish], [], reserve=lambda at, now: reserve(at, now, 0.0, 1), connections=1)

    with database.write() as session:
        assert leases.free_abandoned(session) == 1
        assert hosts.holders(session) == {}


def test_results_of_a_lease_that_was_lost_are_known_as_such(
    database: Database, clock: SimulatedClock
) -> None:
    leased_by(database, "first", clock)
    with database.read() as session:
        (mine,) = [source for source in sources.all_sources(session) if source.lease]
    with database.write() as session:
        assert sources.still_leased(session, [mine]) == {mine.id}

    with database.write() as session:
        session.get_one(Source, mine.id).lease = "second"
    with database.write() as session:
        assert sources.still_leased(session, [mine]) == set()
