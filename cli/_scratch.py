"""The live timeline on a database in memory, for articles that are only looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, SQLModel, col, select

from connectors.identity import content_hash
from events.extract import RuleExtractor
from events.model import Article as ArticleText
from events.model import Extraction
from events.stories import Grouper, Grouping, Item
from flows.steps.extract import Reading, write
from storage.database import Database, open_database
from storage.models import Article, Mention, Source

_EXTRACTOR = f"{RuleExtractor.name}/{RuleExtractor.version}"


@dataclass(frozen=True, slots=True)
class Told:
    """Where an article belongs, and the ids of the events it tells of, in its order."""

    grouping: Grouping
    events: list[str]


class _Remembering(Grouper):
    """Groups in memory, which is quicker than a database, and keeps the last answer with its reasons."""

    last: Grouping

    def add(self, item: Item) -> Grouping:
        self.last = super().add(item)
        return self.last


class ScratchTimeline:
    """Articles go in as a cycle writes them; an article that comes again is a revision."""

    def __init__(self) -> None:
        self._database: Database = open_database("sqlite://")
        SQLModel.metadata.create_all(self._database.engine)
        self._grouper = _Remembering()
        self._sources: dict[str, Source] = {}
        self._numbers: dict[str, int] = {}

    def add(self, text: ArticleText, extraction: Extraction) -> Told:
        """What becomes of an article; it is seen when it is published."""
        with self._database.write() as session:
            source = self._source(session, text)
            article = self._article(session, text, source)
            reading = Reading(article, source, extraction, _EXTRACTOR)
            write(session, reading, text.published, self._grouper)
            return Told(self._grouper.last, _events_of(session, article))

    def _source(self, session: Session, text: ArticleText) -> Source:
        if text.source not in self._sources:
            source = Source(name=text.source, url="", publisher=text.source)
            session.add(source)
            session.flush()
            self._sources[text.source] = source
        return self._sources[text.source]

    def _article(self, session: Session, text: ArticleText, source: Source) -> Article:
        """The article's row, waiting to be read; its number is its place in the input."""
        known = self._numbers.get(text.id)
        if known is None:
            article = _new(text, source, text.published)
            session.add(article)
        else:
            article = session.get_one(Article, known)
            article.revision += 1
            article.title, article.text, article.state = text.title, text.body, "pending"
            article.published_at = text.published
        session.flush()
        assert article.id is not None
        self._numbers[text.id] = article.id
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
