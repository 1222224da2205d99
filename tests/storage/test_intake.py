"""Entries are stored once by key, edits become revisions, and floods wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from connectors.feeds import FeedEntry
from storage import articles
from storage.database import Database
from storage.intake import Stored, intake, new_among
from storage.models import Article, ArticleRevision, Source
from tests.storage.entries import EDITED, ENTRY, NOW, add_source, claim, finish, store


@pytest.fixture
def source_id(database: Database) -> int:
    return add_source(database)


@pytest.fixture
def test_an_entry_is_stored_once(database: Database, source_id: int) -> None:
    assert store(database, source_id, ENTRY) == Stored(new=1)
    assert store(database, source_id, ENTRY) == Stored()


def test_the_same_guid_in_two_feeds_is_two_articles(database: Database, source_id: int) -> None:
    with database.write() as session:
        session.add(Source(name="Other Wire", url="https://other.example/rss.xml"))

    store(database, source_id, ENTRY)

    assert store(database, source_id + 1, ENTRY) == Stored(new=1)


def test_an_edit_is_a_revision_and_waits_for_extraction_again(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY)
    (article,) = claim(database)
    finish(database, article)

    assert store(database, source_id, EDITED) == Stored(updated=1)

    (again,) = claim(database)
    assert (again.revision, again.text) == (2, "Ministers met on Thursday.")
    with database.read() as session:
        texts = session.exec(select(ArticleRevision.text).order_by(col(ArticleRevision.revision))).all()
    assert texts == ["Ministers met on Friday.", "Ministers met on Thursday."]


def test_a_thousand_entries_are_stored_in_one_go(database: Database, source_id: int) -> None:
    many = [replace(ENTRY, key=f"guid:{n}") for n in range(1200)]

    assert store(database, source_id, *many) == Stored(new=1200)
    assert store(database, source_id, *many) == Stored()


def keys(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(session.exec(select(Article.key)).all())


def test_a_new_guid_for_a_known_text_is_the_same_article(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY)

    moved = replace(ENTRY, key="guid:2", guid="2", canonical_url="https://wire.example/moved")

    assert store(database, source_id, moved) == Stored(moved=1)
    assert keys(database) == ["guid:2"]


def test_a_new_guid_and_a_new_wording_at_the_same_address_is_an_edit(
    database: Database, source_id: int
) -> None:
    store(database, source_id, ENTRY)

    assert store(database, source_id, replace(EDITED, key="guid:2")) == Stored(updated=1, moved=1)
    assert [a.revision for a in claim(database)] == [2]


def test_many_entries_at_one_address_stay_many(database: Database, source_id: int) -> None:
    live = [replace(ENTRY, key=f"guid:{n}", title=f"Update {n}", content_hash=f"hash-{n}") for n in range(3)]
    store(database, source_id, *live[:2])

    assert store(database, source_id, *live) == Stored(new=1)


def live(number: int) -> FeedEntry:
    """One of many short items on a page of all of them."""
    return replace(
        ENTRY, key=f"guid:{number}", guid=str(number), title=f"Update {number}", content_hash=f"hash-{number}"
    )


def test_a_new_item_at_the_address_of_many_is_no_edit_of_one_that_left(
    database: Database, source_id: int
) -> None:
    store(database, source_id, live(1), live(2))

    assert store(database, source_id, live(3), live(2)) == Stored(new=1)


def test_a_new_item_that_points_to_the_home_page_is_no_edit(database: Database, source_id: int) -> None:
    one, other = (replace(live(n), canonical_url="https://wire.example/") for n in (1, 2))
    store(database, source_id, one)

    assert store(database, source_id, other) == Stored(new=1)


def test_the_same_text_is_recognised_before_the_same_address(database: Database, source_id: int) -> None:
    store(database, source_id, live(1))

    newcomer, same = live(2), replace(live(1), key="guid+url:1", canonical_url="https://wire.example/9")

    assert store(database, source_id, newcomer, same) == Stored(new=1, moved=1)


def test_what_comes_back_under_another_key_is_not_new(database: Database, source_id: int) -> None:
    feed = [replace(live(n), canonical_url=f"https://wire.example/{n}") for n in range(30)]
    store(database, source_id, *feed)
    moved = [replace(e, key=f"new-{e.key}", canonical_url=f"https://other.example/{e.guid}") for e in feed]

    with database.read() as session:
        assert new_among(session, source_id, [*moved, live(77)]) == [live(77)]


def test_a_whole_feed_under_new_keys_brings_nothing_new(database: Database, source_id: int) -> None:
    feed = [
        replace(ENTRY, key=f"guid:{n}", content_hash=f"hash-{n}", canonical_url=f"https://wire.example/{n}")
        for n in range(30)
    ]
    store(database, source_id, *feed)

    assert store(database, source_id, *(replace(e, key=f"new-{e.key}") for e in feed)) == Stored(moved=30)


def test_what_a_source_held_at_first_is_backlog_unless_it_is_recent(
    database: Database, source_id: int
) -> None:
    old = replace(
        ENTRY, key="old", published_at=NOW - timedelta(days=2), content_hash="old", canonical_url=""
    )
    undated = replace(ENTRY, key="undated", date_flags=("missing",), content_hash="undated", canonical_url="")
    store(database, source_id, ENTRY, old, undated, backlog_before=NOW - timedelta(days=1))

    assert {a.key: a.backlog for a in claim(database)} == {"guid:1": False, "old": True, "undated": True}


def test_an_edit_of_a_backlog_article_is_news(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY, backlog_before=NOW + timedelta(days=1))
    store(database, source_id, EDITED)

    assert [a.backlog for a in claim(database)] == [False]


def test_quarantined_articles_are_kept_unread_until_they_are_released(
    database: Database, source_id: int
) -> None:
    store(database, source_id, ENTRY, quarantine="a flood")
    assert claim(database) == []

    with database.write() as session:
        assert articles.release(session, source_id) == 1

    assert [a.backlog for a in claim(database)] == [True]


def test_entries_of_many_sources_are_stored_together(database: Database, source_id: int) -> None:
    with database.write() as session:
        session.add(Source(name="Other Wire", url="https://other.example/rss.xml"))

    with database.write() as session, intake(session, NOW) as into:
        assert into.add(source_id, [ENTRY]) == Stored(new=1)
        assert into.add(source_id + 1, [ENTRY, replace(ENTRY, key="guid:2")]) == Stored(new=2)

    with database.read() as session:
        stored = session.exec(select(Article.source, Article.key).order_by(col(Article.id))).all()
        assert len(session.exec(select(ArticleRevision.id)).all()) == 3
    assert stored == [(source_id, "guid:1"), (source_id + 1, "guid:1"), (source_id + 1, "guid:2")]
