"""Polling inside a cycle: leases, backlog, floods, feeds that are gone."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from clock import SimulatedClock
from flows.cycle import open_cycle
from flows.steps.poll import SourceOutcome
from settings import Settings
from storage import sources
from storage.database import DatabaseError, open_database
from storage.models import Article, EventChange, Source
from storage.sources import resume
from tests.web_server import Reply
from tests.world import DEPLOYMENT, QUIET, Story, World, rss, run_once

OLD = replace(DEPLOYMENT, published="Tue, 15 Oct 2024 21:30:00 +0900")


def outcome(settings: Settings, clock: SimulatedClock) -> SourceOutcome:
    return run_once(settings, clock).sources[0]


def test_what_a_feed_held_before_we_came_enters_the_timeline_and_alerts_nobody(
    world: World, clock: SimulatedClock
) -> None:
    world.web.pages["/wire"] = rss(OLD)
    settings = world.settings("wire")

    report = run_once(settings, clock)

    assert (report.events, report.alerts) == (2, 0)
    with open_database(settings.database_url).read() as session:
        assert set(session.exec(select(EventChange.state))) == {"backlog"}


def test_what_an_old_article_says_later_is_news(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = rss(QUIET)
    settings = world.settings("wire")
    run_once(settings, clock)

    world.web.pages["/wire"] = rss(QUIET, OLD)
    clock.advance(timedelta(minutes=5))

    assert run_once(settings, clock).alerts == 1


def test_two_workers_share_the_sources_and_fetch_none_twice(
    world: World, database_url: str, clock: SimulatedClock
) -> None:
    names = [f"feed{n}" for n in range(12)]
    world.web.pages |= {f"/{name}": rss(QUIET) for name in names}
    settings = world.settings(*names, database_url=database_url)

    async def both() -> list[list[SourceOutcome]]:
        with open_cycle(settings, clock) as one, open_cycle(settings, clock) as two:
            return list(await asyncio.gather(one.poll(), two.poll()))

    outcomes = asyncio.run(both())

    assert all(len(world.web.requests[f"/{name}"]) == 1 for name in names)
    assert sum(o.status == "ok" for found in outcomes for o in found) == 12


def test_a_share_is_taken_and_the_rest_said_to_be_left(world: World, clock: SimulatedClock) -> None:
    names = [f"feed{n}" for n in range(5)]
    world.web.pages |= {f"/{name}": rss(QUIET) for name in names}

    with open_cycle(world.settings(*names), clock) as cycle:
        found = asyncio.run(cycle.poll(share=2))
        assert cycle.due() == 3

    assert [one.status for one in found] == ["ok", "ok", "not_due", "not_due", "not_due"]
    assert found[-1].reason == "left to another worker or the next cycle"


def test_a_database_that_goes_away_between_two_claims_ends_the_cycle(
    world: World, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    settings, claim, claims = world.settings("wire"), sources.claim_due, itertools.count(1)

    def gone(*args: Any, **options: Any) -> list[Source]:
        if next(claims) > 1:
            raise DatabaseError("the database server is not there")
        return claim(*args, **options)

    async def poll() -> None:
        with open_cycle(settings, clock) as cycle:
            await asyncio.wait_for(cycle.poll(), timeout=20)

    with monkeypatch.context() as patched:
        patched.setattr(sources, "claim_due", gone)
        with pytest.raises(DatabaseError, match="is not there"):
            asyncio.run(poll())

    # What was asked and could not be stored is asked again at once.
    assert run_once(settings, clock).alerts == 1


def test_a_flood_is_kept_unread_and_the_source_waits_for_somebody_to_look(
    world: World, clock: SimulatedClock
) -> None:
    world.web.pages["/wire"] = rss(QUIET)
    settings = world.settings("wire")
    run_once(settings, clock)

    flood = [Story(f"f-{n}", f"Offer {n}", f"Number {n} of many offers.") for n in range(400)]
    world.web.pages["/wire"] = rss(*flood)
    clock.advance(timedelta(minutes=5))
    found = outcome(settings, clock)

    assert found.status == "paused"
    assert found.reason.startswith("quarantined: 400 new entries at once, where 0 a day are usual")
    with open_database(settings.database_url).read() as session:
        states = [a.state for a in session.exec(select(Article)) if a.guid.startswith("f-")]
    assert states == ["quarantined"] * 400


def test_a_feed_that_is_gone_is_asked_once_and_told_once(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = Reply(410)
    settings = world.settings("wire")

    first = outcome(settings, clock)
    clock.advance(timedelta(days=2))
    later = outcome(settings, clock)

    assert (first.status, later.status) == ("paused", "paused")
    assert len(world.web.requests["/wire"]) == 1


def test_a_paused_source_can_be_resumed(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = Reply(410)
    settings = world.settings("wire")
    run_once(settings, clock)

    world.web.pages["/wire"] = rss(QUIET)
    database = open_database(settings.database_url)
    with database.write() as session:
        assert resume(session, "wire", clock.now()) is not None
        assert resume(session, "no such source", clock.now()) is None

    assert outcome(settings, clock).status == "ok"


def ask_daily(settings: Settings, clock: SimulatedClock, days: int) -> list[str]:
    """The source's status on each of so many days."""
    found = []
    for _ in range(days):
        clock.advance(timedelta(days=1, hours=3))
        found.append(outcome(settings, clock).status)
    return found


def test_a_feed_that_is_missing_for_thirty_days_is_paused_and_told_once(
    world: World, clock: SimulatedClock
) -> None:
    settings = world.settings("wire")

    statuses = ask_daily(settings, clock, 29)
    asked = len(world.web.requests["/wire"])
    later = outcome(settings, clock)

    assert statuses == ["failed"] * 27 + ["paused"] * 2
    assert asked == 28
    assert later.reason.startswith("the server has said since 2024-10-20 that there is no feed")
    assert later.reason.endswith("watchline sources resume 'wire'")


@pytest.mark.parametrize("answer", [rss(QUIET), Reply(503), Reply(body=b"not a feed")])
def test_any_other_answer_ends_the_count_of_days_without_a_feed(
    world: World, clock: SimulatedClock, answer: Reply
) -> None:
    settings = world.settings("wire")
    ask_daily(settings, clock, 20)

    world.web.pages["/wire"] = answer
    ask_daily(settings, clock, 1)
    del world.web.pages["/wire"]

    assert "paused" not in ask_daily(settings, clock, 20)


def test_a_missing_feed_that_is_resumed_gets_another_thirty_days(world: World, clock: SimulatedClock) -> None:
    settings = world.settings("wire")
    assert ask_daily(settings, clock, 30)[-1] == "paused"

    with open_database(settings.database_url).write() as session:
        resume(session, "wire", clock.now())

    assert "paused" not in ask_daily(settings, clock, 20)


def test_a_failing_feed_recovers_by_itself(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = Reply(500)
    settings = world.settings("wire")
    assert outcome(settings, clock).status == "failed"

    world.web.pages["/wire"] = rss(QUIET)
    assert outcome(settings, clock).status == "not_due"
    clock.advance(timedelta(minutes=6))
    assert outcome(settings, clock).status == "ok"


def test_a_feed_the_quick_reader_declines_goes_through_the_cage(world: World, clock: SimulatedClock) -> None:
    latin = '<?xml version="1.0" encoding="iso-8859-1"?>' + rss(QUIET).body.decode()
    world.web.pages["/wire"] = Reply(body=latin.replace("park", "café").encode("iso-8859-1"))
    settings = world.settings("wire")

    assert outcome(settings, clock).new == 1
    with open_database(settings.database_url).read() as session:
        assert "café" in session.exec(select(Article.text)).one()
