"""Storylines and clusters as they are kept for ever: what they are called, when, and how many articles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update
from sqlmodel import Session, col

from storage.models import Article, ArticleRevision, Json
from storage.story_models import Story, StoryCluster


@dataclass(frozen=True, slots=True)
class Belonging:
    """Where an article belongs: a text, a storyline, a happening; empty where that is not known."""

    copy_group: str = ""
    story: str = ""
    cluster: str = ""


def belonging(article: Article) -> Belonging:
    """Where an article belongs by its row."""
    return Belonging(article.copy_group or "", article.story or "", article.cluster or "")


def place(session: Session, article: Article, found: Belonging, at: datetime, reasons: Json) -> None:
    """Write where an article belongs, and why. It leaves the storyline and cluster it was in before."""
    before = belonging(article)
    _enter(session, article.title, before, found, at)
    article.copy_group, article.story, article.cluster = found.copy_group, found.story, found.cluster
    connection = session.connection()
    connection.execute(
        update(Article)
        .where(col(Article.id) == article.id)
        .values(copy_group=found.copy_group, story=found.story, cluster=found.cluster)
    )
    connection.execute(
        update(ArticleRevision)
        .where(col(ArticleRevision.article) == article.id, col(ArticleRevision.revision) == article.revision)
        .values(grouping=reasons)
    )


def move(session: Session, article: Article, cluster: str, at: datetime, reason: Json) -> None:
    """Put an article into another cluster of its storyline, and keep why beside the first decision."""
    _enter(session, article.title, belonging(article), replace(belonging(article), cluster=cluster), at)
    article.cluster = cluster
    session.connection().execute(update(Article).where(col(Article.id) == article.id).values(cluster=cluster))
    revision = session.scalars(
        select(ArticleRevision).where(
            col(ArticleRevision.article) == article.id, col(ArticleRevision.revision) == article.revision
        )
    ).first()
    # What is only looked at keeps no revisions.
    if revision is not None:
        revision.grouping = revision.grouping | {"moved": reason}


def _enter(session: Session, title: str, before: Belonging, found: Belonging, at: datetime) -> None:
    joins_story, joins_cluster = found.story != before.story, found.cluster != before.cluster
    if before.story and joins_story:
        _touch(session, Story, before.story, at=None, articles=-1)
    if before.cluster and joins_cluster:
        _touch(session, StoryCluster, before.cluster, at=None, articles=-1)
    if not _touch(session, Story, found.story, at, articles=int(joins_story)):
        session.add(Story(id=found.story, title=title, first_at=at, last_at=at, articles=1))
        session.flush()
    if not _touch(session, StoryCluster, found.cluster, at, articles=int(joins_cluster)):
        session.add(
            StoryCluster(
                id=found.cluster, story=found.story, title=title, first_at=at, last_at=at, articles=1
            )
        )
        _touch(session, Story, found.story, at, clusters=1)


def _touch(session: Session, table: Any, row_id: str, at: datetime | None, **added: int) -> bool:
    """Add to the counts of a row, and let it reach to `at`; False where there is no such row yet."""
    values: dict[str, Any] = {name: getattr(table, name) + number for name, number in added.items() if number}
    if at is not None:
        values["first_at"] = case((table.first_at > at, at), else_=table.first_at)
        values["last_at"] = case((table.last_at < at, at), else_=table.last_at)
    statement = update(table).where(table.id == row_id).values(values)
    return bool(session.connection().execute(statement).rowcount)
