"""Removing what has become old, and only what was asked for.

Rows go by a few hundred in one transaction each, with a rest between two, so that a cycle gets its turn and
a stop at any moment leaves nothing half done. What an article is known by (source, key, address, hash) stays:
without it, an old entry that still stands in its feed would be news again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from storage import _sqlite_file
from storage._dump import Tell, silent
from storage._sweeps import SWEEPS, Sweep
from storage.database import Database

TOGETHER = 300
# SQLite's waiting writers look for their turn at most every 100 ms.
REST_S = 0.05


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each thing is kept; None is for ever."""

    texts: timedelta | None = None
    revisions: timedelta | None = None
    changes: timedelta | None = None
    deliveries: timedelta | None = None
    alerts: timedelta | None = None
    events: timedelta | None = None

    def asked(self, now: datetime) -> list[tuple[Sweep, datetime]]:
        """What is to go, and from when on it stays."""
        spans = {one.name: getattr(self, one.name) for one in fields(self)}
        due = {name: now - span for name, span in spans.items() if span is not None}
        return [(sweep, due[name]) for name, sweeps in SWEEPS.items() if name in due for sweep in sweeps]


@dataclass(frozen=True, slots=True)
class Swept:
    """What was removed, or would be: rows by table of what is older than `before`."""

    what: str
    before: datetime
    rows: dict[str, int] = field(default_factory=dict)


def foresee(database: Database, retention: Retention, now: datetime) -> list[Swept]:
    """What `prune` would remove now."""
    found = []
    with database.read() as session:
        for sweep, before in retention.asked(now):
            rows = {}
            for table, due in sweep.foreseen(before).items():
                rows[table] = session.connection().execute(select(func.count()).select_from(due)).scalar_one()
            found.append(Swept(sweep.what, before, rows))
    return found


def prune(
    database: Database,
    retention: Retention,
    now: datetime,
    *,
    tell: Tell = silent,
    may_go_on: Callable[[], bool] = lambda: True,
) -> list[Swept]:
    """Remove what is older than `retention`; stops between two steps once `may_go_on` says no.

    What is left then goes the next time. Raises DatabaseError where the database refuses, with what was
    removed before staying removed.
    """
    done = []
    for sweep, before in retention.asked(now):
        total = Swept(sweep.what, before, dict.fromkeys(sweep.tables, 0))
        done.append(total)
        last: Any = None
        while may_go_on() and (ids := _next(database, sweep, before, last)):
            for table, rows in _remove(database, sweep, before, ids).items():
                total.rows[table] += rows
            tell(f"{sweep.what}: {sum(total.rows.values()):,} rows")
            last = ids[-1]
            time.sleep(REST_S)
    return done


def compact(database: Database) -> None:
    """Give the space of removed rows back to the disk; PostgreSQL uses it again by itself.

    A SQLite file is written anew, which needs as much free space as it has.
    """
    if database.is_sqlite:
        _sqlite_file.compact(database)


def _next(database: Database, sweep: Sweep, before: datetime, after: Any) -> Sequence[Any]:
    due = sweep.due(before)
    if after is not None:
        due = due.where(sweep.key > after)
    with database.read() as session:
        return session.connection().execute(due.order_by(sweep.key).limit(TOGETHER)).scalars().all()


def _remove(database: Database, sweep: Sweep, before: datetime, ids: Sequence[Any]) -> dict[str, int]:
    """Looks again, inside the transaction, since a cycle may have touched some of them."""
    with database.write() as session:
        connection: Connection = session.connection()
        still = connection.execute(sweep.due(before).where(sweep.key.in_(ids))).scalars().all()
        return sweep.remove(connection, still)
