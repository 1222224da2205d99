"""The wording of an article as it is now, kept as a revision."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from storage.models import Article, ArticleRevision


def keep_revision(session: Session, article: Article, now: datetime, *, from_page: bool = False) -> None:
    """Add the article's present wording under its present number; `from_page` where its page brought it."""
    assert article.id is not None
    session.add(
        ArticleRevision(
            article=article.id,
            revision=article.revision,
            title=article.title,
            text=article.text,
            content_hash=article.content_hash,
            from_page=from_page,
            seen_at=now,
        )
    )
