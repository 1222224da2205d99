"""An article that waits to be read, from a source of its own."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from storage.models import Article, Source


def add_waiting(session: Session, name: str, title: str, text: str, at: datetime) -> None:
    """The article as published and first seen `at`; its source, called `name`, declares no language."""
    source = Source(name=name, url=f"https://{name}.example/rss", publisher=name, timezone="Asia/Seoul")
    session.add(source)
    session.flush()
    assert source.id is not None
    session.add(
        Article(
            source=source.id,
            key="one",
            title=title,
            text=text,
            published_at=at,
            first_seen_at=at,
            content_hash=name,
        )
    )
