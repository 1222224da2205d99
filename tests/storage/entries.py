"""A source with entries to store, and the steps the tests of articles are told in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from connectors.feeds import FeedEntry
from storage import articles
from storage.database import Database
from storage.intake import Stored, intake
from storage.models import Article, Source

NOW = datetime(2024, 10, 18, 9, tzinfo=UTC)
ENTRY = FeedEntry(
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


def add_source(database: Database) -> int:
    with database.write() as session:
        source = Source(name="Example Wire", url="https://wire.example/rss.xml")
        session.add(source)
        session.flush()
        assert source.id is not None
        return source.id


def store(
    database: Database,
    source_id: int,
    *entries: FeedEntry,
    backlog_before: datetime | None = None,
    quarantine: str = "",
) -> Stored:
    with database.write() as session, intake(session, NOW) as into:
        return into.add(source_id, entries, backlog_before=backlog_before, quarantine=quarantine)


def claim(database: Database, owner: str = "a", now: datetime = NOW) -> list[Article]:
    with database.write() as session:
        return articles.claim_pending(session, now, owner=owner, lease=timedelta(minutes=5), limit=10)


def finish(database: Database, article: Article) -> bool:
    with database.write() as session:
        return articles.finish(session, article, state="extracted")
