"""Step 1: ask the sources whose turn it is, and store what is new."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import zip_longest
from urllib.parse import urlsplit

from sqlmodel import Session

from clock import Clock
from connectors import flood
from connectors._cage import Cage
from connectors.http import HttpClient
from connectors.poll import PollRequest, PollResult, poll
from settings import SourceSettings
from storage import articles, sources
from storage.database import Database
from storage.models import Source

LEASE = timedelta(minutes=15)
CONCURRENCY = 20
USUAL = timedelta(days=7)
# What a source already held when it was first read is history, unless it is of today.
BACKLOG_AGE = timedelta(hours=24)
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
    database: Database,
    http: HttpClient,
    cage: Cage,
    clock: Clock,
    *,
    owner: str,
    on_progress: Progress | None = None,
) -> list[SourceOutcome]:
    """Poll every due source; one outcome for each source there is, polled or not."""
    now = clock.now()
    with database.write() as session:
        claimed = sources.claim_due(session, now, owner=owner, lease=LEASE)
    gate = asyncio.Semaphore(CONCURRENCY)
    quiet: list[tuple[Source, sources.Polled]] = []

    async def one(source: Source) -> SourceOutcome:
        async with gate:
            result = await poll(http, cage.read, _request(source), now)
        if result.entries:
            outcome = _store(database, source, result, now)
        else:
            quiet.append((source, _polled(result)))
            outcome = _outcome(source, result.status, result.reason, articles.Stored(), result)
        if on_progress:
            on_progress(outcome)
        return outcome

    polled = await asyncio.gather(*(one(source) for source in _interleaved(claimed)))
    # Polls that brought nothing share one transaction; a kill before it only asks these sources again.
    with database.write() as session:
        sources.record_polls(session, quiet, now)
    return sorted([*polled, *_resting(database, {source.name for source in claimed})], key=lambda o: o.name)


def _interleaved(claimed: Sequence[Source]) -> list[Source]:
    """The claimed sources host by host in turn, so that one host's many feeds do not fill every place."""
    queues: dict[str, list[Source]] = {}
    for source in claimed:
        queues.setdefault(urlsplit(source.url).hostname or "", []).append(source)
    rounds = zip_longest(*queues.values())
    return [source for turn in rounds for source in turn if source is not None]


def _store(database: Database, source: Source, result: PollResult, now: datetime) -> SourceOutcome:
    """Entries, validators and the next poll in one transaction: a kill leaves all of it or nothing."""
    assert source.id is not None
    entries = [
        articles.Entry(**{f.name: getattr(entry, f.name) for f in fields(articles.Entry)})
        for entry in result.entries
    ]
    with database.write() as session:
        doubt = _doubt(session, source, entries, now)
        first = source.last_ok_at is None
        stored = articles.store_entries(
            session,
            source.id,
            entries,
            now,
            backlog_before=now - BACKLOG_AGE if first else None,
            quarantine=doubt,
        )
        reason = _quarantined(doubt, source)
        sources.record_polls(session, [(source, _polled(result, reason))], now)
    return _outcome(source, "paused" if doubt else result.status, reason or result.reason, stored, result)


def _outcome(
    source: Source, status: str, reason: str, stored: articles.Stored, result: PollResult
) -> SourceOutcome:
    if status in ("failed", "paused"):
        log.warning("source %s %s: %s", source.name, status, reason)
    return SourceOutcome(source.name, status, reason, stored.new, stored.updated, result.next_poll_at)


def _doubt(session: Session, source: Source, entries: Sequence[articles.Entry], now: datetime) -> str:
    """Why what a known source brought should not be believed at once; nothing for most polls."""
    if source.last_ok_at is None or len(entries) < flood.SMALLEST_TURN or source.id is None:
        return ""
    fresh = articles.new_among(session, source.id, entries)
    if len(fresh) < flood.SMALLEST_TURN:
        return ""
    usual = articles.volume(session, source.id, now - USUAL) / USUAL.days
    known = articles.recent_addresses(session, source.id)
    return flood.suspicion(
        [entry.canonical_url for entry in fresh], usual_per_day=usual, known_addresses=known
    )


def _quarantined(doubt: str, source: Source) -> str:
    return f"quarantined: {doubt}; look, then: watchline sources resume {source.name!r}" if doubt else ""


def _polled(result: PollResult, quarantined: str = "") -> sources.Polled:
    values = {f.name: getattr(result, f.name) for f in fields(sources.Polled) if hasattr(result, f.name)}
    paused = quarantined or (result.reason if result.status == "paused" else None)
    error = result.reason if result.status == "failed" else ""
    return sources.Polled(**values | {"error": error, "paused_reason": paused})


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
        interval=source.every,
    )


def _request(source: Source) -> PollRequest:
    return PollRequest(**{f.name: getattr(source, f.name) for f in fields(PollRequest)})
