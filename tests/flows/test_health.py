"""Who hears when Watchline itself does not work: missing cycles, channels that all fail, and the ping."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlmodel import col, select

from clock import SimulatedClock
from flows import health, watchdog
from settings import ChannelSettings, HealthSettings, Settings
from storage import heartbeats
from storage.database import Database, open_database
from storage.models import Alert
from tests.conftest import MORNING
from tests.web_server import Reply
from tests.world import DEPLOYMENT, World, rss, run_once, running_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with running_world(tmp_path) as running:
        running.web.pages["/wire"] = rss(DEPLOYMENT)
        yield running


def with_health(settings: Settings, **health_settings: object) -> Settings:
    return settings.model_copy(update={"health": HealthSettings.model_validate(health_settings)})


def notices(database: Database) -> list[Alert]:
    with database.read() as session:
        return list(session.exec(select(Alert).where(Alert.rule == "watchline").order_by(col(Alert.id))))


def watch_over(database: Database, settings: Settings, clock: SimulatedClock) -> bool:
    return health.watch_over(database, settings, clock, owner="watchdog")


def test_missing_cycles_are_told_once_through_the_channels(
    world: World, sqlite: Database, sqlite_url: str, clock: SimulatedClock
) -> None:
    settings = world.settings(database_url=sqlite_url)
    with sqlite.write() as session:
        heartbeats.beat(session, heartbeats.CYCLE, clock.now())

    clock.advance(timedelta(minutes=3))
    assert watch_over(sqlite, settings, clock)
    clock.advance(timedelta(minutes=2))
    assert not watch_over(sqlite, settings, clock)
    assert not watch_over(sqlite, settings, clock)

    (notice,) = notices(sqlite)
    assert (notice.severity, notice.title) == ("critical", "Watchline: no cycle finished for 5 minutes")
    (hook,), (mail,) = world.inbox.hooks, world.inbox.mails
    assert hook.body["title"] == mail.subject == notice.title
    assert "The last one ended 19 October 2024 00:00 UTC; one is expected every 1 minute." in mail.text


def test_before_the_first_cycle_nothing_is_missing(
    world: World, sqlite: Database, sqlite_url: str, clock: SimulatedClock
) -> None:
    clock.advance(timedelta(days=1))

    assert watch_over(sqlite, world.settings(database_url=sqlite_url), clock)


def test_a_cycle_after_a_gap_tells_of_it_where_the_rhythm_is_known(world: World) -> None:
    settings = world.settings("wire")
    for options in ({}, {"every": "15m", "notify": ["mail"]}):
        for minutes in (0, 44, 90):
            run_once(with_health(settings, **options), SimulatedClock(MORNING + timedelta(minutes=minutes)))

    assert [mail.subject for mail in world.inbox.mails if "Watchline" in mail.subject] == [
        "Watchline: no cycle finished for 46 minutes"
    ]


def test_a_good_cycle_calls_the_monitor(world: World) -> None:
    world.web.pages["/ping/secret"] = Reply(body=b"ok")
    settings = with_health(world.settings("wire"), ping=world.web.at("/ping/secret"))

    run_once(settings, SimulatedClock(MORNING))

    assert len(world.web.requests["/ping/secret"]) == 1


def test_a_cycle_that_read_nothing_does_not(world: World) -> None:
    world.web.pages["/wire"] = Reply(status=500)
    settings = with_health(world.settings("wire"), ping=world.web.at("/ping/secret"))

    run_once(settings, SimulatedClock(MORNING))

    assert "/ping/secret" not in world.web.requests


def test_a_monitor_that_is_down_costs_nothing_and_shows_no_secret(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    for address in ("http://127.0.0.1:9/canary7secret", world.web.at("/missing/canary7secret")):
        report = run_once(with_health(world.settings("wire"), ping=address), SimulatedClock(MORNING))
        assert report.failed == 0

    assert "the health ping to http://127.0.0.1/**** failed" in caplog.text
    assert "answered with HTTP 404" in caplog.text
    assert "canary7secret" not in caplog.text


def test_channels_that_all_fail_are_told_once_and_stay_the_ping_away(world: World) -> None:
    settings = with_health(world.settings("wire"), ping=world.web.at("/ping"))
    gone = {
        name: ChannelSettings(url=SecretStr(f"{world.inbox.hook_url.replace('/alerts', '')}?method=GET"))
        for name in ("hook", "mail")
    }
    broken = settings.model_copy(update={"channels": gone})
    clock = SimulatedClock(MORNING)
    for _ in range(2):
        run_once(broken, clock)
        clock.advance(timedelta(minutes=1))

    database = open_database(settings.database_url)
    titles = [notice.title for notice in notices(database)]
    database.close()
    assert titles.count("Watchline: no channel takes alerts") == 1
    assert "/ping" not in world.web.requests


def test_the_watchdog_alarms_once_for_each_silence(tmp_path: Path) -> None:
    file, now, alarms = tmp_path / "last-cycle", [1_000_000.0], []

    def sleep(seconds: float) -> None:
        now[0] += seconds
        minute = (now[0] - 1_000_000) / 60
        if minute <= 10 or 20 <= minute <= 25:
            file.touch()
            os.utime(file, (now[0], now[0]))
        if minute > 40:
            raise KeyboardInterrupt

    def alarm() -> None:
        alarms.append((now[0] - 1_000_000) / 60)

    with pytest.raises(KeyboardInterrupt):
        watchdog.watch(file, 60, alarm, sleep, lambda: now[0])

    assert alarms == [14, 29]
