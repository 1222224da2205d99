"""This machine's clock, against whatever else here knows the time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func
from sqlmodel import select

from alerts import words
from cli.doctor._check import Check, verdict
from cli.doctor.machine import nearest_existing
from clock import clock_from_environment
from settings import Settings
from storage.database import Database
from storage.models import Article, Event

# A cycle stamps rows with the time it began, and ends later.
TOLERANCE = timedelta(minutes=5)
# A server's or file system's clock that is further off makes leases and ages wrong.
DRIFT = timedelta(seconds=30)


def check(settings: Settings, database: Database | None) -> Check:
    """Whether now is not before what is stored, and whether database and disk have the same time."""
    now = clock_from_environment().now()
    problems = list(_before(now, _last_instant(database) if database else None))
    is_told = os.environ.get("WATCHLINE_NOW")
    if not is_told:
        problems += _apart("the disk", _disk_time(settings.home))
        if database and not database.is_sqlite:
            problems += _apart("the database server", lambda: _server_time(database))
    remedy = "unset WATCHLINE_NOW" if is_told else "set the clocks, for example by NTP"
    return verdict("clock", problems, f"{now:%Y-%m-%d %H:%M:%S} UTC", remedy)


def _before(now: datetime, last: datetime | None) -> Iterator[str]:
    if last is not None and now < last - TOLERANCE:
        yield (
            f"it is {now:%Y-%m-%d %H:%M:%S} UTC, "
            f"before the last entry of the timeline: {last:%Y-%m-%d %H:%M:%S} UTC"
        )


def _apart(whose: str, read: Callable[[], datetime]) -> Iterator[str]:
    before = datetime.now(UTC)
    theirs = read()
    drift = max(before - theirs, theirs - datetime.now(UTC))
    if drift > DRIFT:
        yield f"{whose} has another time, {words.roughly(drift)} off"


def _disk_time(home: Path) -> Callable[[], datetime]:
    def read() -> datetime:
        try:
            with tempfile.NamedTemporaryFile(dir=nearest_existing(home)) as file:
                return datetime.fromtimestamp(Path(file.name).stat().st_mtime, UTC)
        except OSError:
            # Whether it can be written is another check.
            return datetime.now(UTC)

    return read


def _server_time(database: Database) -> datetime:
    with database.read() as session:
        told: datetime = session.exec(select(func.clock_timestamp())).one()
        return told.astimezone(UTC)


def _last_instant(database: Database) -> datetime | None:
    """Newest rows have the highest ids, near enough, so no table is read from end to end."""
    with database.read() as session:
        seen = session.exec(select(Article.first_seen_at).order_by(Article.id.desc()).limit(1)).first()  # type: ignore[union-attr]
        updated = session.exec(select(func.max(Event.first_seen_at))).one()
    return max((instant for instant in (seen, updated) if instant is not None), default=None)
