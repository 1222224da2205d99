"""The timeline stays what it is: for batches of any size, two workers, a kill, a flood, a late article."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from clock import SimulatedClock
from events.extract import RuleExtractor
from events.model import Article as ArticleText
from flows.steps import extract as step
from flows.steps.extract import extract_pending
from flows.steps.rebuild import compare
from storage import timeline
from storage._revisions import keep_revision
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.models import Article, Event, EventChange, Mention, Source
from storage.story_models import Story, StoryCluster, active_term, active_term_size
from tests.gold.stories.corpus import mixed, noise, storyline

ARTICLES = [labelled.article for labelled in mixed(storyline(), noise(1))][:24]
LAST = ARTICLES[-1].published

KILLED = """
import os, signal, sys
from clock import SimulatedClock
from datetime import datetime
from events.extract import RuleExtractor
from flows.steps.extract import extract_pending
from storage import timeline
from storage.database import open_database

left, add_change = int(sys.argv[2]), timeline.add_change

def add_and_die(session, change):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    return add_change(session, change)

timeline.add_change = add_and_die
clock = SimulatedClock(datetime.fromisoformat(sys.argv[3]))
extract_pending(open_database(sys.argv[1]), RuleExtractor(), clock, owner="killed")
"""


def stored(database: Database, articles: Sequence[ArticleText], seen_at: datetime | None = None) -> Database:
    """Articles that wait to be read, in a source for each publisher; seen when they were published."""
    with database.write() as session:
        known = {source.name: source for source in session.scalars(select(Source))}
        for article in articles:
            name = article.source or "Wire"
            if name not in known:
                known[name] = Source(name=name, url="", publisher=name)
                session.add(known[name])
                session.flush()
            row = Article(
                source=known[name].id, key=article.id, title=article.title, text=article.body,
                published_at=article.published, first_seen_at=article.published, content_hash=article.id,
            )  # fmt: skip
            session.add(row)
            session.flush()
            keep_revision(session, row, seen_at or article.published)
    return database


def read(database: Database, clock: SimulatedClock | None = None) -> Database:
    extract_pending(database, RuleExtractor(), clock or SimulatedClock(LAST), owner="test")
    return database


def told(database: Database) -> dict[str, Any]:
    """All that was decided: where each article belongs, which event each mention is of, and every change."""
    with database.read() as session:
        belong = select(Article.key, Article.copy_group, Article.story, Article.cluster).order_by(Article.key)
        mentions = select(Mention.article, Mention.ordinal, Mention.event, Mention.decision)
        changes = select(EventChange.event, EventChange.change, EventChange.why, EventChange.patch)
        return {
            "articles": [tuple(row) for row in session.execute(belong)],
            "mentions": [tuple(row) for row in session.execute(mentions.order_by(Mention.id))],
            "changes": [tuple(row) for row in session.execute(changes.order_by(EventChange.id))],
        }


def told_by(database: Database) -> dict[tuple[int, int], str]:
    """The event that each claim tells of, its id followed to where it leads."""
    with database.read() as session:
        claims = session.execute(select(Mention.article, Mention.ordinal, Mention.event)).all()
        heirs = {event: timeline.resolve(session, event) for *_, event in claims}
    return {(article, ordinal): str(heirs[event] and heirs[event].id) for article, ordinal, event in claims}


def fresh(folder: Path, name: str) -> Database:
    database = open_database(f"sqlite:///{folder / name}.db")
    upgrade(database)
    return database


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one worker makes of the articles that nobody disturbs."""
    return told(read(stored(fresh(tmp_path_factory.mktemp("one"), "one"), ARTICLES)))


def test_batches_of_any_size_give_the_same_ids_and_decisions(
    sqlite: Database, undisturbed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step, "BATCH", 3)

    assert told(read(stored(sqlite, ARTICLES))) == undisturbed


def test_over_a_month_no_id_changes_and_a_replay_gives_every_one_again(sqlite: Database) -> None:
    clock = SimulatedClock(LAST.replace(hour=0))
    days: dict[date, list[ArticleText]] = {}
    for labelled in storyline():
        days.setdefault(labelled.article.published.date(), []).append(labelled.article)
    seen: dict[tuple[int, int], str] = {}
    for day, articles in sorted(days.items()):
        clock.set(datetime.combine(day + timedelta(days=1), time(), UTC))
        read(stored(sqlite, articles, clock.now()), clock)
        now = told_by(sqlite)
        assert {claim: now[claim] for claim in seen} == seen
        seen = now

    assert len(days) >= 15
    assert len(seen) >= 100
    assert compare(sqlite, RuleExtractor()).is_empty


def test_a_kill_in_the_middle_of_writing_loses_and_doubles_nothing(
    sqlite: Database, undisturbed: dict[str, Any]
) -> None:
    stored(sqlite, ARTICLES)
    arguments = [sqlite.url.render_as_string(), "6", LAST.isoformat()]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], env={**os.environ}, timeout=60)
    assert killed.returncode == -signal.SIGKILL

    read(sqlite, SimulatedClock(LAST + 2 * step.LEASE))

    found = told(sqlite)
    assert found["articles"] == undisturbed["articles"]
    assert [row[:3] for row in found["mentions"]] == [row[:3] for row in undisturbed["mentions"]]
    assert [row[:2] for row in found["changes"]] == [row[:2] for row in undisturbed["changes"]]


def test_two_workers_at_once_write_each_article_once(database: Database) -> None:
    stored(database, ARTICLES)
    failed: list[Exception] = []

    def work() -> None:
        own = open_database(database.url.render_as_string(hide_password=False))
        try:
            read(own)
        except Exception as error:
            failed.append(error)
        finally:
            own.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)

    assert not failed
    with database.read() as session:
        assert set(session.scalars(select(Article.state))) == {"extracted"}
        assert not session.scalars(select(Article.key).where(Article.cluster.is_(None))).all()  # type: ignore[union-attr]
        twice = select(Mention.article).group_by(Mention.article, Mention.ordinal)
        assert not session.scalars(twice.having(func.count() > 1)).all()
        reach = select(Mention.event, func.count(Mention.article.distinct())).group_by(Mention.event)  # type: ignore[attr-defined]
        assert dict(session.execute(reach).all()) == {e.id: e.reach for e in session.scalars(select(Event))}  # type: ignore[arg-type]
        assert sum(session.scalars(select(Story.articles))) == len(ARTICLES)
        assert sum(session.scalars(select(StoryCluster.articles))) == len(ARTICLES)
        led_to = session.scalar(select(func.count()).select_from(active_term))
        assert led_to == session.scalar(select(func.sum(active_term_size.c.clusters)))


def flooding(number: int, **changes: Any) -> ArticleText:
    values = {
        "id": f"flood-{number}",
        "title": f"Troops on the move, update {number}",
        "body": "North Korea has sent about 1,500 troops to Russia, South Korea's spy agency said in its "
        f"bulletin {number * 7919}.",
        "published": LAST + timedelta(minutes=number),
        "source": "Wire",
    }
    return ArticleText(**values | changes)


def test_a_flood_from_one_feed_is_one_event_with_one_origin(sqlite: Database) -> None:
    read(stored(sqlite, [flooding(number) for number in range(60)]), SimulatedClock(LAST + timedelta(days=1)))

    with sqlite.read() as session:
        (event,) = session.scalars(select(Event)).all()
        assert (event.reach, event.origins, event.standing) == (60, 1, "reported")
        assert len(session.scalars(select(Article.cluster).distinct()).all()) == 1


def test_a_late_article_joins_its_event_and_overrules_nothing(sqlite: Database) -> None:
    late = flooding(
        3, published=LAST - timedelta(days=1), source="Slow",
        body="North Korea has sent about 1,200 troops to Russia, South Korea's spy agency said.",
    )  # fmt: skip
    read(stored(sqlite, [flooding(1), flooding(2), late]), SimulatedClock(LAST + timedelta(days=1)))

    with sqlite.read() as session:
        (event,) = session.scalars(select(Event)).all()
        assert event.quantities["sent"]["best"] == 1500
        assert event.first_reported_at == late.published
        assert event.reach == 3
