"""Fixes under-specified calendar expressions from the day of publication and the dates told before.

Second of two stages. Rules measured on news text: a bare weekday is the latest such day not after the day
of publication unless the clause speaks of the future; a month and day without a year is the nearest one; a
bare month follows the tense, and is past without one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from events import edtf
from events.timex import values, words
from events.timex.context import Context, border, is_future, is_other_use
from events.timex.grammar import Found
from events.timex.relative import RELATIVE
from events.timex.values import Value

# In a history, what counts from the day of publication is no date of the story.
_FROM_TODAY = frozenset({"relative", "deictic", "weekday", "stretch", "day_part"})
_AUTUMN, _EARLY = 10, 3
_FAR_AHEAD = 100  # days
Resolver = Callable[[Found, Context], Value | None]


def resolve(found: Found, context: Context, *, closed: bool = False) -> Value | None:
    """The interval an expression stands for here; None when the words are no time or make no date.

    "since" and the like before it open the interval, unless it is to stay `closed`.
    """
    if is_other_use(found, context):
        return None
    resolver = _CALENDAR.get(found.kind) or RELATIVE[found.kind]
    try:
        value = resolver(found, context)
    except (ValueError, OverflowError):
        return None
    if value is None:
        return None
    if not (context.narrative and found.kind in _FROM_TODAY):
        context.remember(value)
    return value if closed or value.type != "DATE" else _opened(value, border(found, context))


def _opened(value: Value, word: str) -> Value:
    if word == "since" or word == "after":
        return values.since(value, after_it=word == "after")
    if word:
        return values.until(value, before_it=word == "before")
    return value


def month_number(text: str) -> int:
    return words.MONTHS[text.lower().rstrip(".")]


def year_of(found: Found) -> int | None:
    """The year the expression writes out; 499 BC is -498."""
    if not found.has("year"):
        return None
    number = int(found.parts["year"])
    return 1 - number if found.parts.get("era", "").upper().startswith("B") else number


def nearest(month: int, day: int, context: Context, *, future: bool = True) -> date:
    """The month and day of the year told, in a history, and otherwise nearest to the day of publication.

    A day months ahead is taken only where the clause speaks of the `future`.
    """
    told = told_year(month, context)
    if told is not None and told > 0:
        return date(told, month, day)
    options = []
    for year in (context.today.year - 1, context.today.year, context.today.year + 1):
        try:
            options.append(date(year, month, day))
        except ValueError:
            continue
    closest = min(options, key=lambda d: abs((d - context.today).days))
    if (closest - context.today).days > _FAR_AHEAD and not future and len(options) > 1:
        return max(d for d in options if d <= context.today)
    return closest


def told_year(month: int, context: Context) -> int | None:
    """In a history, the year of a month without one: the last date's, or the next after a year's end."""
    anchor = context.anchor
    if not context.narrative or anchor is None:
        return None
    turned = anchor.month is not None and anchor.month >= _AUTUMN and month <= _EARLY
    return anchor.year + turned


def _fixed(found: Found, context: Context, day: str) -> date:
    month, number = month_number(found.parts.get("month") or found.parts["month2"]), _day_number(day)
    year = year_of(found)
    return (
        date(year, month, number)
        if year and year > 0
        else nearest(month, number, context, future=is_future(found, context))
    )


def _day_number(text: str) -> int:
    return int(text.rstrip("stndrhSTNDRH"))


def _instant(found: Found, context: Context) -> Value:
    moment = datetime.fromisoformat(found.parts["iso"].replace("Z", "+00:00"))
    return values.clock(moment if moment.tzinfo else moment.replace(tzinfo=context.zone), "minute")


def _numeric(found: Found, _context: Context) -> Value:
    year = int(found.parts["year"])
    if found.has("mm"):
        return values.day(date(year, int(found.parts["mm"]), int(found.parts["day"])))
    first, second = int(found.parts["first"]), int(found.parts["second"])
    # Points are European (day first); slashes are read as American unless the first number is no month.
    day_first = found.parts["sep"] == "." or first > 12
    return values.day(date(year, second, first) if day_first else date(year, first, second))


def _date(found: Found, context: Context) -> Value | None:
    year = year_of(found)
    if year is not None and year < 1:
        month, day = month_number(found.parts["month"]), _day_number(found.parts["day"])
        return Value(f"BC{1 - year:04d}-{month:02d}-{day:02d}", "day")
    return values.day(_fixed(found, context, found.parts["day"]))


def _date_part(found: Found, context: Context) -> Value:
    when = _fixed(found, context, found.parts.get("day") or found.parts["day2"])
    return values.part_of_day(when, words.PARTS[found.parts["part"].lower()])


def _days(found: Found, context: Context) -> Value | None:
    first = _fixed(found, context, found.parts["day"])
    last = first.replace(day=_day_number(found.parts["last_day"]))
    return values.days(first, last) if first < last else None


def _month(found: Found, context: Context) -> Value:
    month, year = month_number(found.parts["month"]), year_of(found)
    if year is None:
        year = _year_of_month(month, found, context)
    return values.month(year, month, words.third(found.parts.get("third")))


def _year_of_month(month: int, found: Found, context: Context) -> int:
    today, which = context.today, found.parts.get("which", "").lower()
    if which and context.words(found).lower().endswith("year"):
        return today.year + {"last": -1, "this": 0, "next": 1}[which]
    if which == "last":
        return today.year - (month >= today.month)
    if which == "next":
        return today.year + (month <= today.month)
    if which == "this":
        return today.year
    told = told_year(month, context)
    if told is not None:
        return told
    if month == today.month:
        return today.year
    if is_future(found, context):
        return today.year + (month < today.month)
    return today.year - (month > today.month)


def _week_of(found: Found, context: Context) -> Value:
    """ "the last week of May": seven days counted from the beginning or the end of the month."""
    month, year = month_number(found.parts["month"]), year_of(found)
    start = values.first_of(year or _year_of_month(month, found, context), month)
    number = _nominal(found.parts["nominal"], 5)
    last_week = values.after(values.first_of(start.year, month + 1), -7)
    first = last_week if number == 5 else values.after(start, 7 * number - 7)
    middle = values.week(values.after(first, 3))
    end = values.after(first, 7)
    return replace(middle, start=first, end=end, edtf=edtf.interval(first, end), approx=True)


def _nominal(text: str, count: int) -> int:
    """ "third" or "3rd" as 3; "final", "last" and "latter" are the last of `count`."""
    number = int(text) if text.isdigit() else words.ordinal(text)
    return min(number or count, count)


def _year_of_part(start_month: int, found: Found, context: Context) -> int:
    """The year of a quarter, half or season that names none: this one once it has begun, else the last."""
    today, which = context.today, found.parts.get("which", "").lower()
    if which in ("last", "this", "next"):
        return today.year + {"last": -1, "this": 0, "next": 1}[which]
    if found.has("the_year"):
        return today.year
    told = told_year(start_month, context)
    if told is not None:
        return told
    begun = start_month <= today.month
    if is_future(found, context):
        return today.year + begun * (start_month + 2 < today.month)
    return today.year if begun else today.year - 1


def _quarter(found: Found, context: Context) -> Value | None:
    if found.parts["nominal"].lower() in ("last", "latter"):
        return None
    number = _nominal(found.parts["nominal"], 4)
    return values.quarter(year_of(found) or _year_of_part(3 * number - 2, found, context), number)


def _half(found: Found, context: Context) -> Value | None:
    number = _nominal(found.parts["nominal"], 2)
    return values.half(year_of(found) or _year_of_part(6 * number - 5, found, context), number)


def _season(found: Found, context: Context) -> Value | None:
    name = found.parts["season"].lower()
    code, which = words.SEASONS[name], found.parts.get("which", "").lower()
    if found.has("bc"):
        return values.season(1 - int(found.parts["bc"]), code)
    year = year_of(found)
    if year is not None:
        return values.season(year, code)
    if name == "fall" and not which:
        return None
    start, today = values.SEASON_STARTS[code], context.today
    if which in ("following", "next") and context.narrative and context.anchor:
        return values.season(context.anchor.year + 1, code)
    if which in ("last", "past"):
        return values.season(today.year - (start + 2 >= today.month), code)
    if which in ("next", "coming"):
        return values.season(today.year + (start <= today.month), code)
    return values.season(_year_of_part(start, found, context) if which != "this" else today.year, code)


def _years(found: Found, _context: Context) -> Value:
    first, last = found.parts["year"], found.parts["last_year"]
    end = int(first[:2] + last) if len(last) == 2 else int(last)
    return values.between(values.year(int(first)), values.year(end))


def _year(found: Found, _context: Context) -> Value | None:
    number = year_of(found)
    return None if number is None else values.year(number, words.third(found.parts.get("third")))


def _decade(found: Found, _context: Context) -> Value | None:
    if found.has("short"):
        short = int(found.parts["short"])
        first = (2000 if short == 20 else 1900) + short
    else:
        first = int(found.parts["decade"])
    return values.decade(first, words.third(found.parts.get("third") or found.parts.get("third2")))


def _century(found: Found, _context: Context) -> Value | None:
    number = words.ordinal(found.parts["century"])
    if not number or number > 30:
        return None
    if found.has("era"):
        return Value(f"BC{number - 1:02d}", "century")
    if number == 1:
        return Value("00", "century", date(1, 1, 1), date(101, 1, 1), "00XX")
    return values.century(
        100 * (number - 1), words.third(found.parts.get("third") or found.parts.get("third2"))
    )


def _holiday(found: Found, context: Context) -> Value:
    month, day = words.HOLIDAYS[found.parts["holiday"].lower()]
    year = year_of(found)
    return values.day(date(year, month, day) if year else nearest(month, day, context))


def clock_on(found: Found, when: date, context: Context) -> Value:
    """The clock time on a given day, in the zone it names or else the publisher's."""
    hour, minute = _clock_parts(found)
    zone = words.ZONES.get(found.parts.get("zone", "").lower())
    tz = context.zone if zone is None else UTC if zone == 0 else timezone(timedelta(hours=zone))
    if hour == 24:
        when, hour = values.after(when, 1), 0
    moment = datetime(when.year, when.month, when.day, hour, minute, tzinfo=tz)
    return values.clock(moment, "minute" if found.has("minute") else "hour")


def _clock_parts(found: Found) -> tuple[int, int]:
    if found.has("named"):
        return (24, 0) if found.parts["named"].lower() == "midnight" else (12, 0)
    hour, minute = int(found.parts["hour"]), int(found.parts.get("minute", 0))
    if not found.has("half_day"):
        return hour, minute
    return hour % 12 + 12 * found.parts["half_day"].lower().startswith("p"), minute


def _clock(found: Found, context: Context) -> Value:
    anchor = context.anchor
    if anchor and anchor.month and anchor.day and anchor.year > 0:
        return clock_on(found, date(anchor.year, anchor.month, anchor.day), context)
    return clock_on(found, context.today, context)


_CALENDAR: dict[str, Resolver] = {
    "instant": _instant,
    "numeric": _numeric,
    "date": _date,
    "date_part": _date_part,
    "days": _days,
    "two_days": _days,
    "month": _month,
    "week_of": _week_of,
    "quarter": _quarter,
    "half": _half,
    "season": _season,
    "years": _years,
    "year": _year,
    "decade": _decade,
    "century": _century,
    "holiday": _holiday,
    "clock": _clock,
}
