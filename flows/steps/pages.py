"""Step 1b: the full text of articles whose sources ask for it."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from clock import Clock
from connectors._cage import Cage
from connectors.fulltext import FullText, full_text
from connectors.http import HttpClient
from storage import articles
from storage.database import Database
from storage.models import Article

BATCH = 200
LEASE = timedelta(minutes=15)
log = logging.getLogger(__name__)


async def fetch_pages(database: Database, http: HttpClient, cage: Cage, clock: Clock, *, owner: str) -> int:
    """Fetch the wanted pages, at most 200 a cycle; how many gave a text.

    A page that fails is recorded with its reason, and the article is read from its feed.
    """
    with database.write() as session:
        wanted = articles.wanted_pages(session, clock.now(), owner=owner, lease=LEASE, limit=BATCH)
    found = await asyncio.gather(*(_fetch(http, cage, article) for article in wanted))
    if wanted:
        with database.write() as session:
            for article, page in zip(wanted, found, strict=True):
                articles.attach_page(session, article, page.text, page.reason)
    for article, page in zip(wanted, found, strict=True):
        if page.reason:
            log.info("no full text of article %s: %s", article.id, page.reason)
    return sum(not page.reason for page in found)


async def _fetch(http: HttpClient, cage: Cage, article: Article) -> FullText:
    if not article.url:
        return FullText(reason="the entry has no address")
    return await full_text(http, cage, article.url)
