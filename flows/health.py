"""Whether Watchline itself works, and who hears when it does not. No Prefect here.

Every finished cycle leaves a heartbeat. A gap between two, cycles that stay away, and channels none of which
takes a message, are alerts themselves, each told once.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from alerts import words
from alerts.deliver import DeliveryReport, deliver_due
from alerts.notices import Notice, raise_notice
from alerts.senders._masking import masked
from clock import Clock
from connectors.http import FetchError, HttpClient
from flows.deployments import MISSED
from flows.steps.channels import configured_channels, opener
from settings import Settings
from storage import channels as channel_states
from storage import clock_back, heartbeats
from storage.database import Database
from storage.run import current_run

USUAL_EVERY = timedelta(seconds=60)
log = logging.getLogger(__name__)


def tell_of_gap(database: Database, settings: Settings, now: datetime) -> None:
    """Raises a notice where the cycle before this one ended three intervals ago or longer.

    Only where `health.every` says how often cycles are expected.
    """
    if settings.health.every is None:
        return
    with database.write() as session:
        _tell_of_silence(session, settings, now, timedelta(seconds=settings.health.every))


def follow_clock(database: Database, now: datetime) -> None:
    """Where the clock was put back since the last cycle, lets nothing wait longer for that."""
    with database.write() as session:
        jump = clock_back.follow(session, now)
    if jump is not None:
        log.warning("the clock went back by %s; what is to come was moved along", words.roughly(jump))


def cycle_finished(
    database: Database,
    settings: Settings,
    now: datetime,
    *,
    took_s: float = 0.0,
    counted: Mapping[str, int] | None = None,
) -> bool:
    """Leaves the heartbeat of a cycle; False where no channel takes a message, which is told once.

    `counted` is what the cycle did, added to the totals that `/metrics` shows.
    """
    with database.write() as session:
        heartbeats.beat(session, heartbeats.CYCLE, now, took_s=round(took_s, 3), run=current_run())
        heartbeats.add_up(session, heartbeats.TOTALS, now, {"cycles": 1, **(counted or {})})
        failing = channel_states.failing(session)
        if channel_states.some_work(failing, settings.channels):
            return True
        since = max(state.opened_at or now for state in failing)
        _tell_that_none_works(session, settings, since, now)
        return False


async def ping(http: HttpClient, url: str) -> None:
    """Calls the monitor that expects to hear of every good cycle; one that does not answer harms nothing."""
    try:
        reply = await http.get(url, max_bytes=100_000)
    except FetchError as error:
        log.warning("the health ping to %s failed: %s", masked(url), type(error).__name__)
        return
    if reply.status >= 400:
        log.warning("the health ping to %s was answered with HTTP %s", masked(url), reply.status)


def watch_over(database: Database, settings: Settings, clock: Clock, *, owner: str) -> bool:
    """Looks after cycles from outside: tells, once, that none has finished for three intervals, and sends it.

    False where that is so. What else is due is sent as well, since no cycle does it.
    """
    now = clock.now()
    every = timedelta(seconds=settings.health.every) if settings.health.every else USUAL_EVERY
    with database.write() as session:
        is_late = _tell_of_silence(session, settings, now, every)
    if is_late:
        deliver(database, settings, clock, owner=owner)
    return not is_late


def deliver(database: Database, settings: Settings, clock: Clock, *, owner: str) -> DeliveryReport:
    """Sends what is due to the configured channels."""
    return deliver_due(
        database,
        configured_channels(settings),
        clock,
        owner=owner,
        connect=opener(settings),
        tell=settings.health.notify,
    )


def _tell_of_silence(session: Session, settings: Settings, now: datetime, every: timedelta) -> bool:
    """Whether the last cycle ended too long ago; told once for each last cycle."""
    last = heartbeats.last(session, heartbeats.CYCLE)
    if last is None or now - last.at <= every * MISSED:
        return False
    notice = Notice(
        about=f"no-cycle-since:{last.at.isoformat()}",
        headline=f"no cycle finished for {words.roughly(now - last.at)}",
        text=(
            f"The last one ended {words.instant(last.at)}; one is expected every {words.roughly(every)}.\n"
            "Until they come again no feed is read and nothing alerted; what feeds hold is read later.\n"
            "Look: watchline doctor"
        ),
        severity="critical",
    )
    raise_notice(session, notice, _tell(settings), now)
    return True


def _tell_that_none_works(session: Session, settings: Settings, since: datetime, now: datetime) -> None:
    notice = Notice(
        about=f"undeliverable:{since.isoformat()}",
        headline="no channel takes alerts",
        text=(
            f"All {len(settings.channels)} channels fail, the last since {words.instant(since)}. "
            "Alerts are kept, and sent when one works again.\n"
            "Look: watchline alerts list --state waiting; try: watchline alerts test CHANNEL"
        ),
        severity="critical",
    )
    if raise_notice(session, notice, list(settings.channels), now) is not None:
        log.error("no channel takes alerts; they are kept, see: watchline alerts list --state waiting")


def _tell(settings: Settings) -> Sequence[str]:
    """Everyone who is to hear: without a choice, every channel."""
    return settings.health.notify or list(settings.channels)
