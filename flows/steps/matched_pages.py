"""Step 2b: the pages of articles that meet a watch rule, read before anything is written of them.

An alert waits a few seconds for the page. Where that does not come, the article goes into the timeline
from its feed's text, the alert goes out, and the page is tried again later.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alerts.rules import Rule
from clock import Clock
from connectors.fulltext import FullText
from events.extract import Extractor
from flows.steps.alertworthy import RulesByKind, is_alertworthy, objection, views_of
from flows.steps.extract import ExtractReport, PageWish, Reading, read, write
from flows.steps.pages import PageReader, next_try
from storage import articles
from storage.database import Database
from storage.models import Article, Source

WAIT_S = 8.0
MOST_PAGES = 20
# A feed that carries this many characters of an article is no teaser.
LONG_TEXT = 2_000
log = logging.getLogger(__name__)


class Choice:
    """Chooses the readings of one cycle whose pages come first, and holds them.

    A judge for `flows.steps.extract.extract_pending`.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.held: list[Reading] = []
        self._rules = RulesByKind(rules)

    def __call__(self, reading: Reading, foresee: Callable[[], list[str]]) -> PageWish:
        if not _may_be_asked(reading) or not is_alertworthy(self._rules, views_of(reading), foresee):
            return "none"
        if len(self.held) == MOST_PAGES:
            return "later"
        self.held.append(reading)
        return "first"


async def fetch_in_time(reader: PageReader, held: Sequence[Reading]) -> list[FullText]:
    """The page of each reading; for one that does not come in time, that reason."""
    tasks = [asyncio.create_task(reader.read(one.article, one.source)) for one in held]
    done, late = await asyncio.wait(tasks, timeout=WAIT_S)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    missing = FullText(reason=f"the page did not come within {WAIT_S:g} s")
    return [task.result() if task in done else missing for task in tasks]


@dataclass(frozen=True, slots=True)
class Enricher:
    """Reads articles again with their full text, and refuses a page that tells less than its feed did."""

    extractor: Extractor
    rules: Sequence[Rule]

    def write(self, database: Database, reading: Reading, page: FullText, clock: Clock) -> ExtractReport:
        """Write a held reading: with its page where that came, else as the feed told it."""
        now = clock.now()
        fuller, reason = (reading, page.reason) if page.reason else self._with_page(reading, page.text)
        with database.write() as session:
            database.lock_merging(session)
            if reason:
                log.info("no full text of article %s: %s", reading.article.id, reason)
                articles.page_failed(session, reading.article, reason, next_try(reading.article, page, now))
            else:
                articles.attach_page(session, reading.article, page.text, now)
            return write(session, fuller, now)

    def objection(self, article: Article, source: Source, full_text: str) -> str:
        """Why a page must not replace the text an article was read from; empty where it may."""
        try:
            reading = read(self.extractor, article, source)
        except Exception:
            log.warning("article %s could not be read from its feed; its page may do better", article.id)
            return ""
        return self._with_page(reading, full_text)[1]

    def _with_page(self, reading: Reading, full_text: str) -> tuple[Reading, str]:
        """The reading of the full text, or the reading as it is and why the page does not replace it."""
        if len(full_text) <= len(reading.article.text):
            return reading, ""
        article = Article(**reading.article.model_dump() | {"text": full_text})
        try:
            fuller = read(self.extractor, article, reading.source)
        except Exception as error:
            log.exception("the page of article %s could not be read", article.id)
            return reading, f"the page's text could not be read: {type(error).__name__}"
        reason = objection(self.rules, views_of(reading), views_of(fuller))
        return (reading, reason) if reason else (fuller, "")


def _may_be_asked(reading: Reading) -> bool:
    article = reading.article
    return (
        reading.source.full_text == "on_match"
        and not article.page
        and not article.backlog
        and bool(article.url)
        and len(article.text) < LONG_TEXT
    )
