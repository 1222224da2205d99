"""The daily care of a timeline database. No Prefect here."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import text

from alerts import words
from alerts.neutralise import one_line, shorten
from flows.tables import Row
from settings import Settings
from storage import heartbeats, hosts, outbox, sources
from storage.database import Database, DatabaseError
from storage.models import Source
from storage.retention import Retention, prune
from storage.timeline import count_rows

SILENT_AFTER = timedelta(days=1)
# Half of what a run may take; the next day goes on.
TIDY_S = 300.0
_MAX_DAMAGE = 20


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What the daily check found: damage in words (none is good), silent sources, table sizes."""

    damage: list[str] = field(default_factory=list)
    silent: list[Row] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    deliveries: dict[str, int] = field(default_factory=dict)

    def summary(self) -> str:
        """One line: "database sound; 12,034 articles, 310 events, ...; 2 sources silent for over a day"."""
        state = f"database DAMAGED in {len(self.damage)} places" if self.damage else "database sound"
        sizes = ", ".join(f"{count:,} {name}" for name, count in self.rows.items())
        dead = self.deliveries.get("dead", 0)
        letters = f"; {dead} alerts could not be delivered" if dead else ""
        return f"{state}; {sizes}; {len(self.silent)} sources silent for over a day{letters}"


def retention_of(settings: Settings) -> Retention:
    """How long things are kept, as configured."""
    given = settings.retention.model_dump()
    return Retention(**{name: timedelta(seconds=kept) for name, kept in given.items() if kept is not None})


def look_after(database: Database, now: datetime) -> Upkeep:
    """Check `database` for damage, refresh the planner's statistics, and look for silent sources."""
    damage = find_damage(database)
    if not damage:
        optimise(database)
    with database.read() as session:
        silent = [_health_row(one) for one in sources.all_sources(session) if is_silent(one, now)]
        found = Upkeep(damage, silent, count_rows(session), outbox.counts(session))
    if not damage:
        with database.write() as session:
            heartbeats.beat(session, heartbeats.ROWS, now, **found.rows)
            hosts.forget_idle(session)
    return found


def tidy(database: Database, settings: Settings, now: datetime) -> str:
    """Remove what `retention:` lets go, for five minutes at most; what was removed, in words, or nothing."""
    until = time.monotonic() + TIDY_S
    done = prune(database, retention_of(settings), now, may_go_on=lambda: time.monotonic() < until)
    gone = [(one.what, sum(one.rows.values())) for one in done]
    return ", ".join(f"{rows:,} rows removed of {what}" for what, rows in gone if rows)


def find_damage(database: Database) -> list[str]:
    """What SQLite's own check reports; PostgreSQL has no such check, so nothing."""
    if not database.is_sqlite:
        return []
    try:
        with database.read() as session:
            checked = session.connection().execute(text(f"PRAGMA quick_check({_MAX_DAMAGE})"))
            found = [str(line) for line in checked.scalars() if line != "ok"]
            broken = [] if found else session.connection().execute(text("PRAGMA foreign_key_check")).all()
    except DatabaseError as error:
        return [str(error)]
    lost = [f"{table} row {row} points to a missing row of {parent}" for table, row, parent, _ in broken]
    return found + lost[:_MAX_DAMAGE]


def optimise(database: Database) -> None:
    """Refresh the statistics the query planner goes by."""
    statement = "PRAGMA optimize" if database.is_sqlite else "ANALYZE"
    with database.write() as session:
        session.connection().execute(text(statement))


def is_silent(source: Source, now: datetime) -> bool:
    """Whether a source that should be polled has not been read for more than a day."""
    if source.paused_reason == sources.NOT_CONFIGURED:
        return False
    if source.last_ok_at is None:
        return bool(source.errors)
    return now - source.last_ok_at > SILENT_AFTER


def _health_row(source: Source) -> Row:
    return {
        "source": one_line(source.name),
        "last read": words.instant(source.last_ok_at) if source.last_ok_at else "never",
        "failed polls": str(source.errors),
        "why": shorten(one_line(source.paused_reason or source.last_error), 200),
    }
