"""The demo's days, cycle by cycle: the real pipeline polls the invented feeds while the clock is moved."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import func, select

from clock import SimulatedClock
from demo.inbox import Inbox
from demo.server import DemoServer
from demo.world import World, load_world
from errors import WatchlineError
from flows.cycle import CycleReport, open_cycle, run_cycle
from settings import FileSettings, Settings
from storage.database import Database, open_database
from storage.models import Alert, Delivery

RULES = Path(__file__).parent / "rules"
GRID = timedelta(hours=6)
LOOPBACK = "127.0.0.1/32"


class DemoError(WatchlineError):
    """The demo cannot be played; the message says why and what to do."""


@dataclass(frozen=True)
class Stage:
    """Everything the pipeline runs against: feeds, inbox, configuration, an empty timeline, a clock."""

    world: World
    server: DemoServer
    inbox: Inbox
    settings: Settings
    database: Database
    clock: SimulatedClock

    def move_to(self, now: datetime) -> None:
        """Set the time for the poller and for the feeds."""
        self.clock.set(now)
        self.server.now = now


@dataclass(frozen=True, slots=True)
class Step:
    """One cycle that was run. `number` counts from 1 to `total`; `now` is simulated."""

    number: int
    total: int
    now: datetime
    report: CycleReport


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the days came to. `written` and `received` count notices by channel; `took_s` is real time."""

    home: Path
    cycles: int
    alerts: int
    written: dict[str, int]
    received: dict[str, int]
    took_s: float

    @property
    def complete(self) -> bool:
        """Whether every notice that was written has arrived, and nothing else."""
        return self.written == self.received

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"home": str(self.home), "complete": self.complete}


def replay(home: Path, *, on_step: Callable[[Step], None]) -> Outcome:
    """Play the whole storyline into a fresh timeline under `home`; `on_step` hears of each cycle.

    Raises DemoError when `home` already holds a timeline.
    """
    with set_stage(home) as stage:
        return play(stage, on_step)


@contextmanager
def set_stage(home: Path) -> Iterator[Stage]:
    """The feeds and the inbox running, and an empty timeline under `home`.

    `home` also gets the watchline.yaml that the pipeline works with. Raises DemoError when it already
    holds a timeline.
    """
    file = home / "watchline.db"
    if file.exists():
        raise DemoError(f"{file} already holds a timeline; give an empty folder with --home")
    world = load_world()
    database = open_database(f"sqlite:///{file}")
    try:
        start = steps_of(world)[0]
        with DemoServer(world, start) as server, Inbox() as inbox:
            settings = _write_settings(home, str(file), world, server, inbox)
            yield Stage(world, server, inbox, settings, database, SimulatedClock(start))
    finally:
        database.close()


def play(stage: Stage, on_step: Callable[[Step], None]) -> Outcome:
    """Run a cycle at every step of the story; `on_step` hears of each."""
    started = time.monotonic()
    cycles = asyncio.run(_play(stage, on_step))
    with stage.database.read() as session:
        written = dict(Counter(session.exec(select(Delivery.channel))))
        alerts = session.exec(select(func.count()).select_from(Alert)).one()
    received = Counter(desk=len(stage.inbox.mails), hook=len(stage.inbox.hooks))
    took_s = time.monotonic() - started
    return Outcome(stage.settings.home, cycles, alerts, written, dict(+received), took_s)


def steps_of(world: World) -> tuple[datetime, ...]:
    """When to poll: each time a feed changes, and every six hours from the midnight before the first."""
    first, last = world.moments[0], world.moments[-1]
    moment = first.replace(hour=0, minute=0, second=0, microsecond=0)
    grid = []
    while moment < last + GRID:
        grid.append(moment)
        moment += GRID
    return tuple(sorted({*grid, *world.moments}))


async def _play(stage: Stage, on_step: Callable[[Step], None]) -> int:
    steps = steps_of(stage.world)
    with open_cycle(stage.settings, stage.clock, stage.database) as cycle:
        for number, now in enumerate(steps, start=1):
            stage.move_to(now)
            on_step(Step(number, len(steps), now, await run_cycle(cycle)))
    return len(steps)


def _write_settings(home: Path, database: str, world: World, server: DemoServer, inbox: Inbox) -> Settings:
    """The demo's configuration, kept as `home`/watchline.yaml for whoever wants to see it."""
    data = _configuration(world, server, inbox)
    file = home / "watchline.yaml"
    file.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True), encoding="utf-8")
    content = FileSettings.model_validate(data)
    return Settings(
        file=file,
        sources=content.sources,
        channels=content.channels,
        rules=RULES,
        network=content.network,
        home=home,
        database_url=f"sqlite:///{database}",
    )


def _configuration(world: World, server: DemoServer, inbox: Inbox) -> dict[str, Any]:
    return {
        "sources": [
            {
                "name": outlet.name,
                "url": server.feed_url(outlet),
                "publisher": outlet.publisher,
                "country": outlet.country,
                "timezone": outlet.timezone,
                "every": "5m",
            }
            for outlet in world.outlets
        ],
        "channels": {"desk": {"url": inbox.mail_url}, "hook": {"url": inbox.hook_url}},
        "rules": str(RULES),
        # All outlets share one host here; at the polite pace of one request a second each cycle would crawl.
        "network": {"allow_private": [LOOPBACK], "requests_per_second": 1000},
    }
