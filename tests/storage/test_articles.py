"""One worker reads each article, and finishes the version it has read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from storage import articles
from storage.database import Database
from storage.models import Article, ArticleRevision
from tests.storage.entries import EDITED, ENTRY, NOW, add_source, claim, finish, store

FULL = "Ministers met on Friday in Geneva. They spoke about grain."


@pytest.fixture
def source_id(database: Database) -> int:
    return add_source(database)


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


def want(database: Database) -> None:
    with database.write() as session:
        articles.want_page(session, session.exec(select(Article)).one())


def claim_pages(database: Database, minutes: int = 0) -> list[Article]:
    with database.write() as session:
        now = NOW + timedelta(minutes=minutes)
        return articles.wanted_pages(session, now, owner="a", lease=timedelta(minutes=5), limit=10)


def test_a_page_that_comes_before_its_article_is_read_becomes_its_text(
    database: Database, source_id: int
) -> None:
    store(database, source_id, ENTRY)
    want(database)
    (article,) = claim_pages(database)

    with database.write() as session:
        articles.attach_page(session, article, FULL, NOW)

    (waiting,) = claim(database)
    assert (waiting.text, waiting.revision, waiting.page) == (FULL, 1, "fetched")


def test_a_page_that_comes_after_its_article_was_read_is_a_revision_that_waits(
    database: Database, source_id: int
) -> None:
    store(database, source_id, ENTRY)
    finish(database, *claim(database))
    want(database)
    (article,) = claim_pages(database)

    with database.write() as session:
        articles.attach_page(session, article, FULL, NOW)

    (waiting,) = claim(database)
    with database.read() as session:
        kept = session.exec(select(ArticleRevision.text, ArticleRevision.from_page)).all()
        assert articles.is_late_full_text(session, waiting)
    assert (waiting.text, waiting.revision) == (FULL, 2)
    assert list(kept) == [(ENTRY.text, False), (FULL, True)]
    assert store(database, source_id, ENTRY).updated == 0


def test_a_page_that_failed_waits_for_its_turn_and_gives_up_when_told(
    database: Database, source_id: int
) -> None:
    store(database, source_id, ENTRY)
    want(database)
    (article,) = claim_pages(database)

    with database.write() as session:
        articles.page_failed(session, article, "busy", NOW + timedelta(minutes=5))

    assert claim_pages(database, minutes=4) == []
    (again,) = claim_pages(database, minutes=5)
    assert (again.page_reason, again.page_tries) == ("busy", 1)
    with database.write() as session:
        articles.page_failed(session, again, "gone", None)
    assert claim_pages(database, minutes=600) == []


def test_an_edit_asks_for_its_page_afresh(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY)
    want(database)
    (article,) = claim_pages(database)
    with database.write() as session:
        articles.page_failed(session, article, "gone", None)

    store(database, source_id, EDITED)

    (edited,) = claim(database)
    assert (edited.page, edited.page_reason, edited.page_tries) == ("", "", 0)


def test_pages_of_quarantined_articles_are_left_alone(database: Database, source_id: int) -> None:
    store(database, source_id, ENTRY, quarantine="a flood")
    want(database)

    assert claim_pages(database) == []
