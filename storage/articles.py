"""Articles and their revisions: stored once by key, every edit kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, text, update
from sqlmodel import Session, col, or_, select

from storage.models import PAGE_WANTED, WAITING, Article, ArticleRevision

_ARTICLES = Article.__table__  # type: ignore[attr-defined]
_REVISIONS = ArticleRevision.__table__  # type: ignore[attr-defined]


def release(session: Session, source_id: int) -> int:
    """Let quarantined articles be read, as a backlog that raises no alerts; how many there were."""
    statement = (
        update(Article)
        .where(col(Article.source) == source_id, col(Article.state) == "quarantined")
        .values(state="pending", backlog=True)
    )
    return int(session.connection().execute(statement).rowcount)


def volume(session: Session, source_id: int, since: datetime) -> int:
    """How many articles of a source were first seen since an instant."""
    statement = select(func.count()).where(Article.source == source_id, col(Article.first_seen_at) >= since)
    return int(session.exec(statement).one())


def recent_addresses(session: Session, source_id: int, limit: int = 20) -> Sequence[str]:
    """The canonical addresses of a source's newest articles."""
    statement = (
        select(Article.canonical_url)
        .where(Article.source == source_id, col(Article.state) != "quarantined")
        .order_by(col(Article.first_seen_at).desc(), col(Article.id).desc())
        .limit(limit)
    )
    return session.exec(statement).all()


def claim_pending(
    session: Session, now: datetime, *, owner: str, lease: timedelta, limit: int
) -> list[Article]:
    """Articles waiting for extraction, oldest first, leased to `owner`."""
    return _claim(session, WAITING, now, owner, lease, limit)


def _claim(
    session: Session, condition: str, now: datetime, owner: str, lease: timedelta, limit: int
) -> list[Article]:
    waiting = (
        select(Article)
        .where(text(condition))
        .where(or_(col(Article.lease).is_(None), col(Article.lease_until) <= now))
        .order_by(col(Article.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = list(session.exec(waiting))
    for article in claimed:
        article.lease = owner
        article.lease_until = now + lease
    return claimed


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


def wanted_pages(
    session: Session, now: datetime, *, owner: str, lease: timedelta, limit: int
) -> list[Article]:
    """Articles whose pages shall be fetched, oldest first, leased to `owner`."""
    return _claim(session, PAGE_WANTED, now, owner, lease, limit)


def attach_page(session: Session, article: Article, full_text: str, reason: str) -> None:
    """Take over the full text of a page, or record in `reason` why there is none; the lease is given back.

    An article that was edited meanwhile keeps its new wording, and its page stays wanted.
    """
    current = session.get_one(Article, article.id)
    current.lease = current.lease_until = None
    if current.revision != article.revision:
        return
    current.page, current.page_reason = ("failed", reason) if reason else ("fetched", "")
    if reason or len(full_text) <= len(current.text):
        return
    current.text = full_text
    revision = select(ArticleRevision).where(
        ArticleRevision.article == article.id, ArticleRevision.revision == current.revision
    )
    session.exec(revision).one().text = full_text
