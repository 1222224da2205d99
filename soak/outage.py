"""No channel takes a message for a day: refused connections, then errors; then all arrives, once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta

from pydantic import SecretStr

from clock import SimulatedClock
from settings import ChannelSettings, Settings
from soak import Row
from soak._newsroom import BEGAN, running_newsroom
from soak.cycles import finish
from tests.world import run_once

OUTAGE = timedelta(hours=24)
STEP = timedelta(minutes=10)
# So many stories a cycle, every third cycle.
STORIES = 2
_CLOSED = 9


def run(minutes: float) -> Iterator[Row]:
    """One day, again and again while there is time; a row each."""
    ends = time.monotonic() + minutes * 60
    longest = 0.0
    while not longest or time.monotonic() + longest < ends:
        row = refuse_for_a_day(OUTAGE)
        longest = max(longest, row.took_s)
        yield row


def refuse_for_a_day(outage: timedelta, step: timedelta = STEP) -> Row:
    """Refuses all for `outage` of simulated time, with a cycle every `step` of it."""
    began = time.monotonic()
    with running_newsroom() as newsroom:
        clock, settings = SimulatedClock(BEGAN), newsroom.settings()
        newsroom.publish(STORIES, clock.now())
        run_once(settings, clock)
        before = len(newsroom.hook.calls)
        newsroom.mail.refusal, newsroom.hook.status = "451 try again later", 503
        cycles = tried = 0
        while clock.now() < BEGAN + outage:
            clock.advance(step)
            newsroom.publish(0 if cycles % 3 else STORIES, clock.now())
            is_down = clock.now() < BEGAN + outage / 2
            tried += run_once(nobody_there(settings) if is_down else settings, clock).undelivered
            cycles += 1
        del newsroom.hook.calls[before:]
        newsroom.mail.refusal, newsroom.hook.status = "", 200
        finish(newsroom, settings, clock.now())
        return newsroom.account(
            settings.database_url,
            f"webhook and mail refuse for {outage / timedelta(hours=1):g} h",
            f"{len(newsroom.published)} stories",
            began,
            f"{cycles} cycles, {tried} attempts failed",
        )


def nobody_there(settings: Settings) -> Settings:
    """The same, with channels on a port where connections are refused."""
    urls = {name: one.url.get_secret_value() for name, one in settings.channels.items()}
    closed = {
        name: ChannelSettings(url=SecretStr(re.sub(r":\d+", f":{_CLOSED}", url)))
        for name, url in urls.items()
    }
    return settings.model_copy(update={"channels": closed})
