"""kill -9 at random instants of whole cycles: polling, reading, merging, raising and sending.

Each process runs one cycle where the one before it was killed, with a new story in the feeds. One channel is
told at once by webhook and one by mail, one within a throttle, one by a digest.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from clock import SimulatedClock
from flows.cycle import open_cycle, run_cycle
from settings import Settings
from soak import Row
from soak._newsroom import BEGAN, MOST_STORIES, Newsroom, databases, running_newsroom
from tests.killable import forking
from tests.world import run_once

KILLS = 1_000
# Longer than any lease lasts, so that each process may take over what the one before had claimed.
BETWEEN = timedelta(minutes=20)
# The longest life grows with each kill and shrinks with each cycle that ends by itself, so that of four lives
# about one does, and kills fall on all of a cycle.
LONGER, SHORTER = 1.04, 0.9
CHANNELS = 4
# The last digest and the surplus of the throttle leave within so many cycles.
PATIENCE = 40


def run(minutes: float) -> Iterator[Row]:
    """Kills cycles on each database for half of the time, then lets them finish."""
    with running_newsroom() as outer, databases(outer.world.home) as urls:
        for kind, url in urls.items():
            with running_newsroom() as newsroom:
                yield kill_cycles(newsroom, kind, url, KILLS, minutes * 60 / len(urls))


def kill_cycles(newsroom: Newsroom, kind: str, url: str, kills: int, within_s: float, seed: int = 1) -> Row:
    """Kills up to `kills` cycles within so many seconds, finishes, and counts; `seed` draws when."""
    began = time.monotonic()
    settings, rng, now = newsroom.settings(url), random.Random(seed), BEGAN
    newsroom.publish(2, now)
    run_once(settings, SimulatedClock(now))
    longest, killed = _unharmed(settings, now), 0
    while killed < kills and time.monotonic() < began + within_s and len(newsroom.published) < MOST_STORIES:
        now += BETWEEN
        newsroom.publish(1, now)
        was_killed = _cut_short(settings, now, rng.uniform(0, longest))
        killed += was_killed
        longest *= LONGER if was_killed else SHORTER
    finish(newsroom, settings, now)
    row = newsroom.account(url, f"kill -9 of cycles, {kind}", f"{killed} kills", began)
    return replace(row, good=row.good and row.duplicates <= CHANNELS * killed)


def finish(newsroom: Newsroom, settings: Settings, now: datetime) -> None:
    """Cycles until every story has arrived everywhere, or for as long as a day is."""
    clock = SimulatedClock(now)
    for _ in range(PATIENCE):
        clock.advance(BETWEEN)
        run_once(settings, clock)
        if not newsroom.toll().lost:
            break


def work(settings: Settings, now: datetime) -> None:
    """One cycle, without a word of what it finds."""
    logging.disable(logging.CRITICAL)
    with open_cycle(settings, SimulatedClock(now)) as cycle:
        asyncio.run(run_cycle(cycle))


def _unharmed(settings: Settings, now: datetime) -> float:
    """How long a process takes for a cycle, in seconds."""
    began = time.monotonic()
    _cut_short(settings, now, 60)
    return time.monotonic() - began


def _cut_short(settings: Settings, now: datetime, after_s: float) -> bool:
    """Runs a cycle in a process and kills it; whether it had not ended by itself."""
    child = forking().Process(target=work, args=(settings, now))
    child.start()
    child.join(after_s)
    child.kill()
    child.join()
    return child.exitcode != 0
