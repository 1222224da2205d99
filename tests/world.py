"""A small world for whole cycles: feeds on a loopback web server, a webhook and a mail sink that count."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pydantic import SecretStr

from clock import Clock
from demo.inbox import Inbox
from flows.cycle import CycleReport, open_cycle, run_cycle
from settings import ChannelSettings, NetworkSettings, Settings, SourceSettings
from storage.database import Database
from tests.web_server import Reply, WebServer, running_web_server

RULE = """\
id: new-troop-deployments
title: New troop deployments
when:
  kind: [troop_deployment]
  status: [announced, planned, under_way, completed]
notify: {to: [hook, mail]}
"""


@dataclass(frozen=True)
class Story:
    """A feed entry; `published` as RSS writes it."""

    guid: str
    title: str
    text: str
    published: str = "Fri, 18 Oct 2024 21:30:00 +0900"


DEPLOYMENT = Story(
    "nk-1",
    "Seoul: North Korean troops bound for Russia",
    "South Korea's spy agency confirmed on Friday that North Korea has decided to send about 12,000 troops "
    "to Russia and has already begun moving about 1,500 of the soldiers to Vladivostok.",
)
QUIET = Story("c-1", "Choir festival draws record crowd", "The festival closed with a concert in the park.")


def rss(*stories: Story) -> Reply:
    """A feed of `stories`."""
    items = "".join(
        f"<item><guid>{escape(s.guid)}</guid><title>{escape(s.title)}</title><link>/{escape(s.guid)}</link>"
        f"<description>{escape(escape(s.text))}</description><pubDate>{s.published}</pubDate></item>"
        for s in stories
    )
    return Reply(body=f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'.encode())


@dataclass(frozen=True)
class World:
    """Change `web.pages`, run cycles with `settings`, and look into `inbox`."""

    web: WebServer
    inbox: Inbox
    home: Path

    def settings(self, *names: str, database_url: str = "") -> Settings:
        """A configuration with one source a name, polled every minute from `/NAME`."""
        rules = self.home / "rules"
        rules.mkdir(exist_ok=True)
        (rules / "rule.yaml").write_text(RULE, encoding="utf-8")
        return Settings(
            file=self.home / "watchline.yaml",
            sources=tuple(
                SourceSettings(
                    name=name, url=self.web.at(f"/{name}"), country="KR", timezone="Asia/Seoul", every="1m"
                )
                for name in names
            ),
            channels={
                "hook": ChannelSettings(url=SecretStr(self.inbox.hook_url)),
                "mail": ChannelSettings(url=SecretStr(self.inbox.mail_url)),
            },
            rules=rules,
            network=NetworkSettings(allow_private=("127.0.0.1/32",), requests_per_second=1_000),
            home=self.home,
            database_url=database_url or f"sqlite:///{self.home / 'watchline.db'}",
        )


@contextmanager
def running_world(home: Path) -> Iterator[World]:
    """The world, up until the block ends."""
    with running_web_server() as web, Inbox() as inbox:
        yield World(web, inbox, home)


def run_once(settings: Settings, clock: Clock, database: Database | None = None) -> CycleReport:
    """One whole cycle, on an open `database` or the one of the settings."""

    async def go() -> CycleReport:
        with open_cycle(settings, clock, database) as cycle:
            return await run_cycle(cycle)

    return asyncio.run(go())
