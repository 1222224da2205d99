"""kill -9 before every single commit of a cycle, then a rerun: nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from clock import SimulatedClock
from flows.cycle import open_cycle, run_cycle
from settings import Settings
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Alert, Article, Delivery, Event, EventChange, Mention
from tests.conftest import MORNING
from tests.killable import forking
from tests.world import DEPLOYMENT, QUIET, World, rss, running_world

AFTER_LEASES = MORNING + timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_world(tmp_path) as running:
        running.web.pages["/wire"] = rss(DEPLOYMENT, QUIET)
        yield running


def cycle_that_dies(settings: Settings, before_commit: int) -> None:
    """Run a cycle in this process and SIGKILL it right before the given commit."""
    database = open_database(settings.database_url)
    commits = 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1
        if commits == before_commit:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.engine, "commit", count)
    with open_cycle(settings, SimulatedClock(MORNING), database) as cycle:
        asyncio.run(run_cycle(cycle))


def test_a_cycle_killed_before_any_commit_loses_and_doubles_nothing(
    world: World, database_url: str, tmp_path: Path
) -> None:
    context = forking()
    expected = rerun(world.settings("wire", database_url=f"sqlite:///{tmp_path / 'unharmed.db'}"))
    forget(world)

    for commit in range(1, 100):
        settings = world.settings("wire", database_url=database_url)
        child = context.Process(target=cycle_that_dies, args=(settings, commit))
        child.start()
        child.join(60)
        survived = child.exitcode == 0
        assert rerun(settings) == expected, f"killed before commit {commit}"
        check_inbox(world, killed=not survived)
        wipe(database_url)
        forget(world)
        if survived:
            break

    assert survived
    assert commit > 8


def rerun(settings: Settings) -> dict[str, object]:
    """A cycle after all leases ran out, and what the database holds then."""
    with open_cycle(settings, SimulatedClock(AFTER_LEASES)) as cycle:
        asyncio.run(run_cycle(cycle))
        return holdings(cycle.database)


def holdings(database: Database) -> dict[str, object]:
    with database.read() as session:
        return {
            "articles": sorted((a.key, a.state) for a in session.exec(select(Article))),
            "events": sorted(session.exec(select(Event.id)).all()),
            "mentions": len(session.exec(select(Mention)).all()),
            "changes": sorted((c.event, c.change, c.state) for c in session.exec(select(EventChange))),
            "alerts": [(a.rule, len(a.changes)) for a in session.exec(select(Alert))],
            "deliveries": sorted((d.channel, d.state) for d in session.exec(select(Delivery))),
        }


def check_inbox(world: World, *, killed: bool) -> None:
    """One message a channel; a kill may repeat the one in flight, under the same key."""
    keys = Counter(hook.headers.get("idempotency-key") for hook in world.inbox.hooks)
    assert len(keys) == 1
    assert 1 <= len(world.inbox.hooks) + len(world.inbox.mails) - 1 <= (2 if killed else 1)
    assert world.inbox.mails


def wipe(url: str) -> None:
    from sqlmodel import SQLModel

    database = open_database(url)
    with database.write() as session:
        for table in reversed(SQLModel.metadata.sorted_tables):
            session.connection().execute(table.delete())
    upgrade(database)
    database.close()


def forget(world: World) -> None:
    world.inbox.hooks.clear()
    world.inbox.mails.clear()
