"""One cycle: poll, extract, match, deliver, in this order. No Prefect here: `watchline cycle` runs it so."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from alerts.deliver import DeliveryReport
from alerts.raising import raise_alerts
from alerts.rules import Rule, load_rules
from clock import Clock, clock_from_environment
from connectors._cage import Cage
from connectors.fulltext import FullText
from connectors.http import Gates, HostGates, HttpClient
from events.extract import Extractor
from flows import health
from flows.extractors import extractor_for
from flows.lock import presence
from flows.politeness import SharedGates
from flows.steps.channels import receptions
from flows.steps.extract import ExtractReport, Reading, extract_pending
from flows.steps.matched_pages import Choice, Enricher, fetch_in_time
from flows.steps.pages import PageReader, fetch_pages
from flows.steps.poll import SourceOutcome, accesses, poll_due, sync_configured
from settings import Settings
from storage import leases
from storage.database import Database, open_database
from storage.migrate import upgrade
from storage.sources import count_due

Progress = Callable[[str], None]
MAX_CONNECTIONS = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CycleReport:
    """What one cycle did: alerts raised, messages sent (`deliveries`), attempts to send them by outcome."""

    sources: list[SourceOutcome] = field(default_factory=list)
    articles: int = 0
    events: int = 0
    changes: int = 0
    alerts: int = 0
    deliveries: int = 0
    undelivered: int = 0
    took_s: float = 0.0
    attempts: dict[str, int] = field(default_factory=dict)

    @property
    def polled(self) -> int:
        """Sources that were asked in this cycle."""
        return sum(source.status not in ("not_due", "paused") for source in self.sources)

    @property
    def failed(self) -> int:
        """Sources that could not be read in this cycle."""
        return sum(source.status == "failed" for source in self.sources)

    def summary(self) -> str:
        """One line for a person: "14 sources, 31 new articles, 4 events, 1 alert"."""
        new = sum(source.new for source in self.sources)
        parts = [
            _count(self.polled, "source"),
            _count(new, "new article"),
            _count(self.events, "event"),
            _count(self.alerts, "alert"),
        ]
        if self.failed:
            parts.append(f"{self.failed} failing")
        if self.undelivered:
            parts.append(f"{self.undelivered} not delivered yet")
        return ", ".join(parts)

    def counted(self) -> dict[str, int]:
        """What the totals of `/metrics` grow by; attempts to deliver are counted by what became of them."""
        return {
            "polls_ok": self.polled - self.failed,
            "polls_failed": self.failed,
            "articles": sum(source.new for source in self.sources),
            "revisions": sum(source.updated for source in self.sources),
            "events": self.events,
            "changes": self.changes,
            "alerts": self.alerts,
            **{f"deliveries_{outcome}": count for outcome, count in self.attempts.items()},
        }

    def to_json(self) -> dict[str, Any]:
        """The JSON form of `watchline cycle --json`."""
        sources = [asdict(source) for source in self.sources]
        for source in sources:
            due = source["next_poll_at"]
            source["next_poll_at"] = due.isoformat() if due else None
        return {
            "sources": sources,
            "articles": self.articles,
            "events": self.events,
            "changes": self.changes,
            "alerts": self.alerts,
            "deliveries": self.deliveries,
            "took_s": round(self.took_s, 3),
        }


@dataclass(frozen=True, slots=True)
class Cycle:
    """Everything the steps of one cycle share; made by `open_cycle`."""

    settings: Settings
    database: Database
    clock: Clock
    rules: Sequence[Rule]
    extractor: Extractor
    owner: str

    def prepare(self) -> None:
        """Brings the sources in line with the configuration, and takes over from killed workers."""
        now = self.clock.now()
        health.follow_clock(self.database, now)
        sync_configured(self.database, self.settings.sources, now)
        with self.database.write() as session:
            abandoned = leases.free_abandoned(session)
        if abandoned:
            log.warning("%d workers ended in the middle of a cycle; their work is taken up", abandoned)

    def due(self, slack: timedelta = timedelta(0)) -> int:
        """How many sources could be asked now."""
        with self.database.read() as session:
            return count_due(session, self.clock.now(), slack=slack)

    async def poll(
        self,
        on_progress: Progress | None = None,
        *,
        slack: timedelta = timedelta(0),
        share: int | None = None,
    ) -> list[SourceOutcome]:
        """Ask the due sources and store what is new, and fetch the pages that are waited for.

        `slack` is how long before its turn a source may be asked, `share` how many are at most.
        """
        self.prepare()
        tell = (lambda outcome: on_progress(f"polled {outcome.name}")) if on_progress else None
        async with self.http() as http, Cage() as cage:
            outcomes = await poll_due(
                self.database,
                http,
                cage,
                self.clock,
                owner=self.owner,
                opened_with=accesses(self.settings.sources),
                slack=slack,
                share=share,
                on_progress=tell,
            )
            await fetch_pages(
                self.database,
                PageReader(http, cage, accesses(self.settings.sources)),
                self.clock,
                owner=self.owner,
                objection=self._enricher.objection,
            )
        return outcomes

    def http(self) -> HttpClient:
        """A client with the configured guard and politeness; one serves a whole cycle."""
        network = self.settings.network
        return HttpClient(
            allow_private=network.allow_private,
            contact=network.contact,
            proxy=network.proxy.get_secret_value() if network.proxy else None,
            hosts=self._gates(network.requests_per_second),
            max_connections=MAX_CONNECTIONS,
        )

    def _gates(self, per_second: float) -> Gates:
        """SQLite has one cycle at a time; on PostgreSQL workers ask hosts at the same time."""
        if self.database.is_sqlite:
            return HostGates(per_second)
        return SharedGates(self.database, self.owner, per_second)

    def extract(self) -> ExtractReport:
        """Read waiting articles into the timeline, those that meet a rule from their pages.

        Not to be called where an event loop runs: fetching those pages starts one.
        """
        choice = Choice(self.rules)
        report = extract_pending(self.database, self.extractor, self.clock, owner=self.owner, judge=choice)
        if not choice.held:
            return report
        pages = asyncio.run(self._pages_of(choice.held))
        for reading, page in zip(choice.held, pages, strict=True):
            report = report.plus(self._enricher.write(self.database, reading, page, self.clock))
        return report

    async def _pages_of(self, held: Sequence[Reading]) -> list[FullText]:
        async with self.http() as http, Cage() as cage:
            return await fetch_in_time(PageReader(http, cage, accesses(self.settings.sources)), held)

    @property
    def _enricher(self) -> Enricher:
        return Enricher(self.extractor, self.rules)

    def match(self) -> list[int]:
        """Hold new event changes against the rules; the ids of the alerts raised."""
        return raise_alerts(
            self.database,
            self.rules,
            self.settings.channels,
            self.clock,
            receptions=receptions(self.settings),
            public_url=self.settings.public_url,
        )

    def deliver(self) -> DeliveryReport:
        """Send what is due."""
        health.tell_of_gap(self.database, self.settings, self.clock.now())
        return health.deliver(self.database, self.settings, self.clock, owner=self.owner)

    async def finish(self, done: CycleReport) -> None:
        """Note that this cycle ended, and let a monitor elsewhere know if all is well."""
        log.info("%s in %.1f s", done.summary(), done.took_s)
        delivers = await asyncio.to_thread(
            health.cycle_finished,
            self.database,
            self.settings,
            self.clock.now(),
            took_s=done.took_s,
            counted=done.counted(),
        )
        address = self.settings.health.ping
        if address and delivers and not (done.polled and done.failed == done.polled):
            async with self.http() as http:
                await health.ping(http, address.get_secret_value())


@contextmanager
def open_cycle(
    settings: Settings, clock: Clock | None = None, database: Database | None = None
) -> Iterator[Cycle]:
    """A cycle ready to run, on a database with the newest schema.

    Raises ConfigError for rules that cannot be used and DatabaseError for a database that cannot.
    """
    rules = load_rules(settings.rules)
    opened = database or open_database(settings.database_url)
    try:
        upgrade(opened, backups=settings.home / "backups")
        owner = _worker_name()
        with presence(opened, owner):
            yield Cycle(
                settings,
                opened,
                clock or clock_from_environment(),
                rules,
                extractor_for(settings),
                owner,
            )
    finally:
        if database is None:
            opened.close()


async def run_cycle(cycle: Cycle, on_progress: Progress | None = None) -> CycleReport:
    """Run the four steps once. Synchronous steps run in a thread, so progress can be drawn meanwhile."""
    started = time.monotonic()
    tell = on_progress or (lambda _step: None)
    tell("polling")
    sources = await cycle.poll(tell)
    tell("reading articles")
    extracted = await asyncio.to_thread(cycle.extract)
    tell("matching rules")
    alerts = await asyncio.to_thread(cycle.match)
    tell("sending alerts")
    delivered = await asyncio.to_thread(cycle.deliver)
    done = report(sources, extracted, alerts, delivered, took_s=time.monotonic() - started)
    await cycle.finish(done)
    return done


def report(
    sources: list[SourceOutcome],
    extracted: ExtractReport,
    alerts: Sequence[int],
    delivered: DeliveryReport,
    *,
    took_s: float,
) -> CycleReport:
    """The outcomes of the steps as one report."""
    return CycleReport(
        sources=sources,
        articles=extracted.articles,
        events=extracted.events,
        changes=extracted.changes,
        alerts=len(alerts),
        deliveries=delivered.sent,
        undelivered=delivered.retried + delivered.dead + delivered.unknown + delivered.held,
        took_s=took_s,
        attempts=asdict(delivered),
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
