"""Politeness: few connections, a pace, an honest name, and no source asked by two workers."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta
from itertools import pairwise
from math import inf

from connectors.http import HostGates
from flows.steps.poll import LEASE, sync_configured
from storage import sources
from tests.flows.exam.conftest import MINUTE, Examiner, document
from tests.web_server import Reply, Request

MANY = [f"feed{n}" for n in range(12)]


class SimulatedTime:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now = max(self.now, self.now + seconds)
        await asyncio.sleep(0)


def test_a_host_has_at_most_two_connections(exam: Examiner) -> None:
    inside: list[int] = []
    most: list[int] = []
    lock = threading.Lock()

    def slow(request: Request) -> Reply:
        with lock:
            inside.append(1)
            most.append(len(inside))
        time.sleep(0.03)
        with lock:
            inside.pop()
        return Reply(body=document(1))

    for name in MANY:
        exam.feed(name, slow)
    found = exam.poll(hosts=HostGates(per_second=inf))

    assert {outcome.status for outcome in found.values()} == {"ok"}
    assert max(most) <= 2


def test_a_host_is_asked_at_a_pace(exam: Examiner) -> None:
    """One a second after a burst of three."""
    simulated = SimulatedTime()
    times: list[float] = []

    def answer(request: Request) -> Reply:
        times.append(simulated.now)
        return Reply(body=document(1))

    for name in MANY:
        exam.feed(name, answer)
    exam.poll(hosts=HostGates(1.0, 3, 1, monotonic=simulated.monotonic, sleep=simulated.sleep))

    assert len(times) == len(MANY)
    assert all(later - earlier >= 0.999 for earlier, later in pairwise(times[3:]))


def test_a_slow_host_does_not_hold_up_another(exam: Examiner) -> None:
    release = threading.Event()

    def waits(request: Request) -> Reply:
        release.wait(4)
        return Reply(body=document(1))

    def lets_go(request: Request) -> Reply:
        release.set()
        return Reply(body=document(2))

    for name in MANY:
        exam.feed(name, waits)
    exam.feed("other", lets_go)
    # The same server under a name of its own is another host.
    exam.source("other", exam.web.at("/other").replace("127.0.0.1", "localhost"))
    found = exam.poll(hosts=HostGates(per_second=inf), resolve=lambda *_: ["127.0.0.1"])

    assert {outcome.status for outcome in found.values()} == {"ok"}


def test_a_server_is_told_who_asks_and_whom_to_write_to(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(1)))
    exam.poll(contact="https://desk.example/about")

    agent = exam.asked()[0].headers["user-agent"]
    assert agent.startswith("Watchline/")
    assert "+https://desk.example/about" in agent


def test_two_workers_share_the_sources_and_fetch_none_twice(exam: Examiner) -> None:
    for name in MANY:
        exam.feed(name, Reply(body=document(1)))

    async def both() -> list[str]:
        one, two = await asyncio.gather(exam.poll_step(owner="one"), exam.poll_step(owner="two"))
        return [outcome.status for outcome in (*one.values(), *two.values())]

    assert asyncio.run(both()).count("ok") == len(MANY)
    assert all(len(exam.asked(name)) == 1 for name in MANY)
    assert len(exam.articles()) == len(MANY)


def test_the_sources_of_a_worker_that_died_are_asked_by_another(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(1)))
    sync_configured(exam.database, exam.sources.values(), exam.now)
    with exam.database.write() as session:
        sources.claim_due(session, exam.now, owner="dead", lease=LEASE)

    assert exam.only().status == "not_due"
    assert exam.wait(LEASE + MINUTE).status == "ok"


def test_a_source_is_never_asked_before_its_turn(exam: Examiner) -> None:
    exam.feed("feed", Reply(body=document(1)), every="1h")
    exam.poll()
    for _ in range(59):
        assert exam.wait(MINUTE).status == "not_due"

    assert exam.wait(MINUTE + timedelta(seconds=1)).status == "unchanged"
    assert len(exam.asked()) == 2
