"""One cycle at a time on one database."""

from __future__ import annotations

import asyncio

import pytest

from clock import SimulatedClock
from flows.cycle import open_cycle, run_cycle
from flows.lock import alone_lock, cycle_lock, helper_lock, presence
from storage.database import Database, DatabaseError, open_database
from tests.world import DEPLOYMENT, World, rss


def test_a_second_cycle_does_not_get_the_lock_until_the_first_ends(
    database: Database, database_url: str
) -> None:
    other = open_database(database_url)
    try:
        with cycle_lock(database) as first, cycle_lock(other) as second:
            assert (first, second) == (True, False)
        with cycle_lock(other) as again:
            assert again
    finally:
        other.close()


def test_a_whole_cycle_runs_under_the_lock(world: World, database_url: str, clock: SimulatedClock) -> None:
    """The steps take locks of their own; on PostgreSQL one of the same number would wait for ever."""
    world.web.pages["/wire"] = rss(DEPLOYMENT)

    with (
        open_cycle(world.settings("wire", database_url=database_url), clock) as cycle,
        cycle_lock(cycle.database) as held,
    ):
        report = asyncio.run(asyncio.wait_for(run_cycle(cycle), 60))

    assert held
    assert report.alerts == 1


def test_the_lock_is_given_back_when_a_cycle_fails(database: Database) -> None:
    try:
        with cycle_lock(database):
            raise RuntimeError("a broken feed")
    except RuntimeError:
        pass

    with cycle_lock(database) as held:
        assert held


@pytest.mark.postgres
def test_helpers_work_beside_a_cycle_and_each_other(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with cycle_lock(database) as cycle, helper_lock(database) as one, helper_lock(database) as two:
        assert (cycle, one, two) == (True, True, True)
    database.close()


def test_nobody_works_while_somebody_is_alone(database: Database) -> None:
    with alone_lock(database) as alone, cycle_lock(database) as cycle, helper_lock(database) as helper:
        assert (alone, cycle, helper) == (True, False, False)


@pytest.mark.postgres
def test_nobody_is_alone_while_a_helper_works(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with helper_lock(database), alone_lock(database) as alone:
        assert not alone
    with alone_lock(database) as alone:
        assert alone
    database.close()


@pytest.mark.postgres
def test_a_server_that_goes_away_meanwhile_hides_no_other_error(postgres_url: str) -> None:
    database = open_database(postgres_url)
    with (
        pytest.raises(DatabaseError, match="what the cycle says"),
        presence(database, "worker"),
        database.lone_session() as another,
    ):
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        another.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        raise DatabaseError("what the cycle says")
    database.close()
