"""A timeline with rows in every table, each set as old as a test wants it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, inspect, select, table
from sqlmodel import Session

from storage.database import Database
from storage.models import (
    Alert,
    Article,
    ArticleRevision,
    Delivery,
    DeliveryAttempt,
    Event,
    EventChange,
    Mention,
    Source,
)


def add_holding(database: Database, name: str, at: datetime, *, delivery: str = "sent") -> None:
    """An article in two versions, its claim, event and history, and an alert sent to one channel."""
    with database.write() as session:
        source = _put(session, Source(name=name, url=f"https://{name}.example/rss"))
        article = _put(
            session,
            Article(
                source=source.id,
                key=name,
                title=f"Title {name}",
                text=f"Text {name}",
                content_hash=name,
                revision=2,
                state="extracted",
                first_seen_at=at,
            ),
        )
        for revision in (1, 2):
            session.add(_version(article, revision))
        event = _put(session, Event(id=f"ev-{name}", kind="talks", first_seen_at=at, updated_at=at))
        mention = _put(session, _claim(article, event, at))
        new = _put(session, _change(event, mention, "new", at))
        _put(session, _change(event, mention, "corroborated", at))
        alert = _put(
            session,
            Alert(rule="r", rule_hash="h", title=name, event=event.id, change=new.id, created_at=at),
        )
        sent = _put(session, _delivery(alert, name, at, delivery))
        session.add(DeliveryAttempt(delivery=sent.id, n=1, started_at=at, outcome="sent"))


def counts(database: Database) -> dict[str, int]:
    """The rows of every table that has some."""
    names = [name for name in inspect(database.engine).get_table_names() if name != "alembic_version"]
    with database.read() as session:
        connection = session.connection()
        rows = {name: select(func.count()).select_from(table(name)) for name in names}
        found = {name: connection.execute(counted).scalar_one() for name, counted in rows.items()}
    return {name: rows for name, rows in sorted(found.items()) if rows}


def _version(article: Article, revision: int) -> ArticleRevision:
    return ArticleRevision(
        article=article.id,
        revision=revision,
        text=f"Text {revision}",
        content_hash=article.content_hash,
        seen_at=article.first_seen_at,
    )


def _claim(article: Article, event: Event, at: datetime) -> Mention:
    return Mention(
        article=article.id,
        revision=1,
        ordinal=0,
        event=event.id,
        kind="talks",
        status="completed",
        assertion="claimed",
        extractor="rules 1",
        seen_at=at,
    )


def _change(event: Event, mention: Mention, change: str, at: datetime) -> EventChange:
    return EventChange(
        event=event.id, change=change, mention=mention.id, article=mention.article, at=at, state="matched"
    )


def _delivery(alert: Alert, name: str, at: datetime, state: str) -> Delivery:
    return Delivery(
        dedupe_key=name,
        alert=alert.id,
        channel="desk",
        title=name,
        state=state,
        next_at=at,
        created_at=at,
        sent_at=at,
    )


def _put(session: Session, row):  # type: ignore[no-untyped-def]
    session.add(row)
    session.flush()
    return row
