"""Feeds that would hurt the program hurt a worker, are named, and the next feed is read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from connectors._cage import Cage, Limits
from connectors._raw import FeedError, RawEntry
from tests.connectors.test_feeds import ATOM, RSS

Reader = Callable[[bytes], Awaitable[list[RawEntry]]]


def in_cage(use: Callable[[Reader], Awaitable[None]], limits: Limits) -> None:
    async def go() -> None:
        async with Cage(workers=1, limits=limits) as cage:
            await use(lambda body: cage.read(body, ""))

    asyncio.run(go())


def many_categories(count: int) -> bytes:
    tags = "".join(f"<category>c{n}</category>" for n in range(count))
    return f"<rss version='2.0'><channel><item><title>t</title>{tags}</item></channel></rss>".encode()


def test_a_worker_reads_one_feed_after_another() -> None:
    async def use(read: Reader) -> None:
        for document in (RSS, ATOM, RSS):
            (entry,) = await read(document.encode())
            assert entry.guid == "n-1"

    in_cage(use, Limits())


def test_a_feed_that_eats_processor_time_is_refused_and_the_next_is_read() -> None:
    async def use(read: Reader) -> None:
        with pytest.raises(FeedError, match="more than 1 s of processor time"):
            await read(many_categories(60_000))
        assert len(await read(RSS.encode())) == 1

    in_cage(use, Limits(cpu_s=1, wall_s=60))


def test_a_feed_that_takes_too_long_is_refused_and_the_next_is_read() -> None:
    async def use(read: Reader) -> None:
        with pytest.raises(FeedError, match=r"takes more than 0\.5 s"):
            await read(many_categories(60_000))
        assert len(await read(ATOM.encode())) == 1

    in_cage(use, Limits(wall_s=0.5, cpu_s=60))


def test_a_feed_that_eats_memory_is_refused_and_the_next_is_read() -> None:
    items = b"<item><title>" + b"x" * 200 + b"</title></item>"

    async def use(read: Reader) -> None:
        with pytest.raises(FeedError, match="refused"):
            await read(b"<rss version='2.0'><channel>" + items * 150_000 + b"</channel></rss>")
        assert len(await read(RSS.encode())) == 1

    in_cage(use, Limits(memory_mb=180, cpu_s=120, wall_s=120))


def test_what_is_no_feed_is_the_arbiters_error() -> None:
    async def use(read: Reader) -> None:
        with pytest.raises(FeedError, match="not a feed"):
            await read(b"just words")

    in_cage(use, Limits())
