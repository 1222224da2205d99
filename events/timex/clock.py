"""Resolvers of clock times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from events import edtf
from events.timex import values, words
from events.timex.context import Context
from events.timex.grammar import Found
from events.timex.relative import day_at_hand
from events.timex.values import Value


def clock_on(found: Found, when: date, context: Context) -> Value:
    """The clock time on a given day, in the zone it names or else the publisher's."""
    hour, minute = _hour_and_minute(found)
    moment = datetime(when.year, when.month, when.day, hour % 24, minute, tzinfo=_zone(found, context))
    if hour == 24:
        # Midnight is told of the day it ends.
        value = values.clock(moment + timedelta(days=1), "hour")
        return replace(value, timex3=f"{when.isoformat()}T24:00")
    return values.clock(moment, "minute" if found.has("minute") else "hour")


def _zone(found: Found, context: Context) -> tzinfo:
    hours = words.ZONES.get(found.parts.get("zone", "").lower())
    if hours is not None:
        return timezone(timedelta(hours=hours)) if hours else UTC
    place = found.parts.get("place") or found.parts.get("place_letters")
    if not place:
        return context.zone
    try:
        return ZoneInfo(words.PLACE_ZONES[" ".join(place.lower().split())])
    except ZoneInfoNotFoundError:
        return context.zone


def _hour_and_minute(found: Found) -> tuple[int, int]:
    if found.has("named"):
        return (24, 0) if found.parts["named"].lower() == "midnight" else (12, 0)
    if found.has("hour_word"):
        return _in_part(words.number(found.parts["hour_word"]) or 0, found), 0
    hour, minute = int(found.parts["hour"]), int(found.parts.get("minute", 0))
    if found.has("half_day"):
        return _on_24(hour, found.parts["half_day"]), minute
    return _in_part(hour, found), minute


def _in_part(hour: int, found: Found) -> int:
    """ "7 in the evening" as 19; an hour told without its part of the day is taken as it stands."""
    if found.parts.get("part", "").lower() in ("afternoon", "evening") and hour < 12:
        return hour + 12
    return hour + 12 if found.has("night") and 6 <= hour < 12 else hour


def _on_24(hour: int, half_day: str) -> int:
    return hour % 12 + 12 * half_day.lower().startswith("p")


def _clock(found: Found, context: Context) -> Value:
    return clock_on(found, day_at_hand(context), context)


def _clocks(found: Found, context: Context) -> Value | None:
    return clocks_on(found, day_at_hand(context), context)


def clocks_on(found: Found, when: date, context: Context) -> Value | None:
    """ "from 2 to 4 p.m." on a day: the first takes its half of the day from the second when it has none."""
    parts, zone = found.parts, _zone(found, context)
    last = _on_24(int(parts["hour2"]), parts["half_day2"])
    first = _on_24(int(parts["hour"]), parts.get("half_day") or parts["half_day2"])
    if first >= last and not parts.get("half_day"):
        first -= 12
    start = datetime(when.year, when.month, when.day, max(first, 0), int(parts.get("minute", 0)), tzinfo=zone)
    end = start.replace(hour=last, minute=int(parts.get("minute2", 0)))
    if start >= end:
        return None
    opening, closing = values.clock(start, "minute"), values.clock(end, "minute")
    text = edtf.between(opening.edtf, closing.edtf)
    joined = values.between(opening, closing)
    return replace(joined, end=end, edtf=text, type="TIME")


CLOCK: dict[str, Callable[[Found, Context], Value | None]] = {"clock": _clock, "clocks": _clocks}
