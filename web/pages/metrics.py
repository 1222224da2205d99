"""`/metrics`: what Prometheus scrapes. Totals are kept by the cycles, so a scrape counts no big table."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from sqlmodel import Session

from storage import channels, gauges, heartbeats
from web._exposition import CONTENT_TYPE, Metric, Reading, expose
from web._site import Site, site_of

router = APIRouter()

BUILD = Metric("build_info", "gauge", "The version that runs; always 1.", "version")
CYCLES = Metric("cycles_total", "counter", "Cycles that finished.")
CYCLE_AGE = Metric("cycle_age_seconds", "gauge", "Time since the last cycle finished.")
CYCLE_TOOK = Metric("cycle_duration_seconds", "gauge", "How long the last cycle took.")
SOURCES = Metric("sources", "gauge", "Sources by health.", "health")
READ_AGE = Metric("source_read_age_seconds", "gauge", "Time since any source was read without error.")
POLLS = Metric("polls_total", "counter", "Sources asked, by outcome.", "outcome")
ARTICLES = Metric("articles_total", "counter", "New articles stored.")
REVISIONS = Metric("article_revisions_total", "counter", "Edits of known articles stored.")
EVENTS = Metric("events_total", "counter", "New events on the timeline.")
CHANGES = Metric("event_changes_total", "counter", "Changes of events, new ones among them.")
ALERTS = Metric("alerts_total", "counter", "Alerts raised.")
DELIVERIES = Metric("deliveries_total", "counter", "Attempts to send a message, by outcome.", "outcome")
WAITING = Metric("waiting", "gauge", "Work that waits, by queue; counted up to 100000.", "queue")
OLDEST = Metric("oldest_waiting_seconds", "gauge", "Age of the oldest that waits, else 0.", "queue")
UNDELIVERED = Metric("undelivered", "gauge", "Messages that are not tried any more, by state.", "state")
CHANNEL_UP = Metric("channel_up", "gauge", "1 while a channel takes messages, else 0.", "channel")
BYTES = Metric("database_bytes", "gauge", "Size of the database on the disk, by part.", "part")
TABLE_ROWS = Metric("rows", "gauge", "Rows of the timeline as counted once a day, by table.", "table")
TABLE_ROWS_AT = Metric("rows_counted_timestamp_seconds", "gauge", "When the rows were counted (Unix time).")

METRICS = (
    BUILD,
    CYCLES,
    CYCLE_AGE,
    CYCLE_TOOK,
    SOURCES,
    READ_AGE,
    POLLS,
    ARTICLES,
    REVISIONS,
    EVENTS,
    CHANGES,
    ALERTS,
    DELIVERIES,
    WAITING,
    OLDEST,
    UNDELIVERED,
    CHANNEL_UP,
    BYTES,
    TABLE_ROWS,
    TABLE_ROWS_AT,
)
_TOTALS = {
    CYCLES: "cycles",
    ARTICLES: "articles",
    REVISIONS: "revisions",
    EVENTS: "events",
    CHANGES: "changes",
    ALERTS: "alerts",
}
_OUTCOMES = {POLLS: ("polls", ("ok", "failed"))} | {
    DELIVERIES: ("deliveries", ("sent", "retried", "dead", "unknown", "held"))
}


@router.get("/metrics")
def metrics(request: Request) -> PlainTextResponse:
    """Everything in METRICS that there is a value for."""
    site = site_of(request)
    reading = Reading()
    reading.put_each(BUILD, {version("watchline"): 1})
    reading.put_each(BYTES, gauges.sizes(site.database))
    now = site.clock.now()
    with site.database.read() as session:
        _read_cycles(session, reading, now)
        _read_sources(session, reading, now)
        _read_queues(session, reading, now)
        _read_channels(session, reading, site)
        _read_rows(session, reading)
    return PlainTextResponse(expose(METRICS, reading), media_type=CONTENT_TYPE)


def _read_cycles(session: Session, reading: Reading, now: datetime) -> None:
    last, totals = heartbeats.last(session, heartbeats.CYCLE), heartbeats.last(session, heartbeats.TOTALS)
    if last:
        reading.put(CYCLE_AGE, _age(last.at, now))
        reading.put(CYCLE_TOOK, float(last.detail.get("took_s", 0.0)))
    kept = totals.detail if totals else {}
    for metric, name in _TOTALS.items():
        reading.put(metric, kept.get(name, 0))
    for metric, (name, outcomes) in _OUTCOMES.items():
        reading.put_each(metric, {outcome: kept.get(f"{name}_{outcome}", 0) for outcome in outcomes})


def _read_sources(session: Session, reading: Reading, now: datetime) -> None:
    found = gauges.source_counts(session)
    reading.put_each(SOURCES, {"ok": found.ok, "failing": found.failing, "paused": found.paused})
    if found.read_at:
        reading.put(READ_AGE, _age(found.read_at, now))


def _read_queues(session: Session, reading: Reading, now: datetime) -> None:
    found = list(gauges.queues(session))
    reading.put_each(WAITING, {queue.name: queue.waiting for queue in found})
    reading.put_each(OLDEST, {queue.name: _age(queue.since, now) if queue.since else 0 for queue in found})
    reading.put_each(UNDELIVERED, gauges.undelivered(session))


def _read_channels(session: Session, reading: Reading, site: Site) -> None:
    broken = {state.channel for state in channels.failing(session)}
    reading.put_each(CHANNEL_UP, {name: float(name not in broken) for name in site.channels})


def _read_rows(session: Session, reading: Reading) -> None:
    counted = heartbeats.last(session, heartbeats.ROWS)
    if counted:
        reading.put_each(TABLE_ROWS, counted.detail)
        reading.put(TABLE_ROWS_AT, counted.at.timestamp())


def _age(since: datetime, now: datetime) -> float:
    """Never negative, also after the clock went back."""
    return max(0.0, (now - since).total_seconds())
