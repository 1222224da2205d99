"""A simulated week of 1,000 feeds on 50 hosts: no request inside a time somebody asked to be left alone."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from connectors.http import Fetched
from connectors.poll import PollRequest, poll

START = datetime(2024, 10, 14, tzinfo=UTC)
WEEK = timedelta(days=7)
FEEDS, HOSTS = 1_000, 50
pytestmark = pytest.mark.xdist_group("week")
SLACK = timedelta(seconds=20)
BODY = b"<rss version='2.0'><channel>%s<item><guid>1</guid><title>News</title></item></channel></rss>"


@dataclass
class Server:
    """A feed that answers, fails and asks to be left alone as its dice say, and minds who does not listen."""

    number: int
    rng: random.Random
    quiet_until: datetime = START
    why: str = "nothing"
    asked: int = 0
    intrusions: list[str] = field(default_factory=list)

    def answer(self, now: datetime, url: str) -> Fetched:
        self.asked += 1
        if now < self.quiet_until:
            self.intrusions.append(f"{url} at {now}, asked for quiet until {self.quiet_until} by {self.why}")
        self.quiet_until = now
        status, headers, head = self._mood(now)
        return Fetched(status, url, headers, BODY % head if status == 200 else b"")

    def _mood(self, now: datetime) -> tuple[int, Mapping[str, str], bytes]:
        wait = timedelta(seconds=self.rng.choice([300, 3_600, 7_200, 39_600, 80_000]))
        seconds = str(int(wait.total_seconds()))
        date = format_datetime(now + wait, usegmt=True)
        match self.rng.randrange(12):
            case 0:
                return 429, self._quiet(now, wait, {"retry-after": seconds}), b""
            case 1:
                return 503, self._quiet(now, wait, {"retry-after": date}), b""
            case 2 | 3:
                return 200, self._quiet(now, wait, {"cache-control": f"max-age={seconds}"}), b""
            case 4:
                return 200, self._quiet(now, wait, {"expires": date}), b""
            case 5:
                return 304, self._quiet(now, wait, {"cache-control": f"private, max-age={seconds}"}), b""
            case 6:
                minutes = int(wait.total_seconds()) // 60
                return 200, self._quiet(now, timedelta(minutes=minutes), {}), b"<ttl>%d</ttl>" % minutes
            case 7:
                return 500, {}, b""
            case 8:
                return 404, {}, b""
            case _:
                return 200, {}, b""

    def _quiet(self, now: datetime, wait: timedelta, headers: dict[str, str]) -> dict[str, str]:
        # Dates in headers know no fractions of a second.
        self.quiet_until = (now + wait).replace(microsecond=0)
        self.why = next(iter(headers), "ttl")
        return headers


class Network:
    """Stands where the HTTP client stands, on a clock that the simulation moves."""

    def __init__(self, servers: Mapping[str, Server]) -> None:
        self.servers = servers
        self.now = START

    async def get(self, url: str, *_: object, **__: object) -> Fetched:
        return self.servers[url].answer(self.now, url)


async def arbiter(body: bytes, content_type: str) -> Any:
    raise AssertionError("every document of this week is simple")


def feeds() -> Iterator[tuple[str, Server, int | None]]:
    rng = random.Random(7)
    for number in range(FEEDS):
        url = f"https://host{number % HOSTS}.example/feed{number}"
        yield url, Server(number, random.Random(number)), rng.choice([None, 7_200, 21_600, 43_200])


async def live_through(network: Network, requests: dict[str, PollRequest]) -> Counter[str]:
    """Poll every feed at its turn, or as early as a cycle may come; what the polls ended with."""
    rng = random.Random(8)
    turns = [(START + timedelta(seconds=rng.randrange(600)), url) for url in requests]
    heapq.heapify(turns)
    ended: Counter[str] = Counter()
    while turns and turns[0][0] < START + WEEK:
        network.now, url = heapq.heappop(turns)
        result = await poll(network, arbiter, requests[url], network.now, slack=SLACK)  # type: ignore[arg-type]
        ended[result.status] += 1
        failed = result.status == "failed"
        requests[url] = replace(
            requests[url],
            errors=requests[url].errors + 1 if failed else 0,
            hints=result.hints or requests[url].hints,
            body_hash=result.body_hash or requests[url].body_hash,
        )
        # A source without errors may be asked a little ahead of its turn.
        early = timedelta(0) if failed else SLACK * rng.random()
        heapq.heappush(turns, (max(result.next_poll_at - early, network.now), url))
    return ended


@pytest.fixture(scope="module")
def week() -> tuple[Network, Counter[str]]:
    found = list(feeds())
    network = Network({url: server for url, server, _ in found})
    requests = {url: PollRequest(url=url, interval=interval, rhythm=14_400) for url, _, interval in found}
    return network, asyncio.run(live_through(network, requests))


def test_nobody_is_asked_inside_a_time_of_quiet(week: tuple[Network, Counter[str]]) -> None:
    network, _ = week

    assert [line for server in network.servers.values() for line in server.intrusions] == []


def test_every_feed_is_asked_all_the_same(week: tuple[Network, Counter[str]]) -> None:
    network, ended = week

    assert min(server.asked for server in network.servers.values()) >= 7
    assert sum(ended.values()) > 20_000
    assert min(ended.values()) > 1_000
