"""Times by somebody's clock on the wall: hours of quiet, and when a digest leaves.

A wall time that a change of clocks skips is read with the offset before it, one that comes twice means the
first (as RFC 5545, section 3.3.5, has it). So a night has one end, and a day one digest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = f"({'|'.join(DAYS)})"
_HOUR = r"([01]\d|2[0-3]):[0-5]\d"
HOURS_PATTERN = rf"{_HOUR}-({_HOUR}|24:00)( {_DAY}(-{_DAY})?)?( [A-Z]\w+(/[\w+-]+)*)?"
DIGEST_PATTERN = rf"hourly|daily@{_HOUR}|weekly@{_DAY}-{_HOUR}"
# Windows that follow each other without a gap for so long never end.
_LONGEST = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` to `end` by the wall clock of `zone`, into the next day where `end` is not later.

    `days` are those it begins on; Monday is 0.
    """

    start: time
    end: time
    days: frozenset[int]
    zone: str

    def __str__(self) -> str:
        """As `window` reads it."""
        end = "24:00" if self.end == time() else f"{self.end:%H:%M}"
        return f"{self.start:%H:%M}-{end}{self._days} {self.zone}"

    @property
    def _days(self) -> str:
        if len(self.days) == len(DAYS):
            return ""
        first = next(day for day in self.days if (day - 1) % 7 not in self.days)
        last = DAYS[(first + len(self.days) - 1) % 7]
        return f" {DAYS[first]}-{last}" if len(self.days) > 1 else f" {last}"

    def end_at(self, now: datetime) -> datetime | None:
        """When the window that `now` lies in ends; None outside. Its end is outside already."""
        zone = ZoneInfo(self.zone)
        today = now.astimezone(zone).date()
        for day in (today - timedelta(days=1), today):
            begins = _instant(day, self.start, zone)
            ends = _instant(day + timedelta(days=self.end <= self.start), self.end, zone)
            if day.weekday() in self.days and begins <= now < ends:
                return ends
        return None


@dataclass(frozen=True, slots=True)
class Digest:
    """Every hour, or at a wall time each day, or of one `weekday`."""

    text: str
    at: time | None = None
    weekday: int | None = None

    def next_after(self, now: datetime, zone: str) -> datetime:
        """When the next one leaves, later than `now`."""
        local = ZoneInfo(zone)
        here = now.astimezone(local)
        if self.at is None:
            past = timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)
            return now - past + timedelta(hours=1)
        days = (here.date() + timedelta(days=n) for n in range(9))
        return next(
            at
            for day in days
            if self.weekday in (None, day.weekday()) and (at := _instant(day, self.at, local)) > now
        )


def window(text: str, zone: str = "UTC") -> Window:
    """The window "22:00-07:00", "22:00-07:00 mon-fri" or "22:00-07:00 mon-fri Asia/Seoul".

    `zone` is meant where the text names none. Raises ValueError with an example.
    """
    if not re.fullmatch(HOURS_PATTERN, text):
        raise ValueError(f'{text!r} are no hours; write for example "22:00-07:00" or "22:00-07:00 mon-fri"')
    hours, *rest = text.split(" ")
    days = rest.pop(0) if rest and rest[0][:3] in DAYS else "mon-sun"
    start, _, end = hours.partition("-")
    begin, finish = time.fromisoformat(start), time() if end == "24:00" else time.fromisoformat(end)
    return Window(begin, finish, weekdays(days), check_zone(rest[0] if rest else zone))


def windows(text: str) -> list[Window]:
    """The windows that a text like "22:00-07:00 UTC, 00:00-24:00 sat-sun UTC" names."""
    return [window(one) for one in text.split(", ")] if text else []


def digest(text: str) -> Digest:
    """The digest "hourly", "daily@08:00" or "weekly@mon-08:00". Raises ValueError with an example."""
    if not re.fullmatch(DIGEST_PATTERN, text):
        raise ValueError(f"{text!r} is no digest; write for example hourly, daily@08:00 or weekly@mon-08:00")
    if text == "hourly":
        return Digest(text)
    when = text.partition("@")[2]
    day, at = (when[:3], when[4:]) if text.startswith("weekly") else ("", when)
    return Digest(text, time.fromisoformat(at), DAYS.index(day) if day else None)


def quiet_until(windows: Iterable[Window], now: datetime) -> datetime | None:
    """When the quiet around `now` ends, windows that touch taken together; None where it is not quiet.

    Raises ValueError where it never ends.
    """
    windows, until = list(windows), now
    while ends := [end for one in windows if (end := one.end_at(until)) is not None]:
        until = max(ends)
        if until - now > _LONGEST:
            raise ValueError("these quiet hours never end; leave some time open")
    return until if until > now else None


def check_zone(name: str) -> str:
    """`name`. Raises ValueError where it is no time zone."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValueError(f"{name!r} is not a time zone; write for example Asia/Seoul") from None
    return name


def check_hours(texts: Iterable[str]) -> None:
    """Raises ValueError for quiet hours that cannot be read or never end."""
    quiet_until([window(text) for text in texts], datetime(2024, 1, 1, tzinfo=UTC))


def weekdays(text: str) -> frozenset[int]:
    """The days of "mon-fri" or "sat"; Monday is 0."""
    first, _, last = text.partition("-")
    start, end = DAYS.index(first), DAYS.index(last or first)
    return frozenset((start + n) % 7 for n in range((end - start) % 7 + 1))


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
