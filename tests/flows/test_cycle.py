"""A whole cycle: real HTTP, database, rules, and Apprise to a webhook and a mail server that count."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from clock import SimulatedClock
from events.extract import RuleExtractor
from events.model import Article as ArticleText
from events.model import Extraction
from flows.cycle import open_cycle
from flows.steps.extract import extract_pending
from storage.database import Database, open_database
from storage.models import Article, Event, EventChange
from tests.web_server import Reply
from tests.world import DEPLOYMENT, QUIET, World, rss, run_once


def test_a_story_becomes_two_events_and_one_alert_that_keeps_the_figures_apart(
    world: World, database_url: str, clock: SimulatedClock
) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT, QUIET)

    report = run_once(world.settings("wire", database_url=database_url), clock)

    assert (report.articles, report.events, report.alerts, report.deliveries) == (2, 2, 1, 2)
    assert report.summary() == "1 source, 2 new articles, 2 events, 1 alert"
    (hook,), (mail,) = world.inbox.hooks, world.inbox.mails
    for text in (str(hook.body), mail.text):
        assert "12,000" in text
        assert "1,500" in text


def test_the_next_cycles_send_nothing_again(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    settings = world.settings("wire")
    run_once(settings, clock)

    clock.advance(timedelta(minutes=5))
    report = run_once(settings, clock)

    assert (report.sources[0].status, report.alerts, report.deliveries) == ("unchanged", 0, 0)
    assert len(world.inbox.hooks) == 1


def test_the_same_story_elsewhere_adds_a_source_and_no_alert(world: World, clock: SimulatedClock) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    world.web.pages["/post"] = rss(replace(DEPLOYMENT, guid="post-7"))
    settings = world.settings("wire", "post")

    report = run_once(settings, clock)

    assert (report.events, report.alerts) == (2, 1)
    with open_database(settings.database_url).read() as session:
        assert {(e.reach, e.texts, e.origins) for e in session.exec(select(Event))} == {(2, 1, 1)}


def test_a_source_that_fails_is_named_and_the_others_go_on(world: World, clock: SimulatedClock) -> None:
    world.web.pages |= {
        "/wire": rss(DEPLOYMENT),
        "/dead": Reply(500),
        "/page": Reply(body=b"<!DOCTYPE html><html><body>Welcome</body></html>"),
        "/empty": Reply(body=b""),
    }

    report = run_once(world.settings("dead", "empty", "page", "wire"), clock)

    assert {s.name: (s.status, s.reason) for s in report.sources} == {
        "dead": ("failed", "the server answered 500 (an error of its own)"),
        "empty": ("failed", "the server sent an empty document"),
        "page": (
            "failed",
            "this is a web page (HTML), not a feed; look for the address of its RSS or Atom feed",
        ),
        "wire": ("ok", ""),
    }
    assert report.alerts == 1
    assert report.summary().endswith("3 failing")


def test_an_article_that_cannot_be_read_is_marked_and_the_others_are_read(
    world: World, clock: SimulatedClock
) -> None:
    class Stumbling(RuleExtractor):
        def extract(self, article: ArticleText) -> Extraction:
            if "choir" in article.title.lower():
                raise RuntimeError("stumbled")
            return super().extract(article)

    world.web.pages["/wire"] = rss(QUIET, DEPLOYMENT)
    settings = world.settings("wire")
    with open_cycle(settings, clock) as cycle:
        asyncio.run(cycle.poll())
        report = extract_pending(cycle.database, Stumbling(), clock, owner="test")

        assert (report.articles, report.events) == (2, 2)
        with cycle.database.read() as session:
            states = {a.guid: (a.state, a.state_reason) for a in session.exec(select(Article))}
    assert states == {"c-1": ("failed", "RuntimeError: stumbled"), "nk-1": ("extracted", "")}


def test_an_edited_article_corrects_its_event_instead_of_making_another(
    world: World, clock: SimulatedClock
) -> None:
    wrong = replace(DEPLOYMENT, text=DEPLOYMENT.text.replace("1,500", "1,300"))
    world.web.pages["/wire"] = rss(wrong)
    settings = world.settings("wire")
    run_once(settings, clock)

    world.web.pages["/wire"] = rss(DEPLOYMENT)
    clock.advance(timedelta(minutes=5))
    report = run_once(settings, clock)

    assert (report.sources[0].updated, report.events, report.alerts) == (1, 0, 0)
    assert changes(open_database(settings.database_url)) == ["new", "new", "corrected"]


def test_events_have_the_same_ids_in_another_run(world: World, clock: SimulatedClock, tmp_path: Path) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    ids = []
    for name in ("one", "two"):
        url = f"sqlite:///{tmp_path / name}.db"
        run_once(world.settings("wire", database_url=url), clock)
        with open_database(url).read() as session:
            ids.append(sorted(session.exec(select(Event.id)).all()))

    assert ids[0] == ids[1]


def changes(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.exec(select(EventChange.change).order_by(EventChange.id)).all())  # type: ignore[arg-type]
