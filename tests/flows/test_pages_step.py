"""Full text: fetched where a source asks for it, and never the reason to lose an entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from clock import SimulatedClock
from settings import AuthSettings, Settings
from storage.database import open_database
from storage.models import Article, ArticleRevision
from tests.web_server import Reply, Request
from tests.world import DEPLOYMENT, Story, World, rss, run_once, running_world

TEASER = Story("nk-1", DEPLOYMENT.title, "Read more.", DEPLOYMENT.published)
PAGE = f"""<html><head><title>{DEPLOYMENT.title}</title></head><body><nav>Home News Sport</nav>
<article><h1>{DEPLOYMENT.title}</h1><p>{DEPLOYMENT.text}</p><p>The presidential office asked for calm and
promised an answer together with its partners. Observers expect more details in the coming days.</p>
</article><footer>All rights reserved</footer></body></html>"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_world(tmp_path) as running:
        running.web.pages["/wire"] = rss(TEASER)
        running.web.pages["/nk-1"] = Reply(body=PAGE.encode(), headers={"Content-Type": "text/html"})
        yield running


def settings_with_full_text(world: World) -> Settings:
    settings = world.settings("wire")
    source = settings.sources[0].model_copy(update={"full_text": "always"})
    return settings.model_copy(update={"sources": (source,)})


def only_article(settings: Settings) -> Article:
    with open_database(settings.database_url).read() as session:
        return session.exec(select(Article)).one()


def test_events_are_read_from_the_page_where_the_feed_has_only_a_teaser(
    world: World, clock: SimulatedClock
) -> None:
    settings = settings_with_full_text(world)

    report = run_once(settings, clock)

    assert (report.events, report.alerts) == (2, 1)
    article = only_article(settings)
    assert article.page == "fetched"
    assert "Vladivostok" in article.text
    assert "rights reserved" not in article.text


def test_without_being_asked_no_page_is_fetched(world: World, clock: SimulatedClock) -> None:
    run_once(world.settings("wire"), clock)

    assert "/nk-1" not in world.web.requests


def test_a_page_that_fails_costs_neither_the_entry_nor_the_cycle(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/nk-1"] = Reply(403)
    settings = settings_with_full_text(world)

    report = run_once(settings, clock)

    article = only_article(settings)
    assert (report.articles, article.text, article.state) == (1, "Read more.", "extracted")
    assert (article.page, article.page_tries) == ("wanted", 1)
    assert article.page_reason == "the page's server answered 403 (access refused)"


def test_a_page_that_comes_at_the_second_try_is_read_and_alerts(world: World, clock: SimulatedClock) -> None:
    page, world.web.pages["/nk-1"] = world.web.pages["/nk-1"], Reply(503)
    settings = settings_with_full_text(world)
    first = run_once(settings, clock)

    world.web.pages["/nk-1"] = page
    clock.advance(timedelta(minutes=10))
    second = run_once(settings, clock)

    assert (first.events, first.alerts) == (0, 0)
    assert (second.events, second.alerts) == (2, 1)
    assert (only_article(settings).page, only_article(settings).revision) == ("fetched", 2)


def test_the_same_feed_again_is_not_taken_for_an_edit(world: World, clock: SimulatedClock) -> None:
    settings = settings_with_full_text(world)
    run_once(settings, clock)

    world.web.pages["/wire"] = rss(TEASER, Story("other", "Choir festival", "It rained."))
    clock.advance(timedelta(minutes=5))
    report = run_once(settings, clock)

    assert (report.sources[0].new, report.sources[0].updated) == (1, 0)
    with open_database(settings.database_url).read() as session:
        texts = session.exec(select(ArticleRevision.text).where(ArticleRevision.title == TEASER.title)).all()
    assert len(texts) == 1
    assert "Vladivostok" in texts[0]


def test_a_source_behind_a_password_is_opened_and_the_password_is_stored_nowhere(
    world: World, clock: SimulatedClock
) -> None:
    def guarded(request: Request) -> Reply:
        return rss(DEPLOYMENT) if request.headers.get("authorization") == "Bearer canary" else Reply(401)

    world.web.pages["/wire"] = guarded
    settings = world.settings("wire")
    assert run_once(settings, clock).sources[0].reason == "the server answered 401 (a password is needed)"

    source = settings.sources[0].model_copy(update={"auth": AuthSettings.model_validate({"token": "canary"})})
    opened = settings.model_copy(update={"sources": (source,)})
    clock.advance(timedelta(hours=1))

    assert run_once(opened, clock).sources[0].status == "ok"
    assert b"canary" not in (world.home / "watchline.db").read_bytes()
    assert "canary" not in repr(opened)
