"""The live timeline on a database in memory, for articles that are only looked at."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, SQLModel, col, select

from connectors.identity import content_hash
from events.extract import RuleExtractor
from events.model import Article as ArticleText
from events.model import Extraction
from flows.steps.extract import Reading, write
from storage.database import Database, open_database
from storage.models import Article, Mention, Source

_EXTRACTOR = f"{RuleExtractor.name}/{RuleExtractor.version}"


class ScratchTimeline:
    """Articles go in as a cycle writes them; an article that comes again is a revision."""

    def __init__(self) -> None:
        self._database: Database = open_database("sqlite://")
        SQLModel.metadata.create_all(self._database.engine)

    def add(self, text: ArticleText, extraction: Extraction) -> list[str]:
        """The ids of the events that an article tells of, in its order; it is seen when it is published."""
        with self._database.write() as session:
            source = _source_of(session, text)
            article = _article(session, text, source)
            write(session, Reading(article, source, extraction, _EXTRACTOR), text.published)
            return _events_of(session, article)


def _source_of(session: Session, text: ArticleText) -> Source:
    source = session.exec(select(Source).where(Source.name == text.source)).first()
    if source is None:
        source = Source(name=text.source, url="", publisher=text.source)
        session.add(source)
        session.flush()
    return source


def _article(session: Session, text: ArticleText, source: Source) -> Article:
    """The article's row, waiting to be read; its number is its place in the input."""
    article = session.exec(select(Article).where(Article.key == text.id)).first()
    if article is None:
        article = _new(text, source, text.published)
        session.add(article)
    else:
        article.revision += 1
        article.title, article.text, article.state = text.title, text.body, "pending"
        article.published_at = text.published
    session.flush()
    return article


def _new(text: ArticleText, source: Source, seen: datetime) -> Article:
    assert source.id is not None
    return Article(
        source=source.id,
        key=text.id,
        title=text.title,
        text=text.body,
        published_at=text.published,
        first_seen_at=seen,
        content_hash=content_hash(text.title, text.body),
    )


def _events_of(session: Session, article: Article) -> list[str]:
    told = (
        select(Mention.event)
        .where(Mention.article == article.id, Mention.revision == article.revision)
        .order_by(col(Mention.ordinal))
    )
    return [event for event in session.exec(told) if event]
