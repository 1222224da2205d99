"""Full text where it matters: the pages of articles that meet a watch rule, and of no others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import escape
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event as Signal

import pytest
from sqlmodel import Session, select

from clock import SimulatedClock
from flows.cycle import CycleReport
from flows.steps import matched_pages
from settings import AuthSettings, Settings
from storage.database import open_database
from storage.models import Alert, Article, ArticleRevision, Event, EventChange
from tests.web_server import Reply, Request
from tests.world import QUIET, Story, World, rss, run_once, running_world

TEASER = Story(
    "nk-1",
    "North Korea sends troops to Russia",
    "North Korea has begun sending troops, Seoul said on Friday.",
)
COOKIES = (
    "We and our partners store cookies on your device to measure how this page is read and by whom.",
    "You can accept all of them, or choose in detail which of our partners may use them and what for.",
    "Your choice is kept for half a year. You can change it at any time at the bottom of every page.",
)
OTHER = (
    "Seoul and Russia disagree about a fishing zone. North Korea has said nothing about it so far, and the "
    "ministry of fisheries expects no answer before the end of the season.",
    "Fishermen from the east coast hope for a warm autumn. Last year they stayed in port for six weeks.",
)
BODY = (
    "South Korea's spy agency said on Friday that North Korea had sent about 1,500 soldiers to Vladivostok "
    "between October 8 and October 13. The agency showed satellite pictures of a port and of two ships.",
    "The presidential office in Seoul called a meeting of its security council and promised an answer "
    "together with its partners. Observers expect more details in the coming days.",
)


def page(*paragraphs: str, title: str = TEASER.title) -> Reply:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}</article></html>"
    return Reply(body=html.encode(), headers={"Content-Type": "text/html"})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """One feed with a teaser that meets the rule and a story that does not; both have pages."""
    with running_world(tmp_path) as running:
        running.web.pages["/wire"] = rss(TEASER, QUIET)
        running.web.pages["/nk-1"] = page(*BODY)
        running.web.pages["/c-1"] = page(*BODY, title=QUIET.title)
        yield running


def with_source(settings: Settings, **options: object) -> Settings:
    (source,) = settings.sources
    return settings.model_copy(update={"sources": (source.model_copy(update=options),)})


def article(session: Session, guid: str = "nk-1") -> Article:
    return session.exec(select(Article).where(Article.guid == guid)).one()


def deployment(settings: Settings) -> Event:
    with open_database(settings.database_url).read() as session:
        return session.exec(select(Event).where(Event.kind == "troop_deployment")).one()


def later(settings: Settings, clock: SimulatedClock, minutes: int) -> CycleReport:
    clock.advance(timedelta(minutes=minutes))
    return run_once(settings, clock)


def test_the_page_brings_what_the_feed_left_out_before_the_alert_is_written(
    world: World, clock: SimulatedClock
) -> None:
    settings = world.settings("wire")

    report = run_once(settings, clock)

    event = deployment(settings)
    assert (event.place, event.quantities["sent"]["best"]) == ("Vladivostok", 1500)
    assert (event.start, event.end) == ("2024-10-08", "2024-10-14")
    assert report.alerts == 1
    (sent,) = world.inbox.hooks
    assert "Vladivostok" in str(sent)
    assert "1,500" in str(sent)
    with open_database(settings.database_url).read() as session:
        assert (article(session).page, article(session).revision) == ("fetched", 1)


def test_only_the_page_of_the_article_that_meets_a_rule_is_fetched(
    world: World, clock: SimulatedClock
) -> None:
    run_once(world.settings("wire"), clock)

    assert len(world.web.requests["/nk-1"]) == 1
    assert "/c-1" not in world.web.requests


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        ("count: {unit: troops, gte: 1000}", True),
        ("recipients: [RU]", True),
        ("recipients: [UA]", False),
        ("text: Vladivostok", False),
        ("status: [denied]", False),
    ],
)
def test_a_page_is_fetched_where_the_rule_may_be_met_by_what_the_feed_leaves_open(
    world: World, clock: SimulatedClock, condition: str, asked: bool
) -> None:
    settings = world.settings("wire")
    rule = f"id: r\ntitle: R\nwhen:\n  kind: [troop_deployment]\n  {condition}\nnotify: {{to: [hook]}}\n"
    (settings.rules / "rule.yaml").write_text(rule, encoding="utf-8")

    report = run_once(settings, clock)

    assert ("/nk-1" in world.web.requests, report.alerts) == (asked, int(asked))


def test_a_rule_that_counts_articles_asks_for_no_page(world: World, clock: SimulatedClock) -> None:
    settings = world.settings("wire")
    rule = (
        "id: r\ntitle: R\nkind: frequency\nwhen: {kind: [troop_deployment]}\n"
        "frequency: {at_least: 9, within: 1d}\nnotify: {to: [hook]}\n"
    )
    (settings.rules / "rule.yaml").write_text(rule, encoding="utf-8")

    run_once(settings, clock)

    assert "/nk-1" not in world.web.requests


def test_without_the_page_the_feed_s_own_words_decide(world: World, clock: SimulatedClock) -> None:
    settings = with_source(world.settings("wire"), full_text="never")

    report = run_once(settings, clock)

    assert "/nk-1" not in world.web.requests
    assert (report.alerts, deployment(settings).place) == (1, "Russia")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(403), "the page's server answered 403 (access refused)"),
        (Reply(body=b"<p>Subscribe to read on.</p>"), "the page holds no article text"),
    ],
)
def test_a_page_that_fails_costs_neither_the_entry_nor_the_alert(
    world: World, clock: SimulatedClock, reply: Reply, reason: str
) -> None:
    world.web.pages["/nk-1"] = reply
    settings = world.settings("wire")

    report = run_once(settings, clock)

    assert (report.alerts, report.deliveries) == (1, 2)
    with open_database(settings.database_url).read() as session:
        found = article(session)
    assert (found.state, found.text) == ("extracted", TEASER.text)
    assert (found.page, found.page_reason, found.page_tries) == ("wanted", reason, 1)


def test_a_page_is_tried_three_times_and_not_at_every_poll(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/nk-1"] = Reply(500)
    settings = world.settings("wire")
    asked = []
    run_once(settings, clock)
    for minutes in (1, 8, 1, 15, 60, 600):
        later(settings, clock, minutes)
        asked.append(len(world.web.requests["/nk-1"]))

    assert asked == [1, 2, 2, 3, 3, 3]
    with open_database(settings.database_url).read() as session:
        assert (article(session).page, article(session).page_tries) == ("failed", 3)


def test_a_server_that_asks_for_time_gets_it(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/nk-1"] = Reply(429, headers={"Retry-After": "3600"})
    settings = world.settings("wire")
    run_once(settings, clock)

    later(settings, clock, 59)
    assert len(world.web.requests["/nk-1"]) == 1
    later(settings, clock, 2)
    assert len(world.web.requests["/nk-1"]) == 2


def test_a_page_that_comes_late_improves_the_event_and_alerts_nobody_again(
    world: World, clock: SimulatedClock
) -> None:
    world.web.pages["/nk-1"] = Reply(503)
    settings = world.settings("wire")
    run_once(settings, clock)
    before = deployment(settings)

    world.web.pages["/nk-1"] = page(*BODY)
    report = later(settings, clock, 10)

    after = deployment(settings)
    assert after.id == before.id
    assert (before.quantities, after.quantities["sent"]["best"]) == ({}, 1500)
    assert (after.start, after.end) == ("2024-10-08", "2024-10-14")
    assert (report.alerts, len(world.inbox.hooks)) == (0, 1)
    with open_database(settings.database_url).read() as session:
        revisions = session.exec(select(ArticleRevision).where(ArticleRevision.title == TEASER.title)).all()
    assert [(row.revision, row.from_page) for row in revisions] == [(1, False), (2, True)]


def test_a_new_event_that_only_a_late_page_tells_of_joins_the_alert_there_is(
    world: World, clock: SimulatedClock
) -> None:
    plan = "It has also decided to send about 12,000 troops in all, the agency said."
    world.web.pages["/nk-1"] = Reply(503)
    settings = world.settings("wire")
    run_once(settings, clock)

    world.web.pages["/nk-1"] = page(BODY[0], plan, "Observers expect more details in the coming days.")
    report = later(settings, clock, 10)

    assert (report.events, report.alerts) == (1, 0)
    with open_database(settings.database_url).read() as session:
        alert = session.exec(select(Alert)).one()
        changes = session.exec(select(EventChange.id).where(EventChange.change == "new")).all()
    assert alert.changes == list(changes)
    assert len(alert.explanation["changes"]) == 2


def test_the_feed_s_next_poll_is_no_edit_of_a_full_text(world: World, clock: SimulatedClock) -> None:
    settings = world.settings("wire")
    run_once(settings, clock)

    world.web.pages["/wire"] = rss(TEASER, QUIET, Story("other", "Rain in the south", "It rained."))
    report = later(settings, clock, 5)

    assert (report.sources[0].new, report.sources[0].updated, report.changes) == (1, 0, 0)


def test_a_page_about_something_else_is_refused(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/nk-1"] = page(*COOKIES)
    settings = world.settings("wire")

    report = run_once(settings, clock)

    assert report.alerts == 1
    with open_database(settings.database_url).read() as session:
        found = article(session)
    assert (found.page, found.text) == ("wanted", TEASER.text)
    assert found.page_reason == "the page speaks of something else than its entry"


def test_a_page_without_the_event_of_the_feed_is_refused(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = rss(replace(TEASER, title="Seoul on North Korea and Russia"))
    world.web.pages["/nk-1"] = page(*OTHER)
    settings = world.settings("wire")

    report = run_once(settings, clock)

    assert report.alerts == 1
    with open_database(settings.database_url).read() as session:
        found = article(session)
    assert (found.page, found.text) == ("failed", TEASER.text)
    assert found.page_reason == "the page does not tell what the feed tells (rule new-troop-deployments)"


def test_an_alert_waits_only_so_long_for_a_page(
    world: World, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = Signal()

    def never(_handler: BaseHTTPRequestHandler) -> None:
        given_up.wait(30)

    monkeypatch.setattr(matched_pages, "WAIT_S", 0.3)
    world.web.pages["/nk-1"] = Reply(write=never)
    settings = world.settings("wire")

    report = run_once(settings, clock)
    given_up.set()

    assert report.alerts == 1
    with open_database(settings.database_url).read() as session:
        found = article(session)
    assert (found.page, found.page_reason) == ("wanted", "the page did not come within 0.3 s")


def test_more_matches_than_pages_a_cycle_alert_all_the_same(
    world: World, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matched_pages, "MOST_PAGES", 1)
    other = Story(
        "jp-1", "Japan sends troops to Kuwait", "Japan has sent troops to Kuwait, Tokyo said on Friday."
    )
    world.web.pages["/wire"] = rss(TEASER, other)
    settings = world.settings("wire")

    report = run_once(settings, clock)
    asked_at_once = "/jp-1" in world.web.requests
    later(settings, clock, 1)

    assert (report.alerts, asked_at_once) == (2, False)
    assert len(world.web.requests["/jp-1"]) == 1


def test_what_a_source_held_before_we_came_is_not_looked_up(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = rss(replace(TEASER, published="Tue, 15 Oct 2024 21:30:00 +0900"))

    run_once(world.settings("wire"), clock)

    assert "/nk-1" not in world.web.requests


def test_the_second_outlet_with_the_same_news_costs_no_page(world: World, clock: SimulatedClock) -> None:
    settings = world.settings("wire", "post")
    run_once(settings, clock)

    world.web.pages["/post"] = rss(replace(TEASER, guid="post-1"))
    later(settings, clock, 60)

    assert "/post-1" not in world.web.requests


def test_a_page_of_the_source_s_own_site_is_opened_with_its_password(
    world: World, clock: SimulatedClock
) -> None:
    def guarded(answer: Reply) -> object:
        def reply(request: Request) -> Reply:
            return answer if request.headers.get("authorization") == "Bearer canary" else Reply(401)

        return reply

    for path in ("/wire", "/nk-1"):
        world.web.pages[path] = guarded(world.web.pages[path])  # type: ignore[arg-type,assignment]
    token = AuthSettings.model_validate({"token": "canary"})
    settings = with_source(world.settings("wire"), auth=token)

    assert run_once(settings, clock).alerts == 1
    assert deployment(settings).place == "Vladivostok"
