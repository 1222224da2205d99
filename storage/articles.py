"""Articles and their revisions: stored once by key, every edit kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from storage.models import Article, ArticleRevision


@dataclass(frozen=True, slots=True)
class Entry:
    """A feed entry ready to be stored; `key` identifies it inside its source."""

    key: str
    guid: str
    url: str
    canonical_url: str
    title: str
    text: str
    published_at: datetime | None
    published_raw: str
    date_flags: tuple[str, ...]
    content_hash: str


@dataclass(frozen=True, slots=True)
class Stored:
    """How many entries were new and how many had changed."""

    new: int = 0
    updated: int = 0


def store_entries(session: Session, source_id: int, entries: Iterable[Entry], now: datetime) -> Stored:
    """Insert what is new, add a revision where the content changed, leave the rest untouched."""
    by_key = {entry.key: entry for entry in entries}
    known = _known(session, source_id, list(by_key))
    new = updated = 0
    for key, entry in by_key.items():
        article = known.get(key)
        if article is None:
            _insert(session, source_id, entry, now)
            new += 1
        elif article.content_hash != entry.content_hash:
            _revise(session, article, entry, now)
            updated += 1
    return Stored(new, updated)


def claim_pending(
    session: Session, now: datetime, *, owner: str, lease: timedelta, limit: int
) -> list[Article]:
    """Articles waiting for extraction, oldest first, leased to `owner`."""
    waiting = (
        select(Article)
        .where(col(Article.state) == "pending")
        .where(or_(col(Article.lease).is_(None), col(Article.lease_until) <= now))
        .order_by(col(Article.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    articles = list(session.exec(waiting))
    for article in articles:
        article.lease = owner
        article.lease_until = now + lease
    return articles


def finish(session: Session, article: Article, *, state: str, reason: str = "") -> bool:
    """Close the extraction of this revision; False when it was edited or finished meanwhile."""
    statement = (
        update(Article)
        .where(col(Article.id) == article.id, col(Article.state) == "pending")
        .where(col(Article.revision) == article.revision)
        .values(
            state=state,
            state_reason=reason,
            lease=None,
            lease_until=None,
            copy_group=article.copy_group,
            story=article.story,
        )
        .execution_options(synchronize_session=False)
    )
    return bool(session.connection().execute(statement).rowcount)


def _known(session: Session, source_id: int, keys: Sequence[str]) -> dict[str, Article]:
    found: dict[str, Article] = {}
    # Databases bound the number of parameters in one statement.
    for start in range(0, len(keys), 500):
        part = keys[start : start + 500]
        rows = session.exec(select(Article).where(Article.source == source_id, col(Article.key).in_(part)))
        found.update({article.key: article for article in rows})
    return found


def _insert(session: Session, source_id: int, entry: Entry, now: datetime) -> None:
    article = Article(
        source=source_id,
        key=entry.key,
        guid=entry.guid,
        url=entry.url,
        canonical_url=entry.canonical_url,
        title=entry.title,
        text=entry.text,
        published_at=entry.published_at,
        published_raw=entry.published_raw,
        date_flags=list(entry.date_flags),
        first_seen_at=now,
        content_hash=entry.content_hash,
    )
    session.add(article)
    session.flush()
    _keep_revision(session, article, now)


def _revise(session: Session, article: Article, entry: Entry, now: datetime) -> None:
    article.revision += 1
    article.title = entry.title
    article.text = entry.text
    article.url = entry.url
    article.canonical_url = entry.canonical_url
    article.content_hash = entry.content_hash
    article.state = "pending"
    article.lease = article.lease_until = None
    _keep_revision(session, article, now)


def _keep_revision(session: Session, article: Article, now: datetime) -> None:
    assert article.id is not None
    session.add(
        ArticleRevision(
            article=article.id,
            revision=article.revision,
            title=article.title,
            text=article.text,
            content_hash=article.content_hash,
            seen_at=now,
        )
    )
