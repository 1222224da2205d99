"""What reaches the reader: no alert of old news or of news already told, and no entry lost to its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from clock import SimulatedClock
from flows.cycle import CycleReport
from settings import Settings
from storage.database import open_database
from storage.models import Article
from tests.web_server import Reply
from tests.world import DEPLOYMENT, QUIET, World, rss, run_once, running_world

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A feed, a rule for troop deployments, and inboxes that count."""
    with running_world(tmp_path) as started:
        yield started


def later(settings: Settings, clock: SimulatedClock) -> CycleReport:
    clock.advance(MINUTE)
    return run_once(settings, clock)


def articles(settings: Settings) -> list[Article]:
    with open_database(settings.database_url).read() as session:
        return list(session.exec(select(Article)))


def test_the_first_poll_never_alerts_on_the_backlog(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = rss(replace(DEPLOYMENT, published="Tue, 15 Oct 2024 21:30:00 +0900"), QUIET)
    settings = world.settings("wire")

    assert run_once(settings, clock).alerts == 0
    assert later(settings, clock).alerts == 0
    assert world.inbox.mails == []


def test_an_event_is_alerted_once_however_often_it_is_read(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    settings = world.settings("wire")
    alerts = [run_once(settings, clock).alerts]
    world.web.pages["/wire"] = rss(DEPLOYMENT, QUIET)
    alerts.append(later(settings, clock).alerts)
    world.web.pages["/wire"] = rss(replace(DEPLOYMENT, guid="nk-2"), QUIET)
    alerts.append(later(settings, clock).alerts)

    assert alerts == [1, 0, 0]
    assert len(articles(settings)) == 2


def test_a_page_that_cannot_be_fetched_does_not_drop_its_entry(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    world.web.pages["/nk-1"] = Reply(403)
    settings = world.settings("wire")
    always = {"full_text": "always"}
    settings = settings.model_copy(
        update={"sources": tuple(source.model_copy(update=always) for source in settings.sources)}
    )
    report = run_once(settings, clock)

    (article,) = articles(settings)
    assert (report.articles, report.alerts) == (1, 1)
    assert article.text == DEPLOYMENT.text
    assert article.page == "failed" or article.page == "wanted"
    assert "403" in article.page_reason


def test_a_failing_feed_alerts_nobody_and_loses_no_alert(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = rss(QUIET)
    settings = world.settings("wire")
    run_once(settings, clock)
    world.web.pages["/wire"] = Reply(500)
    assert later(settings, clock).alerts == 0

    world.web.pages["/wire"] = rss(DEPLOYMENT, QUIET)
    clock.advance(timedelta(hours=1))
    assert run_once(settings, clock).alerts == 1
