"""A full disk, a read-only database and a jumping clock: told in words, nothing lost, nothing told twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import event
from sqlmodel import func, select

from clock import SimulatedClock
from settings import ChannelSettings
from storage.database import Database, DatabaseError, open_database
from storage.models import Alert, Article, Delivery, Event
from tests.conftest import MORNING
from tests.world import DEPLOYMENT, QUIET, Story, World, rss, run_once, running_world

SOUND = ("ok",)
JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(days=1), timedelta(days=-1)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_world(tmp_path) as running:
        running.web.pages["/wire"] = rss(DEPLOYMENT, QUIET)
        yield running


def titles(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(Article.title)))


def count(database: Database, model: Any) -> int:
    with database.read() as session:
        return session.exec(select(func.count()).select_from(model)).one()


@contextmanager
def limited(url: str, pragma: Callable[[int], str]) -> Iterator[Database]:
    """The database with a limit on what may be written; `pragma` is given the pages it has."""
    database = open_database(url)
    with database.engine.connect() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)

    def limit(connection: Any, _record: object) -> None:
        connection.execute(pragma(pages))

    database.engine.dispose()
    event.listen(database.engine, "connect", limit)
    yield database
    database.close()


@pytest.mark.parametrize("room", [0, 2, 8, 20])
def test_a_disk_that_fills_up_anywhere_in_a_cycle_loses_nothing(
    world: World, sqlite_url: str, clock: SimulatedClock, room: int
) -> None:
    """SQLite may grow by so many pages: it runs full earlier or later in the cycle."""
    settings = world.settings("wire", database_url=sqlite_url)
    text = "A long text about a concert. " * 300
    long = [Story(f"l{number}", f"Choir number {number} sings", text) for number in range(9)]
    world.web.pages["/wire"] = rss(DEPLOYMENT, *long)

    full = pytest.raises(DatabaseError, match=r"the disk is full; nothing was lost.*Free some space")
    with limited(sqlite_url, lambda pages: f"PRAGMA max_page_count = {pages + room}") as database, full:
        run_once(settings, clock, database)

    database = open_database(sqlite_url)
    clock.advance(timedelta(minutes=10))
    run_once(settings, clock, database)
    with database.read() as session:
        sound = session.connection().exec_driver_sql("PRAGMA integrity_check").scalars().all()
    assert tuple(sound) == SOUND
    assert titles(database) == sorted([DEPLOYMENT.title, *(one.title for one in long)])
    assert [len(world.inbox.hooks), len(world.inbox.mails)] == [1, 1]
    database.close()


def test_a_read_only_database_is_named_with_the_remedy(
    world: World, sqlite_url: str, clock: SimulatedClock
) -> None:
    settings = world.settings("wire", database_url=sqlite_url)

    refused = pytest.raises(
        DatabaseError, match=r"the database is read-only; make its file and folder writable"
    )
    with limited(sqlite_url, lambda _pages: "PRAGMA query_only = ON") as database, refused:
        run_once(settings, clock, database)

    assert "/wire" not in world.web.requests


@pytest.mark.postgres
def test_a_read_only_server_is_named_as_well(world: World, postgres_url: str, clock: SimulatedClock) -> None:
    settings = world.settings("wire", database_url=postgres_url)
    database = open_database(f"{postgres_url}?options=-c%20default_transaction_read_only%3Don")

    with pytest.raises(DatabaseError, match="the database is read-only"):
        run_once(settings, clock, database)
    database.close()


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_clock_that_jumps_alerts_once_and_polls_as_often_as_before(
    world: World, sqlite: Database, sqlite_url: str, clock: SimulatedClock, jump: timedelta
) -> None:
    settings = world.settings("wire", database_url=sqlite_url)
    asked = []
    for step in (timedelta(0), timedelta(minutes=1), jump, *[timedelta(minutes=1)] * 3):
        clock.set(clock.now() + step)
        run_once(settings, clock, sqlite)
        asked.append(len(world.web.requests["/wire"]))

    assert (count(sqlite, Article), count(sqlite, Event)) == (2, 2)
    assert count(sqlite, Alert) == len(world.inbox.hooks) == len(world.inbox.mails) == 1
    # Once a cycle, and one cycle later where the clock went back: its turn is as far away as it was.
    assert asked == ([1, 2, 3, 4, 5, 6] if jump > timedelta(0) else [1, 2, 2, 3, 4, 5])


def test_what_waits_for_another_attempt_does_not_wait_for_the_jump_as_well(
    world: World, sqlite: Database, sqlite_url: str, clock: SimulatedClock
) -> None:
    settings = world.settings("wire", database_url=sqlite_url)
    down = ChannelSettings(url=SecretStr("json://127.0.0.1:9/hook"))
    clock.set(MORNING + timedelta(hours=8))
    run_once(settings.model_copy(update={"channels": {"hook": down}}), clock, sqlite)
    waiting = delivery(sqlite)
    wait = waiting.next_at - clock.now()

    clock.set(MORNING)
    run_once(settings.model_copy(update={"channels": {"hook": down}}), clock, sqlite)
    moved = delivery(sqlite)
    clock.advance(wait)
    run_once(settings, clock, sqlite)

    assert (waiting.state, moved.state, moved.next_at - MORNING) == ("retry", "retry", wait)
    assert delivery(sqlite).state == "sent"
    assert (count(sqlite, Alert), len(world.inbox.hooks)) == (1, 1)


def delivery(database: Database) -> Delivery:
    with database.read() as session:
        return session.exec(select(Delivery).where(Delivery.channel == "hook")).one()
