"""The watch flow: one cycle of poll, extract, match and deliver as a run that Prefect shows."""

from __future__ import annotations

import asyncio
import os
import time
from datetime import timedelta
from typing import Any

from prefect import State, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from prefect.utilities.annotations import quote

from alerts.deliver import DeliveryReport
from clock import clock_from_environment
from flows import artifacts, helpers, housekeeping, runlog
from flows.cycle import Cycle, CycleReport, open_cycle, report
from flows.deployments import LAST_CYCLE, PAGES, RUN_LIMIT_S
from flows.lock import cycle_lock, helper_lock
from flows.steps.extract import ExtractReport
from flows.steps.poll import SourceOutcome
from settings import load_settings
from storage.run import run_by

# Runs of a minute's schedule start seconds early or late; a source of every minute shall not wait two.
START_JITTER = timedelta(seconds=20)
BUSY = "skipped: another cycle is still running on this timeline"
NOT_NOW = "skipped: nobody may help on this timeline now"
# What one run asks at most, so that alerts leave within about a minute; the rest is first in the next.
SHARE = 3_000


def run_name() -> str:
    """The name of a run in the UI: "cycle 19 Oct 2024 09:00 UTC"."""
    return f"cycle {clock_from_environment().now():%-d %b %Y %H:%M} UTC"


# Retries stay with the sources' back-off and the outbox: a second layer would send alerts twice.
@task(name="poll", retries=0, cache_policy=NO_CACHE, persist_result=False, timeout_seconds=240)
async def poll(cycle: Cycle) -> list[SourceOutcome]:
    """Ask the sources whose turn it is, or a share of them."""
    return await cycle.poll(slack=START_JITTER, share=SHARE)


@task(name="extract", retries=0, cache_policy=NO_CACHE, persist_result=False, timeout_seconds=300)
async def extract(cycle: Cycle) -> ExtractReport:
    """Read waiting articles into the timeline."""
    return await asyncio.to_thread(cycle.extract)


@task(name="match", retries=0, cache_policy=NO_CACHE, persist_result=False, timeout_seconds=120)
async def match(cycle: Cycle) -> list[int]:
    """Hold new changes of the timeline against the rules."""
    return await asyncio.to_thread(cycle.match)


@task(name="deliver", retries=0, cache_policy=NO_CACHE, persist_result=False, timeout_seconds=240)
async def deliver(cycle: Cycle) -> DeliveryReport:
    """Send the alerts that are due."""
    return await asyncio.to_thread(cycle.deliver)


@flow(
    name="watch",
    flow_run_name=run_name,
    retries=0,
    persist_result=False,
    timeout_seconds=RUN_LIMIT_S,
)
async def watch() -> State:
    """One cycle: poll the due sources, extract events, match the rules, send the alerts."""
    settings = load_settings()
    runlog.show_package_logs(settings)
    run = run_by(str(flow_run.id or ""))
    with run, open_cycle(settings) as cycle, cycle_lock(cycle.database) as held:
        if not held:
            return Completed(message=BUSY)
        await housekeeping.drop_missed_with_this()
        await helpers.ask(cycle.due(START_JITTER))
        done = await _steps(cycle)
        await cycle.finish(done)
        pages = settings.public_url or os.environ.get(PAGES, "")
        await artifacts.publish(cycle.database, done, cycle.clock.now(), pages.rstrip("/"))
    settings.home.mkdir(parents=True, exist_ok=True)
    (settings.home / LAST_CYCLE).touch()
    return verdict(done)


@flow(
    name="share",
    flow_run_name=lambda: f"share of {run_name()}",
    retries=0,
    persist_result=False,
    timeout_seconds=RUN_LIMIT_S,
)
async def share() -> State:
    """A share of a cycle beside it, on another worker: the same steps over what nobody has claimed yet."""
    settings = load_settings()
    runlog.show_package_logs(settings)
    with open_cycle(settings) as cycle, helper_lock(cycle.database) as held:
        if not held:
            return Completed(message=NOT_NOW)
        done = await _steps(cycle)
        await cycle.finish(done)
    return verdict(done)


def verdict(done: CycleReport) -> State:
    """How the run ends: Failed only when more than half of the polled sources could not be read."""
    if done.failed * 2 > done.polled:
        return Failed(message=f"{done.failed} of {done.polled} polled sources failed: {_reasons(done)}")
    return Completed(message=done.summary() if _did_something(done) else _nothing_due(done))


async def _steps(cycle: Cycle) -> CycleReport:
    started = time.monotonic()
    # Quoted, so that Prefect does not walk through the database and the rules looking for futures.
    shared: Any = quote(cycle)
    sources = await poll(shared)
    extracted = await extract(shared)
    alerts = await match(shared)
    delivered = await deliver(shared)
    return report(sources, extracted, alerts, delivered, took_s=time.monotonic() - started)


def _did_something(done: CycleReport) -> bool:
    sent = done.alerts or done.deliveries or done.undelivered
    return bool(done.polled or done.articles or done.changes or sent)


def _nothing_due(done: CycleReport) -> str:
    turns = [source.next_poll_at for source in done.sources if source.next_poll_at]
    if not turns:
        return "nothing to do: no source is configured, or all are paused"
    return f"nothing due; the next source's turn comes at {min(turns):%H:%M:%S} UTC"


def _reasons(done: CycleReport) -> str:
    failed = [source for source in done.sources if source.status == "failed"]
    shown = "; ".join(f"{source.name}: {source.reason}" for source in failed[:3])
    return shown if len(failed) <= 3 else f"{shown}; and {len(failed) - 3} more"
