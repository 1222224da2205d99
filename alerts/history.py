"""Stored changes as rules see them, the same for live matching, explaining and backtesting."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from alerts.model import ChangeView
from alerts.views import from_rows
from storage.models import Article, ArticleRevision, Event, EventChange, Mention, Source

_PAGE = 500


def views_of(session: Session, changes: Sequence[EventChange]) -> list[ChangeView]:
    """The views of `changes` in their order, without those no rule sees."""
    events = _by_id(session, Event, {change.event for change in changes})
    mentions = _by_id(session, Mention, {change.mention for change in changes})
    articles = _by_id(session, Article, {change.article for change in changes})
    sources = _by_id(session, Source, {article.source for article in articles.values()})
    revisions = _revisions(session, articles)
    views = []
    for change in changes:
        mention, article = mentions.get(change.mention), articles.get(change.article)
        revision = revisions.get((mention.article, mention.revision)) if mention else None
        source = sources.get(article.source) if article else None
        view = from_rows(change, events[change.event], mention, article, revision, source)
        if view is not None:
            views.append(view)
    return views


def recent_views(session: Session, since: datetime) -> Iterator[ChangeView]:
    """Every change from `since` on as a view, the newest first."""
    newest = select(EventChange).where(col(EventChange.at) >= since).order_by(col(EventChange.id).desc())
    before: int | None = None
    while True:
        page = newest if before is None else newest.where(col(EventChange.id) < before)
        changes = session.exec(page.limit(_PAGE)).all()
        if not changes:
            return
        yield from views_of(session, changes)
        before = changes[-1].id


def _by_id(session: Session, table: Any, ids: set[Any]) -> dict[Any, Any]:
    wanted = sorted(ids - {None})
    rows = session.exec(select(table).where(col(table.id).in_(wanted))).all() if wanted else []
    return {row.id: row for row in rows}


def _revisions(session: Session, articles: Collection[int]) -> dict[tuple[int, int], ArticleRevision]:
    wanted = select(ArticleRevision).where(col(ArticleRevision.article).in_(sorted(articles)))
    return {(row.article, row.revision): row for row in session.exec(wanted)}
