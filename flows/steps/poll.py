"""Step 1: ask the sources whose turn it is, and store what is new."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from clock import Clock
from connectors.http import HttpClient
from connectors.poll import PollRequest, PollResult, poll
from settings import SourceSettings
from storage import articles, sources
from storage.database import Database
from storage.models import Source

DEFAULT_INTERVAL_S = 300
LEASE = timedelta(minutes=5)
CONCURRENCY = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """What a cycle did with one source. `reason` says in words why, whenever `status` is not ok."""

    name: str
    status: str
    reason: str
    new: int
    updated: int
    next_poll_at: datetime | None


Progress = Callable[[SourceOutcome], None]


def sync_configured(database: Database, configured: Iterable[SourceSettings], now: datetime) -> None:
    """Bring the source table in line with watchline.yaml."""
    specs = [_spec(source) for source in configured]
    with database.write() as session:
        sources.sync_sources(session, specs, now)


async def poll_due(
    database: Database, http: HttpClient, clock: Clock, *, owner: str, on_progress: Progress | None = None
) -> list[SourceOutcome]:
    """Poll every due source; one outcome for each source there is, polled or not."""
    now = clock.now()
    with database.write() as session:
        claimed = sources.claim_due(session, now, owner=owner, lease=LEASE)
    gate = asyncio.Semaphore(CONCURRENCY)

    async def one(source: Source) -> SourceOutcome:
        async with gate:
            outcome = await _poll_one(database, http, source, now)
        if on_progress:
            on_progress(outcome)
        return outcome

    polled = await asyncio.gather(*(one(source) for source in claimed))
    return sorted([*polled, *_resting(database, {source.name for source in claimed})], key=lambda o: o.name)


async def _poll_one(database: Database, http: HttpClient, source: Source, now: datetime) -> SourceOutcome:
    result = await poll(http, _request(source), now)
    stored = _store(database, source, result, now)
    if result.status == "failed":
        log.warning("source %s failed: %s", source.name, result.reason)
    return SourceOutcome(
        source.name, result.status, result.reason, stored.new, stored.updated, result.next_poll_at
    )


def _store(database: Database, source: Source, result: PollResult, now: datetime) -> articles.Stored:
    """Entries, validators and the next poll in one transaction: a kill leaves all of it or nothing."""
    assert source.id is not None
    entries = [
        articles.Entry(**{f.name: getattr(entry, f.name) for f in fields(articles.Entry)})
        for entry in result.entries
    ]
    polled = sources.Polled(
        status=result.status,
        next_poll_at=result.next_poll_at,
        error=result.reason if result.status == "failed" else "",
        etag=result.etag,
        last_modified=result.last_modified,
        body_hash=result.body_hash,
    )
    with database.write() as session:
        stored = articles.store_entries(session, source.id, entries, now)
        sources.record_poll(session, source.id, polled, now)
    return stored


def _resting(database: Database, claimed: set[str]) -> list[SourceOutcome]:
    with database.read() as session:
        others = [source for source in sources.all_sources(session) if source.name not in claimed]
    return [_rest(source) for source in others]


def _rest(source: Source) -> SourceOutcome:
    if source.paused_reason:
        return SourceOutcome(source.name, "paused", source.paused_reason, 0, 0, None)
    reason = "its turn has not come yet"
    if source.errors:
        reason = f"waiting after {source.errors} failed polls: {source.last_error}"
    return SourceOutcome(source.name, "not_due", reason, 0, 0, source.next_poll_at)


def _spec(source: SourceSettings) -> sources.SourceSpec:
    return sources.SourceSpec(
        name=source.name,
        url=source.url,
        publisher=source.publisher or source.name,
        country=source.country,
        timezone=source.timezone,
        language=source.language,
        full_text=source.full_text,
        interval=source.every or DEFAULT_INTERVAL_S,
    )


def _request(source: Source) -> PollRequest:
    return PollRequest(**{f.name: getattr(source, f.name) for f in fields(PollRequest)})
