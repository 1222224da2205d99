"""Days as bars: a bar a day, a week or a month, never more than a hundred of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

MOST_BARS = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of days, its end exclusive, with how many events and its height from 0 to 1."""

    start: date
    end: date
    count: int
    height: float

    @property
    def words(self) -> str:
        """The stretch as a person reads it."""
        last = self.end - timedelta(days=1)
        days = f"{self.start:%-d %b %Y}" if last == self.start else f"{self.start:%-d %b} to {last:%-d %b %Y}"
        return f"{days}: {self.count:,} {'event' if self.count == 1 else 'events'}"


def bars(counts: Mapping[str, int], since: date | None, until: date | None) -> list[Bar]:
    """The counts by day as bars over the window, or over the days there are where it is open.

    The axis is clamped to the window: an event of a whole year would stretch it.
    """
    days = {date.fromisoformat(day): number for day, number in counts.items()}
    first = since or min(days, default=None)
    last = until or (max(days) + timedelta(days=1) if days else None)
    if first is None or last is None or last <= first:
        return []
    width = _width((last - first).days)
    sums: dict[date, int] = {}
    for day, number in days.items():
        if first <= day < last:
            start = first + timedelta(days=(day - first).days // width * width)
            sums[start] = sums.get(start, 0) + number
    most = max(sums.values(), default=0)
    starts = (first + timedelta(days=step) for step in range(0, (last - first).days, width))
    return [
        Bar(at, min(at + timedelta(days=width), last), sums.get(at, 0), sums.get(at, 0) / most if most else 0)
        for at in starts
    ]


def _width(days: int) -> int:
    """The smallest of a day, a week, four weeks, a quarter or more that gives few enough bars."""
    for width in (1, 7, 28, 91, 365):
        if days / width <= MOST_BARS:
            return width
    return -(-days // MOST_BARS)
