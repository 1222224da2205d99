"""Step 1b: the full text of articles whose pages are waited for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from clock import Clock
from connectors import schedule
from connectors._cage import Cage
from connectors.access import Access
from connectors.fulltext import FullText, full_text, is_about
from connectors.http import HttpClient
from flows.steps.extract import sources_of
from storage import articles
from storage.database import Database
from storage.models import Article, Source

BATCH = 200
LEASE = timedelta(minutes=15)
MOST_TRIES = 3
log = logging.getLogger(__name__)

# Why a page must not replace the text of an article that was read already; empty where it may.
Objection = Callable[[Article, Source, str], str]


@dataclass(frozen=True, slots=True)
class PageReader:
    """Fetches pages, each with what its source is opened with (`access`, by the source's name)."""

    http: HttpClient
    cage: Cage
    access: Mapping[str, Access] = field(default_factory=dict)

    async def read(self, article: Article, source: Source) -> FullText:
        """The full text of an article; a page that fails is a reason, never an exception."""
        if not article.url:
            return FullText(reason="the entry has no address")
        access = self.access.get(source.name, Access())
        page = await full_text(self.http, self.cage, article.url, access, home=source.url)
        if page.text and not is_about(page.text, f"{article.title} {article.text}"):
            return FullText(reason="the page speaks of something else than its entry")
        return page


async def fetch_pages(
    database: Database, reader: PageReader, clock: Clock, *, owner: str, objection: Objection
) -> int:
    """Fetch the pages whose turn it is, at most 200 a cycle; how many gave a text.

    A page that fails is recorded with its reason and tried again, three times in all. Its article is read
    from the feed meanwhile, and again with its full text when that comes.
    """
    now = clock.now()
    with database.write() as session:
        wanted = articles.wanted_pages(session, now, owner=owner, lease=LEASE, limit=BATCH)
        sources = sources_of(session, wanted)
    pages = await asyncio.gather(*(reader.read(article, sources[article.source]) for article in wanted))
    found = [
        _judged(article, sources[article.source], page, objection)
        for article, page in zip(wanted, pages, strict=True)
    ]
    _record(database, wanted, found, now)
    return sum(not page.reason for page in found)


def next_try(article: Article, page: FullText, now: datetime) -> datetime | None:
    """When a page that failed may be tried again; None after the third time, and for one read but refused."""
    tries = article.page_tries + 1
    if tries >= MOST_TRIES or page.text:
        return None
    wait = schedule.retry_after({"retry-after": page.retry_after}, now)
    return schedule.after_failure(now, tries, retry_after=wait)


def _judged(article: Article, source: Source, page: FullText, objection: Objection) -> FullText:
    """The page, with the reason to refuse it where it says less than the text that was read already."""
    if page.reason or article.state == "pending":
        return page
    return replace(page, reason=objection(article, source, page.text))


def _record(database: Database, wanted: Sequence[Article], found: Sequence[FullText], now: datetime) -> None:
    if not wanted:
        return
    with database.write() as session:
        for article, page in zip(wanted, found, strict=True):
            if page.reason:
                log.info("no full text of article %s: %s", article.id, page.reason)
                articles.page_failed(session, article, page.reason, next_try(article, page, now))
            else:
                articles.attach_page(session, article, page.text, now)
