"""The feeds: which fail, rest, or were not asked when it was their turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from alerts import words
from alerts.neutralise import one_line, shorten
from cli.doctor._check import Check, some
from storage.database import Database
from storage.models import Source
from storage.sources import NOT_CONFIGURED, all_sources

# One failed poll is nothing: servers restart.
FAILS = 3
LATE = timedelta(minutes=30)


def check(database: Database, now: datetime) -> Check:
    """Whether every configured source is read."""
    with database.read() as session:
        watched = [one for one in all_sources(session) if one.paused_reason != NOT_CONFIGURED]
    failing = [one for one in watched if one.paused_reason is None and one.errors >= FAILS]
    paused = [one for one in watched if one.paused_reason is not None]
    late = [one for one in watched if one not in failing and one not in paused and _is_late(one, now)]
    problems = list(_problems(failing, paused, late, now))
    fine = len(watched) - len(failing) - len(paused) - len(late)
    if not problems:
        return Check("feeds", True, f"{fine} of {len(watched)} are read")
    remedy = "; ".join(_remedies(failing, paused, late))
    return Check("feeds", False, "; ".join([f"{fine} of {len(watched)} are read", *problems]), remedy)


def _is_late(source: Source, now: datetime) -> bool:
    """Its turn came long ago: cycles run without getting to it, or do not run."""
    return source.next_poll_at is not None and now - source.next_poll_at > LATE


def _problems(
    failing: list[Source], paused: list[Source], late: list[Source], now: datetime
) -> Iterator[str]:
    if failing:
        told = (f"{one.name} ({_short(one.last_error)}; {_last_read(one, now)})" for one in failing)
        yield f"{len(failing)} failing: {some(told)}"
    if paused:
        yield f"{len(paused)} paused: {some(f'{one.name} ({_short(one.paused_reason)})' for one in paused)}"
    if late:
        yield f"{len(late)} late: {some(one.name for one in late)}"


def _remedies(failing: list[Source], paused: list[Source], late: list[Source]) -> Iterator[str]:
    if failing:
        yield f"try: watchline sources check {failing[0].url}"
    if paused:
        yield f"correct its address, or: watchline sources resume {paused[0].name!r}"
    if late:
        yield "start cycles: watchline run"


def _last_read(source: Source, now: datetime) -> str:
    if source.last_ok_at is None:
        return "never read"
    return f"last read {words.roughly(max(now - source.last_ok_at, timedelta(0)))} ago"


def _short(text: str | None) -> str:
    return shorten(one_line(text or ""), 80)
