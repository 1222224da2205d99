"""Grouping in a cycle: the same as in memory, in any order of workers, and forgetful after its window."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from clock import SimulatedClock
from events.extract import extract
from events.stories import Decision, Grouper, Grouping, Item, Move, slots_of
from flows.steps.grouping import group, stored_grouper
from storage import story_models
from storage.database import Database, open_database
from storage.models import Article, ArticleRevision, Event, Source
from storage.story_models import Story, StoryCluster
from tests.gold.stories.corpus import mixed, noise, storyline
from tests.world import DEPLOYMENT, QUIET, World, rss, run_once

HOT = (
    story_models.active_story,
    story_models.active_cluster,
    story_models.active_term,
    story_models.active_term_size,
    story_models.copy_text,
    story_models.copy_key,
    story_models.copy_shingle,
)


@pytest.fixture(scope="module")
def items() -> list[Item]:
    """A storyline with copies and denials among unrelated news, as it is read."""
    articles = [labelled.article for labelled in mixed(storyline(), noise(1))][:70]
    return [
        Item(a.id, a.title, a.body, a.published, slots_of(a.title, a.body, extract(a).mentions))
        for a in articles
    ]


def test_a_database_groups_as_memory_does(database: Database, items: Sequence[Item]) -> None:
    memory = Grouper()

    for item in items:
        with database.write() as session:
            assert stored_grouper(session).add(item) == memory.add(item)


def test_many_articles_in_one_transaction_are_grouped_as_one_by_one(
    sqlite: Database, items: Sequence[Item]
) -> None:
    memory = Grouper()

    with sqlite.write() as session:
        grouper = stored_grouper(session)
        assert [grouper.add(item) for item in items] == [memory.add(item) for item in items]


def test_what_is_rolled_back_was_never_grouped(sqlite: Database, items: Sequence[Item]) -> None:
    with pytest.raises(RuntimeError), sqlite.write() as session:
        stored_grouper(session).add(items[0])
        raise RuntimeError("killed")

    assert sum(hot_rows(sqlite)) == 0


def test_a_month_later_nothing_is_left_to_compare_with(sqlite: Database, items: Sequence[Item]) -> None:
    late = replace(items[0], key="late", title="Quiet day", body="", at=items[-1].at + timedelta(days=31))

    with sqlite.write() as session:
        grouper = stored_grouper(session)
        for item in (*items, late):
            grouper.add(item)

    assert hot_rows(sqlite)[:2] == [1, 1]


def test_an_article_is_stored_with_its_copy_group_storyline_and_cluster(
    world: World, database_url: str, clock: SimulatedClock
) -> None:
    world.web.pages["/wire"] = rss(DEPLOYMENT, QUIET)
    world.web.pages["/post"] = rss(replace(DEPLOYMENT, guid="post-7"))

    run_once(world.settings("wire", "post", database_url=database_url), clock)

    with closing(open_database(database_url)) as database, database.read() as session:
        told = {a.guid: (a.copy_group, a.story, a.cluster) for a in session.scalars(select(Article))}
        stories = {s.id: (s.title, s.articles, s.clusters) for s in session.scalars(select(Story))}
        events = set(session.scalars(select(Event.story)))
        reasons = session.scalars(select(ArticleRevision.grouping)).all()
    copy, story, cluster = told["nk-1"]
    assert told["post-7"] == (copy, story, cluster)
    assert not {copy, story, cluster} & set(told["c-1"])
    assert stories[str(story)] == (DEPLOYMENT.title, 2, 1)
    assert events == {story}
    assert {reason["copy"]["joined"] for reason in reasons} == {True, False}


def test_an_edit_stays_in_its_cluster_and_counts_once(world: World, clock: SimulatedClock) -> None:
    settings = world.settings("wire")
    world.web.pages["/wire"] = rss(DEPLOYMENT)
    run_once(settings, clock)
    world.web.pages["/wire"] = rss(replace(DEPLOYMENT, text=f"{DEPLOYMENT.text} More follows soon."))
    clock.advance(timedelta(minutes=5))

    run_once(settings, clock)

    with closing(open_database(settings.database_url)) as database, database.read() as session:
        assert session.scalars(select(Article.revision)).all() == [2]
        assert session.scalars(select(Story.articles)).all() == [1]
        assert session.scalars(select(StoryCluster.articles)).all() == [1]


def test_a_move_reaches_the_article_and_keeps_both_decisions(world: World, clock: SimulatedClock) -> None:
    settings = world.settings("wire")
    world.web.pages["/wire"] = rss(DEPLOYMENT, QUIET)
    run_once(settings, clock)

    with open_database(settings.database_url).write() as session:
        moved, other = session.scalars(select(Article).order_by(Article.guid.desc())).all()
        source = session.get_one(Source, moved.source)
        before = str(moved.cluster)
        why = Decision("cl_elsewhere", False, 0.1, 0.2)
        grouper = _Moving(Move(f"{source.name}|{moved.key}", before, "cl_elsewhere", why))
        group(session, other, source, (), clock.now(), grouper)

    with open_database(settings.database_url).read() as session:
        assert session.get_one(Article, moved.id).cluster == "cl_elsewhere"
        reasons = session.scalars(
            select(ArticleRevision.grouping).where(ArticleRevision.article == moved.id)
        ).one()
        counts = {c.id: c.articles for c in session.scalars(select(StoryCluster))}
    assert reasons["moved"]["group"] == "cl_elsewhere"
    assert reasons["cluster"]["group"] == before
    assert (counts[before], counts["cl_elsewhere"]) == (0, 1)


class _Moving(Grouper):
    """Revises one decision with the next article."""

    def __init__(self, move: Move) -> None:
        super().__init__()
        self._move = move

    def add(self, item: Item) -> Grouping:
        return replace(super().add(item), moved=(self._move,))


def test_a_date_in_the_future_does_not_empty_the_window(world: World, clock: SimulatedClock) -> None:
    settings = world.settings("wire")
    world.web.pages["/wire"] = rss(DEPLOYMENT, replace(QUIET, published="Fri, 18 Oct 2030 21:30:00 +0900"))
    run_once(settings, clock)

    assert hot_rows(open_database(settings.database_url))[1] == 2


def hot_rows(database: Database) -> list[int]:
    """How many rows each table of the active window has."""
    with database.read() as session:
        return [_count(session, table) for table in HOT]


def _count(session: Session, table: object) -> int:
    return int(session.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]
