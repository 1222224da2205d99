"""The examiner: sources in a database, a server that behaves as told, and a clock that checks move."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from clock import SimulatedClock
from connectors._cage import Cage
from connectors.access import Access
from connectors.http import HttpClient
from flows.steps.poll import SourceOutcome, poll_due, sync_configured
from settings import SourceSettings
from storage.database import Database
from storage.models import Article, ArticleRevision, Source
from tests.connectors.raw_server import RawServer, Script, raw_server
from tests.web_server import Reply, Request, WebServer, running_web_server
from tests.world import Story, rss

LOOPBACK = ("127.0.0.1/32",)
DEADLINE_S = 5.0
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Examiner:
    """Add feeds, poll, move the clock, and look at what the servers and the database saw."""

    web: WebServer
    database: Database
    clock: SimulatedClock
    servers: ExitStack
    sources: dict[str, SourceSettings] = field(default_factory=dict)

    def feed(self, name: str, answer: Reply | Callable[[Request], Reply], **options: Any) -> None:
        """A source every minute whose server answers so from now on."""
        self.web.pages[f"/{name}"] = answer
        self.source(name, self.web.at(f"/{name}"), **options)

    def raw_feed(self, name: str, script: Script) -> RawServer:
        """A source whose server says byte for byte what `script` sends."""
        server = self.servers.enter_context(raw_server(script))
        self.source(name, server.url)
        return server

    def source(self, name: str, url: str, **options: Any) -> None:
        self.sources[name] = SourceSettings(name=name, url=url, **{"every": "1m", **options})

    def poll(self, **client: Any) -> dict[str, SourceOutcome]:
        """One poll step; `client` replaces what the HTTP client is made with."""
        return asyncio.run(self.poll_step(**client))

    async def poll_step(
        self,
        *,
        owner: str = "examiner",
        slack: timedelta = timedelta(0),
        opened_with: Mapping[str, Access] | None = None,
        **client: Any,
    ) -> dict[str, SourceOutcome]:
        sync_configured(self.database, self.sources.values(), self.clock.now())
        options = {"allow_private": LOOPBACK, "deadline_s": DEADLINE_S, **client}
        async with HttpClient(**options) as http, Cage(workers=1) as cage:
            outcomes = await poll_due(
                self.database, http, cage, self.clock, owner=owner, slack=slack, opened_with=opened_with
            )
        return {outcome.name: outcome for outcome in outcomes}

    def only(self, **client: Any) -> SourceOutcome:
        """What a poll step did with the one source there is."""
        (outcome,) = self.poll(**client).values()
        return outcome

    def wait(self, how_long: timedelta = MINUTE, **client: Any) -> SourceOutcome:
        """Let time pass and poll the one source again."""
        self.clock.advance(how_long)
        return self.only(**client)

    def next_turn(self) -> SourceOutcome:
        """Poll the one source when its turn comes."""
        due = self.state().next_poll_at
        assert due is not None
        self.clock.set(max(due, self.clock.now()))
        return self.only()

    def asked(self, name: str = "feed") -> list[Request]:
        """The requests the server had for a feed."""
        return self.web.requests[f"/{name}"]

    def state(self, name: str = "feed") -> Source:
        """The row of a source."""
        with self.database.read() as session:
            return session.exec(select(Source).where(Source.name == name)).one()

    def articles(self) -> Sequence[Article]:
        """Every article stored, oldest first."""
        with self.database.read() as session:
            return session.exec(select(Article).order_by(col(Article.id))).all()

    def revisions(self) -> list[str]:
        """The titles of every revision stored, oldest first."""
        with self.database.read() as session:
            rows = session.exec(select(ArticleRevision).order_by(col(ArticleRevision.id)))
            return [row.title for row in rows]

    @property
    def now(self) -> datetime:
        return self.clock.now()


@pytest.fixture
def exam(sqlite: Database, clock: SimulatedClock) -> Iterator[Examiner]:
    """An examiner with no source yet, at midnight of Saturday 19 October 2024 UTC."""
    with running_web_server() as web, ExitStack() as servers:
        yield Examiner(web, sqlite, clock, servers)


def story(number: int, title: str = "", **fields: str) -> Story:
    """One of many different stories, published last night."""
    text = f"What happened in town {number} on Friday was told by {number} people."
    usual = {"guid": f"n-{number}", "title": title or f"News from town {number}", "text": text}
    return Story(**{**usual, **fields})


def document(*numbers: int) -> bytes:
    """A feed of those stories."""
    return rss(*map(story, numbers)).body
