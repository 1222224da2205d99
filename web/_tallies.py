"""The timeline's counts, kept by day between requests, so that a page costs what changed since the last one.

A page of 90 days over a million events would count a quarter of them each time. A day's counts change only
when one of its events does, which `updated_at` tells.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from threading import Lock

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.filters import Filters, clock_column
from storage.models import Event
from storage.tally import Tally, by_day, sum_of

# Transactions commit out of order: what was written so long before the newest event is looked at again.
_OVERLAP = timedelta(minutes=10)
# What left no trace in `updated_at`, such as a row deleted, is seen after this long.
_TRUSTED_S = 3600.0
_MOST_FILTERS = 16
_DAY = timedelta(days=1)
_Days = dict[date, Tally]


@dataclass(slots=True)
class _Kept:
    """The days counted for one set of filters, and when the first of them was counted."""

    since: float
    days: _Days = field(default_factory=dict)


class Tallies:
    """Counts for any filter. Only windows of reported or first seen, as they stand today, are kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[Filters, _Kept] = OrderedDict()
        self._newest: datetime | None = None

    def of(self, session: Session, filters: Filters) -> Tally:
        """What the events that pass `filters` add up to, whatever their limit."""
        if filters.clock == "occurred" or filters.known_by:
            return sum_of(by_day(session, filters).values())
        with self._lock:
            self._forget_changed(session)
            return sum_of(self._parts(session, filters))

    def _parts(self, session: Session, filters: Filters) -> Iterator[Tally]:
        """Whole days from what is kept, the parts of days at both ends of the window counted anew."""
        first, last = _bounds(session, filters)
        if first is None or last is None or first >= last:
            return
        start = _midnight_from(first)
        end = last.replace(hour=0, minute=0, second=0, microsecond=0)
        if start > end:
            yield from by_day(session, replace(filters, since=first, until=last)).values()
            return
        if first < start:
            yield from by_day(session, replace(filters, since=first, until=start)).values()
        yield from self._whole_days(session, filters, start.date(), end.date())
        if end < last:
            yield from by_day(session, replace(filters, since=end, until=last)).values()

    def _whole_days(self, session: Session, filters: Filters, start: date, end: date) -> Iterator[Tally]:
        days = self._days_for(filters)
        wanted = [start + _DAY * n for n in range((end - start).days)]
        missing = [day for day in wanted if day not in days]
        if missing:
            since, until = _midnight(missing[0]), _midnight(missing[-1] + _DAY)
            found = by_day(session, replace(filters, since=since, until=until))
            for n in range((until - since).days):
                day = missing[0] + _DAY * n
                days[day] = found.get(day.isoformat()) or Tally()
        yield from (days[day] for day in wanted)

    def _days_for(self, filters: Filters) -> _Days:
        key = replace(filters, since=None, until=None, limit=0, skip=0)
        now = time.monotonic()
        kept = self._kept.pop(key, None)
        if kept is None or now - kept.since > _TRUSTED_S:
            kept = _Kept(now)
        self._kept[key] = kept
        while len(self._kept) > _MOST_FILTERS:
            self._kept.popitem(last=False)
        return kept.days

    def _forget_changed(self, session: Session) -> None:
        """Drop the days of events written since the last look.

        An event's first report may have moved to an earlier day, but to none later than it was first seen.
        """
        newest = session.exec(select(func.max(Event.updated_at))).one()
        if newest is None or self._newest is None:
            self._kept.clear()
        else:
            for reported, seen in _written_since(session, self._newest - _OVERLAP):
                self._forget(min(reported or seen, seen).date(), max(reported or seen, seen).date())
        self._newest = newest

    def _forget(self, first: date, last: date) -> None:
        for kept in self._kept.values():
            for n in range((last - first).days + 1):
                kept.days.pop(first + _DAY * n, None)


def _written_since(session: Session, moment: datetime) -> set[tuple[datetime | None, datetime]]:
    columns = col(Event.first_reported_at), col(Event.first_seen_at)
    statement = select(*columns).where(col(Event.updated_at) >= moment)
    return set(session.exec(statement).all())


def _bounds(session: Session, filters: Filters) -> tuple[datetime | None, datetime | None]:
    """The window, where it is open as far as there are events."""
    # The condition of the index that answers this at once.
    column, shown = clock_column(filters.clock), col(Event.merged_into).is_(None)
    first, last = filters.since, filters.until
    if first is None:
        first = session.exec(select(func.min(column)).where(shown)).one()
    if last is None:
        newest = session.exec(select(func.max(column)).where(shown)).one()
        last = newest + timedelta(microseconds=1) if newest else None
    return first and first.astimezone(UTC), last and last.astimezone(UTC)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


def _midnight_from(at: datetime) -> datetime:
    """The next midnight, or `at` where it is one."""
    day = _midnight(at.date())
    return day if day == at else day + _DAY
