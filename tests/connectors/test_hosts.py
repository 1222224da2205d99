"""Politeness to one host, on a clock that the test moves."""

from __future__ import annotations

import asyncio
from math import inf

import pytest

from connectors._hosts import HostGates, host_key
from connectors.http import HttpClient
from tests.connectors.conftest import LOOPBACK
from tests.web_server import Reply, WebServer


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def visits(gates: HostGates, time: Time, urls: list[str]) -> list[float]:
    """When each of `urls` had its turn, in seconds from the start."""
    start = time.now

    async def go() -> list[float]:
        turns = []
        for url in urls:
            async with gates.slot(url):
                turns.append(time.now - start)
        return turns

    return asyncio.run(go())


def test_after_a_burst_a_host_is_asked_once_a_second() -> None:
    time = Time()
    gates = HostGates(1.0, burst=3, monotonic=time.monotonic, sleep=time.sleep)

    assert visits(gates, time, ["http://a.example/feed"] * 6) == [0, 0, 0, 1, 2, 3]


def test_the_burst_comes_back_with_time_and_no_further() -> None:
    time = Time()
    gates = HostGates(1.0, burst=2, monotonic=time.monotonic, sleep=time.sleep)

    assert visits(gates, time, ["http://a.example/"] * 3) == [0, 0, 1]
    time.now += 3_600
    assert visits(gates, time, ["http://a.example/"] * 4) == [0, 0, 1, 2]


def test_hosts_do_not_wait_for_each_other() -> None:
    time = Time()
    gates = HostGates(1.0, burst=1, monotonic=time.monotonic, sleep=time.sleep)

    assert visits(gates, time, ["http://a.example/", "http://b.example/", "http://c.example/"]) == [0, 0, 0]


def test_two_requests_at_once_is_the_most_for_a_host() -> None:
    gates = HostGates(per_second=inf)
    inside: list[int] = []
    most: list[int] = []

    async def visit() -> None:
        async with gates.slot("http://a.example/"):
            inside.append(1)
            most.append(len(inside))
            await asyncio.sleep(0)
            inside.pop()

    async def go() -> None:
        await asyncio.gather(*[visit() for _ in range(20)])

    asyncio.run(go())
    assert (max(most), len(most)) == (2, 20)


def test_a_visit_that_fails_gives_its_place_back() -> None:
    gates = HostGates(per_second=inf, connections=1)

    async def go() -> str:
        for _ in range(3):
            with pytest.raises(RuntimeError):
                async with gates.slot("http://a.example/"):
                    raise RuntimeError
        async with gates.slot("http://a.example/"):
            return "in"

    assert asyncio.run(go()) == "in"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.News.Example/feed", "news.example"),
        ("http://news.example:8080/other", "news.example"),
        ("http://news.example./", "news.example"),
        ("http://feeds.news.example/", "feeds.news.example"),
        ("http://127.0.0.1:8001/feed", "127.0.0.1:8001"),
        ("http://127.0.0.1/feed", "127.0.0.1:80"),
        ("https://[2606:4700::1111]/feed", "2606:4700::1111:443"),
    ],
)
def test_what_counts_as_one_host(url: str, key: str) -> None:
    assert host_key(url) == key


def test_the_client_asks_at_the_hosts_pace_and_the_wait_is_not_the_servers_fault(web: WebServer) -> None:
    time = Time()
    web.pages["/a"] = Reply(302, headers={"Location": "/b"})
    web.pages["/b"] = Reply(body=b"here")

    async def go() -> None:
        gates = HostGates(0.1, burst=1, monotonic=time.monotonic, sleep=time.sleep)
        async with HttpClient(allow_private=LOOPBACK, hosts=gates, deadline_s=5.0) as http:
            await asyncio.gather(*[http.get(web.at("/a")) for _ in range(5)])

    asyncio.run(go())
    assert time.now == pytest.approx(1_000.0 + 9 * 10)
