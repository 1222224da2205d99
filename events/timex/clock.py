"""Resolvers of clock times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from events.timex import values, words
from events.timex.context import Context
from events.timex.grammar import Found
from events.timex.relative import day_at_hand
from events.timex.values import Value

_MINUTES_A_DAY = 24 * 60
_FARTHEST_EAST = 14 * 60


def clock_on(found: Found, when: date, context: Context) -> Value:
    """The clock time on a given day, in the zone it names or else the publisher's."""
    hour, minute = _hour_and_minute(found)
    if hour == 24 and context.before(found).endswith("after "):
        hour = 0
    moment = datetime(when.year, when.month, when.day, hour % 24, minute, tzinfo=_zone(found, context))
    if hour == 24:
        # Midnight is told of the day it ends.
        value = values.clock(moment + timedelta(days=1), "hour")
        return replace(value, timex3=f"{when.isoformat()}T24:00")
    return values.clock(moment, "minute" if found.has("minute") else "hour")


def beside_gmt(local: Found, gmt: Found, end: int) -> Found:
    """A clock time told again in GMT, "6 p.m. (1500 GMT)": the two tell how far its zone is from UTC."""
    minutes = [60 * hour + minute for hour, minute in map(_hour_and_minute, (local, gmt))]
    offset = (minutes[0] - minutes[1]) % _MINUTES_A_DAY
    if offset > _FARTHEST_EAST:
        offset -= _MINUTES_A_DAY
    return replace(local, end=end, parts=local.parts | {"offset": str(offset)})


def _zone(found: Found, context: Context) -> tzinfo:
    if found.has("offset"):
        return timezone(timedelta(minutes=int(found.parts["offset"])))
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
    """ "from 2 to 4 p.m." on a day, "from 22:00 to 05:00" into the next one."""
    first, last = _first_and_last(found)
    midnight = datetime(when.year, when.month, when.day, tzinfo=_zone(found, context))
    start = midnight + timedelta(minutes=first)
    end = midnight + timedelta(minutes=last if last > first else last + _MINUTES_A_DAY)
    opening, closing = values.clock(start, "minute"), values.clock(end, "minute")
    return replace(values.between(opening, closing), end=end, type="TIME")


def _first_and_last(found: Found) -> tuple[int, int]:
    """Both ends as minutes of the day; the first takes its half of the day from the last when it has none."""
    parts = found.parts
    hour, minute = int(parts["hour"]), int(parts.get("minute", 0))
    if parts.get("named2"):
        last, half_day = (720, "a") if parts["named2"].lower() == "noon" else (_MINUTES_A_DAY, "p")
    elif parts.get("half_day2"):
        half_day = parts["half_day2"]
        last = 60 * _on_24(int(parts["hour2"]), half_day) + int(parts.get("minute2", 0))
    else:
        return 60 * hour + minute, 60 * int(parts["hour2"]) + int(parts["minute2"])
    first = 60 * _on_24(hour, parts.get("half_day") or half_day) + minute
    # "11 to 2 p.m." began before noon.
    return (first - 720 if first >= last and not parts.get("half_day") else first), last


CLOCK: dict[str, Callable[[Found, Context], Value | None]] = {"clock": _clock, "clocks": _clocks}
