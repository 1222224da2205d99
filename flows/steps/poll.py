"""Step 1: ask the sources whose turn it is, and store what is new."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import partial
from itertools import zip_longest
from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlmodel import Session

from clock import Clock
from connectors import flood
from connectors._cage import Cage
from connectors.access import Access
from connectors.http import Credentials, HttpClient
from connectors.poll import PollRequest, PollResult, poll
from settings import SourceSettings
from storage import articles, sources
from storage.database import Database, DatabaseError
from storage.intake import Entry, Intake, Stored, intake, new_among
from storage.models import Source

LEASE = timedelta(minutes=15)
# Polls under way, most of them waiting for their host's turn; the client bounds the connections.
CONCURRENCY = 100
CLAIM_TOGETHER = 200
STORE_TOGETHER = 100
TOGETHER_S = 0.5
USUAL = timedelta(days=7)
# What a source already held when it was first read is history, unless it is of today.
BACKLOG_AGE = timedelta(hours=24)
# A site under repair answers 404 for days; after this long nobody will put the feed back.
MISSING_FOR = timedelta(days=30)
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
_Result = tuple[Source, PollResult]


def sync_configured(database: Database, configured: Iterable[SourceSettings], now: datetime) -> None:
    """Bring the source table in line with watchline.yaml, one worker at a time."""
    specs = [_spec(source) for source in configured]
    with database.write() as session:
        database.lock_configuring(session)
        sources.sync_sources(session, specs, now)


async def poll_due(
    database: Database,
    http: HttpClient,
    cage: Cage,
    clock: Clock,
    *,
    owner: str,
    opened_with: Mapping[str, Access] | None = None,
    slack: timedelta = timedelta(0),
    share: int | None = None,
    on_progress: Progress | None = None,
) -> list[SourceOutcome]:
    """Poll the due sources, at most `share`; one outcome for each source there is, polled or not.

    Any number of workers may do this at a time: each claims a few sources after the other until none is due.

    With `slack`, a healthy source is asked that much before its turn: cycles that start every minute, give
    or take seconds, would else miss a source of every minute half the time.
    `opened_with` holds, by source name, what some sources are opened with; secrets never reach the database.
    """
    now = clock.now()
    results: asyncio.Queue[_Result | None] = asyncio.Queue()

    async def ask(source: Source) -> None:
        access = (opened_with or {}).get(source.name, Access())
        result = await poll(http, cage.read, _request(source), now, access, slack=slack)
        await results.put((source, result))

    asking = asyncio.create_task(_ask_all(partial(_claim, database, now, owner, slack), share, ask, results))
    try:
        polled = await _store_as_they_come(database, results, now, on_progress or (lambda _outcome: None))
        await asking
    except DatabaseError:
        _give_back(database, owner)
        raise
    finally:
        asking.cancel()
    with database.read() as session:
        others = sources.resting(session, {outcome.name for outcome in polled})
    return sorted([*polled, *(_rest(other, now) for other in others)], key=lambda outcome: outcome.name)


def _give_back(database: Database, owner: str) -> None:
    """Lets the next cycle ask at once what this one could not store; else the lease has to run out."""
    with suppress(DatabaseError), database.write() as session:
        sources.give_back(session, owner)


async def _ask_all(
    claim: Callable[[int], list[Source]],
    share: int | None,
    ask: Callable[[Source], Awaitable[None]],
    results: asyncio.Queue[_Result | None],
) -> None:
    """Claim and ask source after source, a bounded number at a time, however many are due.

    None ends the results, also where the database goes away meanwhile: whoever stores them waits for it.
    """
    gate = asyncio.Semaphore(CONCURRENCY)
    left = share or sys.maxsize

    async def ask_one(source: Source) -> None:
        try:
            await ask(source)
        finally:
            gate.release()

    try:
        async with asyncio.TaskGroup() as group:
            while claimed := claim(min(left, CLAIM_TOGETHER)):
                left -= len(claimed)
                for source in _interleaved(claimed):
                    await gate.acquire()
                    group.create_task(ask_one(source))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    finally:
        results.put_nowait(None)


def _claim(database: Database, now: datetime, owner: str, slack: timedelta, limit: int) -> list[Source]:
    if not limit:
        return []
    with database.write() as session:
        return sources.claim_due(session, now, owner=owner, lease=LEASE, slack=slack, limit=limit)


async def _store_as_they_come(
    database: Database, results: asyncio.Queue[_Result | None], now: datetime, tell: Progress
) -> list[SourceOutcome]:
    """Store results in the order they come, many in one transaction, until None ends them.

    A kill leaves all of a source's poll or nothing, and its lease brings it back.
    """
    outcomes: list[SourceOutcome] = []
    more = True
    while more:
        batch, more = await _together(results)
        done = _store_all(database, batch, now)
        for outcome in done:
            tell(outcome)
        outcomes += done
    return outcomes


async def _together(results: asyncio.Queue[_Result | None]) -> tuple[list[_Result], bool]:
    """The results of the next moment, and whether more will come.

    A transaction costs more than what it stores, so results wait half a second for each other.
    """
    batch: list[_Result] = []
    moment = asyncio.get_running_loop().time() + TOGETHER_S
    while len(batch) < STORE_TOGETHER:
        try:
            waits = results.empty()
            result = await _next(results, moment if batch else None) if waits else results.get_nowait()
        except TimeoutError:
            return batch, True
        if result is None:
            return batch, False
        batch.append(result)
    return batch, True


async def _next(results: asyncio.Queue[_Result | None], until: float | None) -> _Result | None:
    async with asyncio.timeout_at(until):
        return await results.get()


def _store_all(database: Database, batch: Sequence[_Result], now: datetime) -> list[SourceOutcome]:
    if not batch:
        return []
    outcomes, polls = [], []
    with database.write() as session, intake(session, now) as into:
        ours = sources.still_leased(session, [source for source, _ in batch])
        for source, result in batch:
            if source.id not in ours:
                continue
            stored, doubt = _store_entries(session, into, source, result, now)
            paused = doubt or _given_up(source, result, now)
            polls.append((source, _polled(result, paused)))
            status = "paused" if paused else result.status
            outcomes.append(_outcome(source, status, paused or result.reason, stored, result))
        sources.record_polls(session, polls, now)
    return outcomes


def _interleaved(claimed: Sequence[Source]) -> list[Source]:
    """The claimed sources host by host in turn, so that one host's many feeds do not fill every place."""
    queues: dict[str, list[Source]] = {}
    for source in claimed:
        queues.setdefault(urlsplit(source.url).hostname or "", []).append(source)
    rounds = zip_longest(*queues.values())
    return [source for turn in rounds for source in turn if source is not None]


def _store_entries(
    session: Session, into: Intake, source: Source, result: PollResult, now: datetime
) -> tuple[Stored, str]:
    """What was stored, and why it was put into quarantine where it was."""
    if not result.entries or source.id is None:
        return Stored(), ""
    doubt = _quarantined(_doubt(session, source, result.entries, now), source)
    first = source.body_hash is None
    stored = into.add(
        source.id,
        result.entries,
        backlog_before=now - BACKLOG_AGE if first else None,
        quarantine=doubt,
        page="wanted" if source.full_text == "always" else "",
    )
    return stored, doubt


def _outcome(source: Source, status: str, reason: str, stored: Stored, result: PollResult) -> SourceOutcome:
    if status in ("failed", "paused"):
        log.warning("source %s %s: %s", source.name, status, reason)
    return SourceOutcome(source.name, status, reason, stored.new, stored.updated, result.next_poll_at)


def _doubt(session: Session, source: Source, entries: Sequence[Entry], now: datetime) -> str:
    """Why what a known source brought should not be believed at once; nothing for most polls."""
    if source.body_hash is None or len(entries) < flood.SMALLEST_TURN or source.id is None:
        return ""
    fresh = new_among(session, source.id, entries)
    if len(fresh) < flood.SMALLEST_TURN:
        return ""
    usual = articles.volume(session, source.id, now - USUAL) / USUAL.days
    known = articles.recent_addresses(session, source.id)
    return flood.suspicion(
        [entry.canonical_url for entry in fresh], usual_per_day=usual, known_addresses=known
    )


def _quarantined(doubt: str, source: Source) -> str:
    return f"quarantined: {doubt}; look, then: watchline sources resume {source.name!r}" if doubt else ""


def _given_up(source: Source, result: PollResult, now: datetime) -> str:
    """Why a source that answered nothing but 404 for thirty days is not asked any more."""
    since = source.missing_since
    if result.answered != sources.NOT_FOUND or since is None or now - since < MISSING_FOR:
        return ""
    return (
        f"the server has said since {since:%Y-%m-%d} that there is no feed at this address (404); give its "
        f"new address in watchline.yaml, or: watchline sources resume {source.name!r}"
    )


def _polled(result: PollResult, pausing: str = "") -> sources.Polled:
    values = {f.name: getattr(result, f.name) for f in fields(sources.Polled) if hasattr(result, f.name)}
    paused = pausing or (result.reason if result.status == "paused" else None)
    error = result.reason if result.status == "failed" else ""
    return sources.Polled(**values | {"error": error, "paused_reason": paused})


def _rest(source: sources.Resting, now: datetime) -> SourceOutcome:
    if source.paused_reason:
        return SourceOutcome(source.name, "paused", source.paused_reason, 0, 0, None)
    is_due = source.next_poll_at is not None and source.next_poll_at <= now
    reason = "left to another worker or the next cycle" if is_due else "its turn has not come yet"
    if source.errors:
        reason = f"waiting after {source.errors} failed polls: {source.last_error}"
    return SourceOutcome(source.name, "not_due", reason, 0, 0, source.next_poll_at)


def accesses(configured: Iterable[SourceSettings]) -> dict[str, Access]:
    """What those sources are opened with that need more than an address, by name."""
    guarded = (source for source in configured if source.auth or source.headers or source.proxy)
    return {source.name: access_of(source) for source in guarded}


def access_of(source: SourceSettings) -> Access:
    """What a source is opened with."""
    auth = source.auth
    credentials = None
    if auth:
        credentials = Credentials(auth.user, _secret(auth.password), _secret(auth.token))
    headers = {name: value.get_secret_value() for name, value in source.headers.items()}
    return Access(credentials, headers, _secret(source.proxy) or None)


def _secret(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""


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
