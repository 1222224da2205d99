"""Workers on one database keep a host's limits together."""

from __future__ import annotations

import asyncio

import pytest

from flows.politeness import SharedGates
from storage.database import Database, open_database

HOST = "https://a.example/"


async def ask(gates: SharedGates, url: str, under_way: list[int], most: list[int]) -> None:
    async with gates.slot(url):
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        await asyncio.sleep(0.002)
        under_way[0] -= 1


@pytest.mark.postgres
def test_two_workers_never_hold_more_connections_than_one_may(postgres_url: str) -> None:
    async def go() -> tuple[int, int]:
        databases = [open_database(postgres_url) for _ in range(2)]
        workers = [SharedGates(database, f"w{n}", float("inf")) for n, database in enumerate(databases)]
        under_way, most = [0], [0]
        await asyncio.gather(
            *(ask(workers[n % 2], HOST, under_way, most) for n in range(12)),
        )
        for worker in workers:
            await worker.aclose()
        for database in databases:
            database.close()
        return under_way[0], most[0]

    assert asyncio.run(asyncio.wait_for(go(), 60)) == (0, 2)


def test_a_request_that_is_cancelled_while_it_waits_holds_nothing(database: Database) -> None:
    async def go() -> None:
        gates = SharedGates(database, "w", 0.001, burst=1, connections=1)
        under_way, most = [0], [0]
        await ask(gates, HOST, under_way, most)
        waiting = asyncio.create_task(ask(gates, HOST, under_way, most))
        await asyncio.sleep(0.2)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await gates.aclose()
        # The token is spent; the connection is not held.
        free = SharedGates(database, "v", float("inf"), connections=1)
        await ask(free, "https://b.example/", under_way, most)
        await free.aclose()

    asyncio.run(asyncio.wait_for(go(), 60))

    from storage.hosts import holders

    with database.read() as session:
        assert holders(session) == {}


def test_a_database_that_fails_fails_the_request(database: Database) -> None:
    async def go() -> None:
        gates = SharedGates(database, "w", 1.0)
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE host_turn")
        async with gates.slot(HOST):
            raise AssertionError("nobody allowed it")

    with pytest.raises(Exception, match=r"Watchline tables|host_turn"):
        asyncio.run(asyncio.wait_for(go(), 60))
