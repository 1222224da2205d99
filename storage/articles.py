"""Articles and their revisions: stored once by key, every edit kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, text, update
from sqlmodel import Session, col, or_, select

from storage._revisions import keep_revision
from storage.models import PAGE_WANTED, WAITING, Article, ArticleRevision


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
    return _claim(session, [text(WAITING)], now, owner, lease, limit)


def _claim(
    session: Session,
    conditions: Sequence[Any],
    now: datetime,
    owner: str,
    lease: timedelta,
    limit: int,
) -> list[Article]:
    waiting = (
        select(Article)
        .where(*conditions)
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
        )
        .execution_options(synchronize_session=False)
    )
    return bool(session.connection().execute(statement).rowcount)


def wanted_pages(
    session: Session, now: datetime, *, owner: str, lease: timedelta, limit: int
) -> list[Article]:
    """Articles whose pages may be fetched now, oldest first, leased to `owner`."""
    turn = col(Article.page_next_at)
    ready = [text(PAGE_WANTED), or_(turn.is_(None), turn <= now), col(Article.state) != "quarantined"]
    return _claim(session, ready, now, owner, lease, limit)


def want_page(session: Session, article: Article) -> None:
    """Let the page of an article be fetched in the next cycle."""
    statement = update(Article).where(col(Article.id) == article.id).values(page="wanted")
    session.connection().execute(statement)


def attach_page(session: Session, article: Article, full_text: str, now: datetime) -> None:
    """Take over the full text of a page, and give the lease back.

    An article that waits to be read is read with it. One that was read gets it as a revision, and waits
    again; `content_hash` stays that of the feed's text, so the feed's next poll is no edit. An article that
    was edited meanwhile keeps its new wording, and its page stays wanted.
    """
    current = _returned(session, article)
    if current is None:
        return
    current.page, current.page_reason, current.page_next_at = "fetched", "", None
    if len(full_text) <= len(current.text):
        return
    current.text = full_text
    if current.state not in ("extracted", "failed"):
        _revision_of(session, current).text = full_text
        return
    current.revision += 1
    current.state = "pending"
    keep_revision(session, current, now, from_page=True)


def is_late_full_text(session: Session, article: Article) -> bool:
    """Whether this revision is a full text that came after the article had been read from its feed."""
    if article.page != "fetched" or article.revision == 1:
        return False
    return bool(session.exec(select(ArticleRevision.from_page).where(*_is_revision(article))).first())


def page_failed(session: Session, article: Article, reason: str, next_at: datetime | None) -> None:
    """Record in words why a page gave nothing, and when to try again: never, where `next_at` is None."""
    current = _returned(session, article)
    if current is None:
        return
    current.page = "failed" if next_at is None else "wanted"
    current.page_reason, current.page_next_at = reason, next_at
    current.page_tries += 1


def _returned(session: Session, article: Article) -> Article | None:
    """The article as it is now, its lease given back; None where it was edited meanwhile."""
    current = session.get_one(Article, article.id)
    current.lease = current.lease_until = None
    return current if current.revision == article.revision else None


def _revision_of(session: Session, article: Article) -> ArticleRevision:
    return session.exec(select(ArticleRevision).where(*_is_revision(article))).one()


def _is_revision(article: Article) -> tuple[Any, ...]:
    return ArticleRevision.article == article.id, ArticleRevision.revision == article.revision
