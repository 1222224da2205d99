"""Articles are stored once by key, edits become revisions, and one worker reads each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from storage import articles
from storage.articles import Entry, Stored
from storage.database import Database
from storage.models import Article, ArticleRevision, Source

NOW = datetime(2024, 10, 18, 9, tzinfo=UTC)
ENTRY = Entry(
    key="guid:1",
    guid="1",
    url="https://wire.example/1",
    canonical_url="https://wire.example/1",
    title="Ministers meet",
    text="Ministers met on Friday.",
    published_at=NOW,
    published_raw="Fri, 18 Oct 2024 09:00:00 GMT",
    date_flags=(),
    content_hash="first",
)
EDITED = replace(ENTRY, text="Ministers met on Thursday.", content_hash="second")


@pytest.fixture
def source_id(database: Database) -> int:
    with database.write() as session:
        source = Source(name="Example Wire", url="https://wire.example/rss.xml")
        session.add(source)
        session.flush()
        assert source.id is not None
        return source.id


def store(database: Database, source_id: int, *entries: Entry) -> Stored:
    with database.write() as session:
        return articles.store_entries(session, source_id, entries, NOW)


def claim(database: Database, owner: str = "a", now: datetime = NOW) -> list[Article]:
    with database.write() as session:
        return articles.claim_pending(session, now, owner=owner, lease=timedelta(minutes=5), limit=10)


def finish(database: Database, article: Article) -> bool:
    with database.write() as session:
        return articles.finish(session, article, state="extracted")


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


def test_two_workers_do_not_get_the_same_article(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY)

    assert len(claim(database, "a")) == 1
    assert claim(database, "b") == []


def test_an_article_is_finished_once(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY)
    (article,) = claim(database)

    assert finish(database, article) is True
    assert finish(database, article) is False


def test_an_article_edited_while_it_was_read_is_not_finished(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY)
    (article,) = claim(database)
    store(database, source_id, EDITED)

    assert finish(database, article) is False
    assert [a.revision for a in claim(database)] == [2]


def test_a_thousand_entries_are_stored_in_one_go(database: Database, source_id: int) -> None:
    many = [replace(ENTRY, key=f"guid:{n}") for n in range(1200)]

    assert store(database, source_id, *many) == Stored(new=1200)
    assert store(database, source_id, *many) == Stored()
