"""The tables of what comes in: sources, articles, their revisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage._columns import (
    PAGE_WANTED,
    WAITING,
    Json,
    counter,
    flag,
    instant,
    json_field,
    long_text,
    mode,
    partial_index,
    ref,
    younger_json,
)


class Source(SQLModel, table=True):
    """A feed: what is configured, what the server said last, and when to ask again.

    `interval` (seconds) is None where the feed's own rhythm decides. `rhythm` is the median gap between
    its newest entries in seconds, `newest_at` the publication of the newest. `effective_url` is where a
    feed that moved for good is asked; `moved_to` and `moved_seen` count sightings until it is.
    `missing_since` is the first of its 404s in a row. `full_text`: never | on_match | always.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    url: str
    publisher: str = ""
    country: str = ""
    timezone: str = "UTC"
    language: str = "en"
    full_text: str = mode()
    interval: int | None = None
    rhythm: int | None = None
    newest_at: datetime | None = instant()
    effective_url: str | None = None
    moved_to: str | None = None
    moved_seen: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    hints: Json = json_field(dict)
    next_poll_at: datetime | None = instant(index=True)
    errors: int = 0
    last_error: str = long_text()
    last_ok_at: datetime | None = instant()
    last_status: str = ""
    missing_since: datetime | None = instant()
    paused_reason: str | None = None
    lease: str | None = None
    lease_until: datetime | None = instant()


class Article(SQLModel, table=True):
    """The newest version of one feed entry.

    `state`: pending | extracted | failed | quarantined. `backlog` marks what a source held when it was
    first read: it enters the timeline and raises no alerts. `page` says what became of the full text:
    empty where none is asked for, wanted | fetched | failed; `page_reason` says in words why the last of
    `page_tries` attempts brought none, `page_next_at` when the next may be made.
    """

    __table_args__ = (
        UniqueConstraint("source", "key", name="uq_article_source_key"),
        # Indexes over what waits alone stay small, however many articles there are.
        partial_index("ix_article_waiting", "id", where=WAITING),
        partial_index("ix_article_page_wanted", "id", where=PAGE_WANTED),
        partial_index("ix_article_copy_group", "copy_group", where="copy_group IS NOT NULL"),
        partial_index("ix_article_story", "story", where="story IS NOT NULL"),
        partial_index("ix_article_cluster", "cluster", where="cluster IS NOT NULL"),
        Index("ix_article_source_seen", "source", "first_seen_at"),
        Index("ix_article_source_address", "source", "canonical_url"),
        Index("ix_article_source_hash", "source", "content_hash"),
    )

    id: int | None = Field(default=None, primary_key=True)
    source: int = ref("source.id", index=False)
    key: str
    guid: str = ""
    url: str = long_text()
    canonical_url: str = ""
    title: str = long_text()
    text: str = long_text()
    published_at: datetime | None = instant()
    published_raw: str = ""
    date_flags: list[str] = json_field(list)
    first_seen_at: datetime = instant(nullable=False)
    revision: int = 1
    content_hash: str
    copy_group: str | None = None
    story: str | None = None
    cluster: str | None = None
    backlog: bool = False
    page: str = ""
    page_reason: str = long_text()
    page_tries: int = counter()
    page_next_at: datetime | None = instant()
    state: str = "pending"
    state_reason: str = long_text()
    lease: str | None = None
    lease_until: datetime | None = instant()


class ArticleRevision(SQLModel, table=True):
    """Every version of an article that was seen, append-only.

    `from_page` marks a full text that came after the feed's text had been read. `grouping` holds the
    decisions on its copy group, storyline and cluster, with their terms.
    """

    __tablename__ = "article_revision"
    __table_args__ = (UniqueConstraint("article", "revision", name="uq_revision_article_revision"),)

    id: int | None = Field(default=None, primary_key=True)
    article: int = ref("article.id", index=False)
    revision: int
    title: str = long_text()
    text: str = long_text()
    content_hash: str
    from_page: bool = flag()
    grouping: Json = younger_json("{}")
    seen_at: datetime = instant(nullable=False)
