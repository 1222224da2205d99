"""Step 2: read waiting articles and write what they tell into the timeline."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from sqlmodel import Session, col, select

from clock import Clock
from events.extract import Extractor
from events.model import Article as ArticleText
from events.model import Extraction
from events.stories import Grouper
from flows.steps._writer import Writer
from flows.steps.grouping import group
from storage import articles
from storage.database import Database
from storage.models import Article, Source

BATCH = 50
LEASE = timedelta(minutes=5)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """How many articles were read, events minted, and changes written."""

    articles: int = 0
    events: int = 0
    changes: int = 0

    def plus(self, other: ExtractReport) -> ExtractReport:
        return ExtractReport(
            self.articles + other.articles, self.events + other.events, self.changes + other.changes
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in an article, before any of it is written."""

    article: Article
    source: Source
    extraction: Extraction
    extractor: str


# What shall become of an article's page: read before the article is written, or after it, or not at all.
PageWish = Literal["first", "later", "none"]
# Decides it, given a reading and a way to learn how each of its mentions would change the timeline.
Judge = Callable[[Reading, Callable[[], list[str]]], PageWish]


def extract_pending(
    database: Database,
    extractor: Extractor,
    clock: Clock,
    *,
    owner: str,
    judge: Judge = lambda _reading, _foresee: "none",
) -> ExtractReport:
    """Read every waiting article, oldest first. An article that cannot be read is marked, not lost.

    A reading for which `judge` wants the page first is not written here and stays leased: it is up to
    whoever judges to write it.
    """

    def take(article: Article, source: Source) -> ExtractReport:
        reading = _read(database, extractor, article, source)
        if reading is None:
            return ExtractReport(articles=1)
        wish = judge(reading, partial(_foresee, database, reading, clock.now()))
        if wish == "first":
            return ExtractReport()
        return _write_now(database, reading, clock.now(), page_later=wish == "later")

    report = ExtractReport()
    while True:
        with database.write() as session:
            batch = articles.claim_pending(session, clock.now(), owner=owner, lease=LEASE, limit=BATCH)
            sources = sources_of(session, batch)
        if not batch:
            return report
        for article in batch:
            report = report.plus(take(article, sources[article.source]))


def sources_of(session: Session, batch: Sequence[Article]) -> dict[int, Source]:
    """The sources of articles, by id."""
    ids = {article.source for article in batch}
    return {s.id: s for s in session.exec(select(Source).where(col(Source.id).in_(ids))) if s.id is not None}


def read(extractor: Extractor, article: Article, source: Source) -> Reading:
    """What an article says. Raises whatever the extractor raises."""
    extraction = extractor.extract(as_text(article, source))
    read_by = extraction.read_by or f"{extractor.name}/{extractor.version}"
    return Reading(article, source, extraction, read_by)


def write(session: Session, reading: Reading, now: datetime, grouper: Grouper | None = None) -> ExtractReport:
    """Write a reading into the timeline, unless its article was edited or written meanwhile.

    The caller holds the lock on merging. `grouper` remembers elsewhere than in the database.
    """
    article = reading.article
    if not articles.finish(session, article, state="extracted"):
        return ExtractReport()
    mentions = reading.extraction.mentions
    group(session, article, reading.source, mentions, now, grouper)
    changes = Writer(session, article, reading.source, reading.extractor, now).write(mentions)
    return ExtractReport(1, changes.count("new"), sum(change != "none" for change in changes))


def _read(database: Database, extractor: Extractor, article: Article, source: Source) -> Reading | None:
    """None where the article cannot be read, which is then recorded."""
    try:
        return read(extractor, article, source)
    except Exception as error:
        log.exception("article %s from %s could not be read", article.id, source.name)
        with database.write() as session:
            articles.finish(session, article, state="failed", reason=f"{type(error).__name__}: {error}")
        return None


def _write_now(database: Database, reading: Reading, now: datetime, *, page_later: bool) -> ExtractReport:
    with database.write() as session:
        database.lock_merging(session)
        if page_later:
            articles.want_page(session, reading.article)
        return write(session, reading, now)


def _foresee(database: Database, reading: Reading, now: datetime) -> list[str]:
    with database.read() as session:
        writer = Writer(session, reading.article, reading.source, reading.extractor, now)
        return writer.foresee(reading.extraction.mentions)


def as_text(article: Article, source: Source) -> ArticleText:
    """An article as the extractor takes it."""
    return ArticleText(
        id=str(article.id),
        title=article.title,
        body=article.text,
        published=article.published_at or article.first_seen_at,
        source=source.publisher,
        language=source.language,
        timezone=source.timezone,
        country=source.country,
    )
