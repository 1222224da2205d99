"""Whether cycles finish as often as they should."""

from __future__ import annotations

import fcntl
from datetime import datetime, timedelta
from pathlib import Path

from alerts import words
from cli.doctor._check import Check
from flows.deployments import MISSED, cycle_interval_s
from settings import Settings
from storage import heartbeats
from storage.database import Database


def check(settings: Settings, database: Database, now: datetime) -> Check:
    """When the last cycle finished. Late only where a rhythm is known: `health.every`, or `watchline run`."""
    with database.read() as session:
        last = heartbeats.last(session, heartbeats.CYCLE)
    is_up = runs(settings.home)
    if last is None:
        remedy = f"see {settings.home / 'logs'}" if is_up else ""
        return Check("cycles", not is_up, "none has finished yet", remedy)
    age = now - last.at
    found = f"the last one finished {words.roughly(max(age, timedelta(0)))} ago"
    if settings.health.every is None and not is_up:
        return Check("cycles", True, f"{found}; `watchline run` is not up")
    every = timedelta(seconds=settings.health.every or cycle_interval_s())
    if age <= every * MISSED:
        return Check("cycles", True, found)
    remedy = f"see {settings.home / 'logs'}" if is_up else "start them: watchline run"
    return Check("cycles", False, f"{found}, one is expected every {words.roughly(every)}", remedy)


def runs(home: Path) -> bool:
    """Whether `watchline run` is up on this data folder: it holds the lock."""
    try:
        with (home / "run.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
