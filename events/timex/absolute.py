"""Resolvers of calendar expressions: days, months, quarters, halves, seasons, years, decades, centuries."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from events import edtf
from events.timex import values, words
from events.timex.context import Context, is_future
from events.timex.grammar import Found
from events.timex.holidays import KNOWN_YEARS, holiday
from events.timex.values import Value
from events.timex.years import day_without_year, written_year, year_of, year_of_month, year_of_part

_MONTHS_A_YEAR, _LAST_CENTURY = 12, 30
_MONTH_FIRST = frozenset({"America", "US", "Etc"})
_KNOWN_EVENT = re.compile(
    r"\s(?:terror(?:ist)?s?\s)?(?:attacks?|hijack\w+|massacre|riot|insurrection|commission|bombings|onslaught)\b"
)


def month_number(text: str) -> int:
    return words.MONTHS[text.lower().rstrip(".")]


def _day_number(text: str) -> int:
    return int(text.rstrip("stndrhSTNDRH"))


def _part(found: Found, *names: str) -> str:
    """The first of several parts that the expression has."""
    return next(found.parts[name] for name in names if name in found.parts)


def _day(found: Found, context: Context, day: str = "") -> date:
    """The day that a month and a day of the month name; raises ValueError when there is no such day."""
    month = month_number(_part(found, "month", "month2"))
    number = _day_number(day or _part(found, "day", "day2"))
    year = year_of(found, context)
    if year and year > 0:
        return date(year, month, number)
    known = KNOWN_YEARS.get((month, number))
    if known and known <= context.today.year and _KNOWN_EVENT.match(context.after(found)):
        return date(known, month, number)
    return day_without_year(lambda year: date(year, month, number), found, context)


def _instant(found: Found, context: Context) -> Value:
    moment = datetime.fromisoformat(found.parts["iso"].replace("Z", "+00:00"))
    return values.clock(moment if moment.tzinfo else moment.replace(tzinfo=context.zone), "minute")


def _numeric(found: Found, context: Context) -> Value:
    """Points are European, with the day first; slashes follow the country of the publisher's zone."""
    year = written_year(found) or 0
    if found.has("mm"):
        return values.day(date(year, int(found.parts["mm"]), int(found.parts["day"])))
    first, second = int(found.parts["first"]), int(found.parts["second"])
    day_first = found.parts["sep"] == "." or first > _MONTHS_A_YEAR
    day_first = day_first or (second <= _MONTHS_A_YEAR and _puts_day_first(context))
    return values.day(date(year, second, first) if day_first else date(year, first, second))


def _puts_day_first(context: Context) -> bool:
    """Whether the publisher writes 31/12: not in America, nor where the country is unknown."""
    region, slash, city = str(context.zone).partition("/")
    return slash == "/" and region not in _MONTH_FIRST and city != "Manila"


def _date(found: Found, context: Context) -> Value:
    year = year_of(found, context)
    if year is None and context.narrative and context.anchor and context.anchor.year < 1:
        year = context.anchor.year
    if year is not None and year < 1:
        month, day = month_number(_part(found, "month")), _day_number(_part(found, "day"))
        return Value(f"BC{1 - year:04d}-{month:02d}-{day:02d}", "day")
    return values.day(_day(found, context))


def _date_part(found: Found, context: Context) -> Value:
    return values.part_of_day(_day(found, context), part_code(found))


def part_code(found: Found) -> str:
    """The TIMEX3 letters of a part of the day; "the early hours" are its morning."""
    part = found.parts["part"].lower()
    return words.PARTS["morning" if part == "hours" else part]


def _days(found: Found, context: Context) -> Value | None:
    first = _day(found, context)
    last = first.replace(day=_day_number(_part(found, "last_day", "last_day2")))
    return values.days(first, last) if first < last else None


def _nights(found: Found, context: Context) -> Value | None:
    """ "the night of 3-4 May" and "the weekend of May 3-4"."""
    value = _days(found, context)
    if value is None or found.parts["unit"].lower() == "weekend" or not isinstance(value.start, date):
        return value
    return replace(value, timex3=f"{value.start.isoformat()}TNI", type="TIME")


def _known_day(_found: Found, _context: Context) -> Value:
    """ "9/11", in every country."""
    return values.day(date(KNOWN_YEARS[9, 11], 9, 11))


def _day_of_month(found: Found, context: Context) -> Value | None:
    """ "the 14th": of the month told last, or the latest such day not after publication."""
    number, which = _day_number(found.parts["day"]), found.parts.get("which", "").lower()
    fine = context.fine
    if which in ("last", "next"):
        first = values.add_months(context.today.replace(day=1), -1 if which == "last" else 1)
        return values.day(first.replace(day=number))
    if fine and fine.month and fine.year > 0:
        return values.day(date(fine.year, fine.month, number))
    first = context.today.replace(day=1)
    if number > context.today.day and not is_future(found, context):
        first = values.add_months(first, -1)
    return values.day(first.replace(day=number))


def _holiday(found: Found, context: Context) -> Value:
    known, year = holiday(found.parts["holiday"]), written_year(found)
    day = known.on(year) if year else _holiday_near(known.on, found, context)
    if found.has("part"):
        return values.part_of_day(day, part_code(found))
    value = values.day(day) if known.days == 1 else values.days(day, values.after(day, known.days - 1))
    return replace(value, edtf=edtf.approximate(value.edtf), approx=True) if known.approx else value


def _holiday_near(on: Callable[[int], date], found: Found, context: Context) -> date:
    today, which = context.today, found.parts.get("which", "").lower()
    if which == "last":
        return on(today.year) if on(today.year) < today else on(today.year - 1)
    if which == "next":
        return on(today.year) if on(today.year) > today else on(today.year + 1)
    return on(today.year) if which == "this" else day_without_year(on, found, context)


def _month(found: Found, context: Context) -> Value:
    month, year = month_number(found.parts["month"]), year_of(found, context)
    if year is None:
        year = year_of_month(month, found, context)
    return values.month(year, month, words.third(found.parts.get("third")))


def _week_of(found: Found, context: Context) -> Value:
    """ "the last week of May": seven days counted from the beginning or the end of the month."""
    month, year = month_number(found.parts["month"]), year_of(found, context)
    start = values.first_of(year or year_of_month(month, found, context), month)
    number = _nominal(found.parts["nominal"], 5)
    last_week = values.after(values.first_of(start.year, month + 1), -7)
    first = last_week if number == 5 else values.after(start, 7 * number - 7)
    middle = values.week(values.after(first, 3))
    end = values.after(first, 7)
    return replace(middle, start=first, end=end, edtf=edtf.interval(first, end), approx=True)


def _week_on(found: Found, context: Context) -> Value:
    """ "the week of May 5" is the week that holds the day."""
    return values.week(_day(found, context))


def _month_quarter(found: Found, context: Context) -> Value | None:
    """ "the July-September quarter"."""
    first, last = month_number(found.parts["month"]), month_number(found.parts["last_month"])
    year = year_of(found, context) or year_of_part(first, last - first + 1, found, context)
    if first % 3 == 1 and last == first + 2:
        return values.quarter(year, (first + 2) // 3)
    return values.between(values.month(year, first), values.month(year, last)) if first < last else None


def _nominal(text: str, count: int) -> int:
    """ "third" or "3rd" as 3; "final", "last" and "latter" are the last of `count`."""
    number = int(text) if text.isdigit() else words.ordinal(text)
    return min(number or count, count)


def _quarter(found: Found, context: Context) -> Value | None:
    number, year = _nominal(found.parts["nominal"], 4), year_of(found, context)
    if year is None:
        year = year_of_part(3 * number - 2, 3, found, context)
    return values.quarter(year, number)


def _quarters(found: Found, context: Context) -> Value | None:
    """ "the third and fourth quarters of 2023"."""
    first, last = _nominal(found.parts["nominal"], 4), _nominal(found.parts["last"], 4)
    year = year_of(found, context)
    if year is None:
        year = year_of_part(3 * last - 2, 3, found, context)
    return values.between(values.quarter(year, first), values.quarter(year, last)) if first < last else None


def _half(found: Found, context: Context) -> Value:
    number = _nominal(found.parts["nominal"], 2)
    return values.half(year_of(found, context) or year_of_part(6 * number - 5, 6, found, context), number)


def _half_of(found: Found, context: Context) -> Value | None:
    """ "the first half of May", "the second half of the 1990s"."""
    which = "first" if found.parts["half"].lower() == "first" else "second"
    if found.has("month"):
        month, year = month_number(found.parts["month"]), year_of(found, context)
        return values.month(year or year_of_month(month, found, context), month, which)
    if found.has("decade"):
        return values.decade(int(found.parts["decade"]), which)
    number = words.ordinal(found.parts["century"])
    return values.century(100 * (number - 1), which) if number and number <= _LAST_CENTURY else None


def _season(found: Found, context: Context) -> Value:
    code, which = words.SEASONS[found.parts["season"].lower()], found.parts.get("which", "").lower()
    if found.has("bc"):
        return values.season(1 - int(found.parts["bc"]), code)
    year = year_of(found, context)
    return values.season(_year_of_season(code, which, found, context) if year is None else year, code)


def _year_of_season(code: str, which: str, found: Found, context: Context) -> int:
    start, today = values.SEASON_STARTS[code], context.today
    told = (
        context.anchor.year if context.anchor and (context.narrative or which in ("that", "same")) else None
    )
    if told is not None and which in ("following", "next", "that", "same", "this"):
        return told + (which in ("following", "next"))
    if which in ("last", "past", "previous"):
        return today.year - (start + 2 >= today.month)
    if which in ("next", "coming", "following"):
        return today.year + (start <= today.month)
    if which == "this":
        return today.year
    # A winter goes by the year it begins in, also when it is told from its January or February.
    if code == "WI" and told is None and today.month <= 2:
        return today.year - 1
    return year_of_part(start, 3, found, context)


def _years(found: Found, _context: Context) -> Value:
    first, last = found.parts["year"], found.parts["last_year"]
    end = int(first[:2] + last) if len(last) == 2 else int(last)
    return values.between(values.year(int(first)), values.year(end))


def _years_bc(found: Found, _context: Context) -> Value | None:
    first, last = int(found.parts["first"]), int(found.parts["last"])
    return values.between(values.year(1 - first), values.year(1 - last)) if first > last else None


def _year(found: Found, _context: Context) -> Value | None:
    number = written_year(found)
    return None if number is None else values.year(number, words.third(found.parts.get("third")))


def _decade(found: Found, _context: Context) -> Value | None:
    third = words.third(found.parts.get("third"))
    if found.has("bc_decade"):
        return Value(f"BC{int(found.parts['bc_decade']) // 10:03d}", "decade")
    if found.has("spelled"):
        return values.decade(
            1900 + 10 * (words.TENS.index(found.parts["spelled"].lower()[:-3] + "y") + 2), third
        )
    if found.has("short"):
        short = int(found.parts["short"])
        return values.decade((2000 if short == 20 else 1900) + short, third)
    return values.decade(int(found.parts["decade"]), third)


def _centuries(found: Found, _context: Context) -> Value | None:
    first, last = words.ordinal(found.parts["century"]), words.ordinal(found.parts["last_century"])
    if not first or not last or not first < last <= _LAST_CENTURY:
        return None
    return values.between(values.century(100 * (first - 1)), values.century(100 * (last - 1)))


def _century(found: Found, _context: Context) -> Value | None:
    number = words.ordinal(found.parts["century"])
    if not number or number > _LAST_CENTURY:
        return None
    if found.has("era"):
        return Value(f"BC{number - 1:02d}", "century")
    third = words.third(found.parts.get("third") or found.parts.get("third2"))
    return values.century(100 * (number - 1), third)


ABSOLUTE: dict[str, Callable[[Found, Context], Value | None]] = {
    "instant": _instant,
    "numeric": _numeric,
    "date": _date,
    "date_part": _date_part,
    "days": _days,
    "two_days": _days,
    "nights": _nights,
    "known_day": _known_day,
    "day_of_month": _day_of_month,
    "holiday": _holiday,
    "month": _month,
    "week_of": _week_of,
    "week_on": _week_on,
    "month_quarter": _month_quarter,
    "quarter": _quarter,
    "quarters": _quarters,
    "half": _half,
    "half_of": _half_of,
    "season": _season,
    "years": _years,
    "years_bc": _years_bc,
    "year": _year,
    "decade": _decade,
    "century": _century,
    "centuries": _centuries,
}
