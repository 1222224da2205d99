"""The clock jumps between cycles, by seconds or years, forward and back: nothing is lost or told twice."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from clock import SimulatedClock
from soak import Row
from soak._newsroom import BEGAN, MOST_STORIES, databases, running_newsroom
from soak.cycles import finish
from storage.database import open_database
from tests.world import run_once

STEP = timedelta(minutes=1)
SCALES = (timedelta(seconds=1), timedelta(hours=1), timedelta(days=1), timedelta(days=400))
# A jump comes between two of so many cycles.
EVERY = 3


def run(minutes: float) -> Iterator[Row]:
    """Cycles a minute apart by a clock that jumps, on each database for half of the time."""
    with running_newsroom() as outer, databases(outer.world.home) as urls:
        for kind, url in urls.items():
            yield jump(kind, url, minutes * 60 / len(urls))


def jump(kind: str, url: str, within_s: float, seed: int = 1) -> Row:
    """As many cycles as there is time for. What is published then keeps its date; `seed` draws the jumps."""
    began, rng, jumps, cycles = time.monotonic(), random.Random(seed), 0, 0
    database, clock = open_database(url), SimulatedClock(BEGAN)
    with running_newsroom() as newsroom:
        settings = newsroom.settings(url)
        while time.monotonic() < began + within_s and len(newsroom.published) < MOST_STORIES:
            newsroom.publish(1, clock.now())
            run_once(settings, clock, database)
            clock.advance(STEP)
            cycles += 1
            if not cycles % EVERY:
                clock.advance(rng.choice(SCALES) * rng.uniform(-5, 5))
                jumps += 1
        finish(newsroom, settings, clock.now())
        row = newsroom.account(
            url, f"the clock jumps, {kind}", f"{jumps} jumps", began, f"by up to 5 years, {cycles} cycles"
        )
    database.close()
    return replace(row, good=row.good and not row.duplicates)
