"""What calendar expressions stand for: days, months, parts of years, years and clocks.

A bare day of the month is the latest such day not after publication unless the clause speaks of the future; a
month and day without a year is the nearest one; a bare month follows the tense and is past without one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from events.timex import values
from events.timex.grammar import Found
from events.timex.languages.passage import Passage
from events.timex.resolve import nearest
from events.timex.values import Value

Reading = Callable[[Found, Passage], Value | None]
_THIS_CENTURY = 70
_SOON = 7  # days
_NEAR = 6  # characters between days that share a month


def written_year(found: Found, passage: Passage) -> int | None:
    """The year an expression writes or counts from this one ("last year"); None without one."""
    if found.has("year"):
        return int(found.parts["year"])
    if found.has("short_year"):
        short = int(found.parts["short_year"])
        return short + (2000 if short < _THIS_CENTURY else 1900)
    if found.has("year_shift"):
        return passage.today.year + int(found.parts["year_shift"])
    return None


def day_of(found: Found, passage: Passage) -> date:
    """The day of an expression with a month and a day. Raises ValueError where there is no such day."""
    month, day = int(found.parts["month"]), int(found.parts["day"])
    year = written_year(found, passage)
    if year is not None:
        return date(year, month, day)
    if found.parts.get("side") in ("past", "next"):
        return _beside(passage.today, found.parts["side"], lambda year: _day_or_none(year, month, day))
    return nearest(month, day, passage.context, future=passage.is_future(found))


def day_of_month(found: Found, passage: Passage, group: str = "day") -> date:
    """The day of an expression that names only its number, or a number in a month counted from this one."""
    day, today = int(found.parts[group]), passage.today
    if found.has("month_shift"):
        moved = values.add_months(today.replace(day=1), int(found.parts["month_shift"]))
        return moved.replace(day=day)
    told = passage.previous
    if told and 0 <= found.start - told[0] <= _NEAR and told[1].day < day:
        return told[1].replace(day=day)
    side = found.parts.get("side")
    if side in ("past", "next"):
        return _month_with(day, today, 1 if side == "next" else -1, strictly=True)
    following = _month_with(day, today, 1)
    # Without a word on tense, a day of the coming week is told ahead of it.
    tense = passage.tense(found)
    soon = not tense and (following - today).days <= _SOON
    return following if soon or passage.is_future(found, tense) else _month_with(day, today, -1)


@lru_cache(maxsize=512)
def _month_with(day: int, today: date, step: int, *, strictly: bool = False) -> date:
    """The nearest day of that number in one direction; months too short for it are passed over."""
    for count in range(4):
        first = values.add_months(today.replace(day=1), step * count)
        when = _day_or_none(first.year, first.month, day)
        if when is not None and ((when - today).days * step > 0 or (when == today and not strictly)):
            return when
    raise ValueError(f"no month has a day {day}")


def _beside(today: date, side: str, day_in: Callable[[int], date | None]) -> date:
    """The latest such day before `today` for "past", else the first one after it."""
    days = [day_in(today.year + step) for step in range(-8, 9)]
    if side == "past":
        return max(day for day in days if day and day < today)
    return min(day for day in days if day and day > today)


def _day_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _with_part(when: date, found: Found) -> Value:
    return values.part_of_day(when, found.parts["part"]) if found.has("part") else values.day(when)


def _date(found: Found, passage: Passage) -> Value:
    return _with_part(day_of(found, passage), found)


def _day(found: Found, passage: Passage) -> Value:
    return _with_part(day_of_month(found, passage), found)


def _numeric(found: Found, passage: Passage) -> Value:
    month, day = int(found.parts["month"]), int(found.parts["day"])
    year = written_year(found, passage)
    if year is None:
        return values.day(day_of(found, passage))
    return values.day(date(year, day, month) if month > 12 else date(year, month, day))


def _days(found: Found, passage: Passage) -> Value | None:
    """ "8-13 October", or in Korean and Chinese "8-13" of a month left out."""
    first = day_of(found, passage) if found.has("month") else day_of_month(found, passage)
    number = int(found.parts["last"])
    if number > first.day:
        return values.days(first, first.replace(day=number))
    if found.has("month"):
        return None
    following = values.first_of(first.year, first.month + 1)
    return values.days(first, following.replace(day=number))


def _month(found: Found, passage: Passage) -> Value:
    month = int(found.parts["month"])
    return values.month(_year_of_month(month, found, passage), month, found.parts.get("third", ""))


def _year_of_month(month: int, found: Found, passage: Passage) -> int:
    today, side = passage.today, found.parts.get("side")
    year = written_year(found, passage)
    if year is not None:
        return year
    if side == "past":
        return today.year - (month >= today.month)
    if side == "next":
        return today.year + (month <= today.month)
    if month == today.month or side == "this":
        return today.year
    if not passage.is_future(found):
        return today.year - (month > today.month)
    if passage.border(found) == "from":
        # "Troops stand there from August on" is told in the present of what lasts.
        return min(
            (today.year, today.year + 1), key=lambda year: abs(12 * (year - today.year) + month - today.month)
        )
    return today.year + (month < today.month)


def _months(found: Found, passage: Passage) -> Value | None:
    first, last = int(found.parts["month"]), int(found.parts["last"])
    year = written_year(found, passage)
    if year is None:
        year = _year_of_month(last, found, passage)
    opening = values.month(year - (first > last), first)
    return values.between(opening, values.month(year, last))


def year_of_part(start: int, months: int, found: Found, passage: Passage) -> int:
    """The year of a quarter, half or season that names none: this one once it has begun, else the last."""
    today, year, side = passage.today, written_year(found, passage), found.parts.get("side")
    if year is not None:
        return year
    begun, over = start <= today.month, start + months <= today.month
    if side == "past":
        return today.year - (not over)
    if side == "next":
        return today.year + begun
    if side == "this":
        return today.year
    if passage.is_future(found):
        return today.year + over
    return today.year if begun else today.year - 1


def _first_months(found: Found, passage: Passage) -> Value | None:
    """ "the first nine months", "the first three quarters" of a year."""
    year = written_year(found, passage)
    last = 3 * int(found.parts["quarters"]) if found.has("quarters") else int(found.parts["number"])
    if last > 12:
        return None
    year = passage.today.year if year is None else year
    return values.between(values.month(year, 1), values.month(year, last))


def _quarter(found: Found, passage: Passage) -> Value:
    number = int(found.parts["quarter_number"])
    return values.quarter(year_of_part(3 * number - 2, 3, found, passage), number)


def _half(found: Found, passage: Passage) -> Value:
    number = int(found.parts["half_number"])
    return values.half(year_of_part(6 * number - 5, 6, found, passage), number)


def _season(found: Found, passage: Passage) -> Value:
    code = found.parts["season"]
    return values.season(year_of_part(values.SEASON_STARTS[code], 3, found, passage), code)


def _year(found: Found, passage: Passage) -> Value | None:
    year = written_year(found, passage)
    return None if year is None else values.year(year, found.parts.get("third", ""))


def _years(found: Found, _passage: Passage) -> Value | None:
    first, last = int(found.parts["year"]), found.parts["last"]
    end = int(last) if len(last) > 2 else first // 100 * 100 + int(last)
    return values.between(values.year(first), values.year(end)) if 0 < end - first <= 150 else None


def _decade(found: Found, _passage: Passage) -> Value:
    """ "1990s"; "90s" are of the century told with them, and otherwise lie behind us."""
    if found.has("decade"):
        first = int(found.parts["decade"])
    else:
        short = int(found.parts["short_decade"])
        century = int(found.parts.get("century", 20 if short > 20 else 21))
        first = 100 * (century - 1) + short
    return values.decade(first, found.parts.get("third", ""))


def _century(found: Found, _passage: Passage) -> Value:
    return values.century(100 * (int(found.parts["century"]) - 1), found.parts.get("third", ""))


def _holiday(found: Found, passage: Passage) -> Value:
    month, day = map(int, found.parts["holiday"].split("-"))
    year = written_year(found, passage)
    when = date(year, month, day) if year else nearest(month, day, passage.context)
    return values.day(when)


def _instant(found: Found, passage: Passage) -> Value:
    moment = datetime.fromisoformat(found.parts["iso"].upper().replace("Z", "+00:00"))
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=passage.context.zone)
    return values.clock(zoned, "minute")


def clock_on(found: Found, when: date, passage: Passage) -> Value:
    """A clock time on a given day, in the zone it names or else the publisher's."""
    hour, minute = _hour(found), int(found.parts.get("minute", 0))
    name = found.parts.get("zone")
    zone = UTC if name == "UTC" else ZoneInfo(name) if name else passage.context.zone
    moment = datetime(when.year, when.month, when.day, tzinfo=zone) + timedelta(hours=hour, minutes=minute)
    return values.clock(moment, "minute" if found.has("minute") else "hour")


def _hour(found: Found) -> int:
    """The hour of a day of 24; afternoon, evening and night tell the second half, except "3 at night"."""
    hour, part = int(found.parts["hour"]), found.parts.get("part")
    if part == "NI":
        return hour + 12 if 6 <= hour <= 12 else hour
    if part in ("AF", "EV", "MI") and hour < 12 and not (part == "MI" and hour > 9):
        return hour + 12
    return 0 if part == "MO" and hour == 12 else hour


def _clock(found: Found, passage: Passage) -> Value:
    anchor = passage.context.anchor
    if anchor and anchor.month and anchor.day and anchor.year > 0:
        return clock_on(found, date(anchor.year, anchor.month, anchor.day), passage)
    return clock_on(found, passage.today, passage)


CALENDAR: dict[str, Reading] = {
    "instant": _instant,
    "numeric": _numeric,
    "date": _date,
    "day": _day,
    "days": _days,
    "two_days": _days,
    "month": _month,
    "months": _months,
    "first_months": _first_months,
    "quarter": _quarter,
    "half": _half,
    "season": _season,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "century": _century,
    "holiday": _holiday,
    "clock": _clock,
}
