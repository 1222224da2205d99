"""What servers and feeds say about how often they want to be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

LONGEST = timedelta(hours=24)
_HEAD_BYTES = 30_000
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_SKIP_HOURS = re.compile(rb"<skipHours>(.{0,1500}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_SKIP_DAYS = re.compile(rb"<skipDays>(.{0,500}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(rb"<day>\s*([A-Za-z]+)\s*</day>", re.IGNORECASE)
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,3})\s*</", re.IGNORECASE)
_PERIODS = {
    b"hourly": timedelta(hours=1),
    b"daily": timedelta(days=1),
    b"weekly": timedelta(days=7),
    b"monthly": timedelta(days=30),
    b"yearly": timedelta(days=365),
}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Hints:
    """`stay_away` is how long nothing will be new; hours (UTC) and weekdays (0 = Monday) to leave out."""

    stay_away: timedelta = timedelta(0)
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()

    def at_least(self, wait: timedelta) -> Hints:
        """The same hints with a longer wait, if it is longer; at most 24 h."""
        return replace(self, stay_away=min(max(self.stay_away, wait), LONGEST))

    def to_json(self) -> dict[str, Any]:
        return {
            "stay_away_s": round(self.stay_away.total_seconds()),
            "skip_hours": sorted(self.skip_hours),
            "skip_days": sorted(self.skip_days),
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Hints:
        return cls(
            timedelta(seconds=row.get("stay_away_s", 0)),
            frozenset(row.get("skip_hours", ())),
            frozenset(row.get("skip_days", ())),
        )


def document_hints(body: bytes) -> Hints:
    """ttl, skipHours, skipDays and sy:updatePeriod of a feed document.

    Its head is searched as text, whatever reads the entries. A feed that would leave out every hour or
    every day is not believed.
    """
    head = body[:_HEAD_BYTES]
    named = (int(hour) for part in _SKIP_HOURS.findall(head) for hour in _HOUR.findall(part))
    # Midnight is 0 or 24.
    hours = frozenset(hour % 24 for hour in named if hour <= 24)
    names = [day.decode().lower() for part in _SKIP_DAYS.findall(head) for day in _DAY.findall(part)]
    days = frozenset(_DAYS.index(name) for name in names if name in _DAYS)
    return Hints(
        min(max(_ttl(head), _period(head)), LONGEST),
        hours if len(hours) < 24 else frozenset(),
        days if len(days) < 7 else frozenset(),
    )


def freshness(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long the server says its reply stays fresh (RFC 9111): max-age less Age, else Expires."""
    directives = headers.get("cache-control", "").lower()
    if "no-cache" in directives or "no-store" in directives:
        return timedelta(0)
    found = re.search(r"max-age\s*=\s*\"?(\d{1,9})", directives)
    if found:
        age = headers.get("age", "0").strip()
        spent = int(age[:9]) if age.isascii() and age.isdigit() else 0
        return min(timedelta(seconds=max(int(found[1]) - spent, 0)), LONGEST)
    return min(until(headers.get("expires", ""), now) or timedelta(0), LONGEST)


def until(http_date: str, now: datetime) -> timedelta | None:
    """The time from `now` to an HTTP date, 0 for one that is past; None for what is no date."""
    try:
        instant = parsedate_to_datetime(http_date)
        return max((instant if instant.tzinfo else instant.replace(tzinfo=UTC)) - now, timedelta(0))
    except (TypeError, ValueError, OverflowError):
        return None


def _ttl(head: bytes) -> timedelta:
    found = _TTL.search(head)
    return timedelta(minutes=int(found[1])) if found else timedelta(0)


def _period(head: bytes) -> timedelta:
    """A period of an hour, asked for twice, is half an hour (RSS syndication module)."""
    found = _PERIOD.search(head)
    if not found:
        return timedelta(0)
    often = _FREQUENCY.search(head)
    return _PERIODS[found[1].lower()] / max(int(often[1]) if often else 1, 1)
