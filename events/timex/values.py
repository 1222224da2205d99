"""Resolved time expressions: intervals with a precision, their TIMEX3 value and their EDTF form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import MINYEAR, date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from events import edtf
from events._records import quick
from events.model import Precision

# To what a length in a unit is told.
PRECISION_OF: dict[str, Precision] = {
    "second": "minute",
    "minute": "minute",
    "hour": "hour",
    "day": "day",
    "night": "day",
    "week": "week",
    "weekend": "week",
    "fortnight": "week",
    "month": "month",
    "quarter": "quarter",
    "half": "half",
    "year": "year",
    "decade": "decade",
    "century": "century",
}

TimexType = Literal["DATE", "TIME", "DURATION", "SET"]
SEASON_STARTS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
# What "early", "mid", "late" and the two halves stand for, as (first, one past the last) month, day or year.
YEAR_PARTS = {"early": (1, 5), "mid": (5, 9), "late": (9, 13)}
MONTH_PARTS = {"early": (1, 11), "mid": (11, 21), "late": (21, 32), "first": (1, 16), "second": (16, 32)}
DECADE_PARTS = {"early": (0, 4), "mid": (4, 7), "late": (7, 10), "first": (0, 5), "second": (5, 10)}
CENTURY_PARTS = {"early": (0, 33), "mid": (33, 67), "late": (67, 100), "first": (0, 50), "second": (50, 100)}
# An article names the same few days and months again and again.
_cached = lru_cache(maxsize=2048)


@quick
@dataclass(frozen=True, slots=True)
class Value:
    """`end` is exclusive; both sides are None where the expression fixes no interval (P2D, every day)."""

    timex3: str
    precision: Precision
    start: date | datetime | None = None
    end: date | datetime | None = None
    edtf: str = ""
    type: TimexType = "DATE"
    open_start: bool = False
    open_end: bool = False
    approx: bool = False


@_cached
def day(when: date) -> Value:
    return Value(when.isoformat(), "day", when, after(when, 1), when.isoformat())


@_cached
def days(first: date, last: date) -> Value:
    """A range of days, both included."""
    end = after(last, 1)
    text = edtf.interval(first, end)
    return Value(f"{first.isoformat()}/{last.isoformat()}", "range", first, end, text)


def part_of_day(when: date, part: str) -> Value:
    """`part` as in TIMEX3 (MO, AF, EV, NI, DT). It stays a day: nobody said at which hour."""
    return replace(day(when), timex3=f"{when.isoformat()}T{part}", type="TIME")


@_cached
def week(when: date) -> Value:
    """The Monday-to-Sunday week that holds `when`."""
    monday = after(when, -when.weekday())
    number = when.isocalendar()
    end = after(monday, 7)
    return Value(f"{number.year}-W{number.week:02d}", "week", monday, end, edtf.interval(monday, end))


@_cached
def weekend(when: date) -> Value:
    """The Saturday and Sunday of the week that holds `when`."""
    saturday = after(when, 5 - when.weekday())
    number = saturday.isocalendar()
    end = after(saturday, 2)
    timex3 = f"{number.year}-W{number.week:02d}-WE"
    return Value(timex3, "range", saturday, end, edtf.interval(saturday, end))


@_cached
def month(year_number: int, number: int, part: str = "") -> Value:
    text = edtf.month(year_number, number)
    timex3 = f"{_timex_year(year_number)}-{number:02d}"
    if year_number < MINYEAR:
        return Value(timex3, "month", edtf=text)
    start, end = first_of(year_number, number), first_of(year_number, number + 1)
    value = Value(timex3, "month", start, end, text)
    if not part:
        return value
    low, high = MONTH_PARTS[part]
    return _narrowed(value, after(start, low - 1), min(end, after(start, high - 1)))


@_cached
def quarter(year_number: int, number: int) -> Value:
    start, end = first_of(year_number, 3 * number - 2), first_of(year_number, 3 * number + 1)
    return Value(f"{year_number:04d}-Q{number}", "quarter", start, end, edtf.interval(start, end))


@_cached
def half(year_number: int, number: int) -> Value:
    start, end = first_of(year_number, 6 * number - 5), first_of(year_number, 6 * number + 1)
    return Value(f"{year_number:04d}-H{number}", "half", start, end, edtf.interval(start, end))


@_cached
def season(year_number: int, code: str) -> Value:
    """Northern meteorological seasons of three months; winter begins in December of its year."""
    timex3 = f"{_timex_year(year_number)}-{code}"
    if year_number < MINYEAR:
        return Value(timex3, "quarter", edtf=edtf.season(year_number, code))
    first = SEASON_STARTS[code]
    start, end = first_of(year_number, first), first_of(year_number, first + 3)
    return Value(timex3, "quarter", start, end, edtf.season(year_number, code))


@_cached
def year(number: int, part: str = "") -> Value:
    if number < MINYEAR:
        return Value(_timex_year(number), "year", edtf=edtf.year(number))
    value = Value(_timex_year(number), "year", first_of(number, 1), first_of(number, 13), edtf.year(number))
    if not part:
        return value
    low, high = YEAR_PARTS[part]
    return _narrowed(value, first_of(number, low), first_of(number, high))


@_cached
def decade(first_year: int, part: str = "") -> Value:
    if first_year < MINYEAR:
        return Value(f"BC{(1 - first_year) // 10:03d}", "decade")
    whole = Value(f"{first_year // 10:03d}", "decade", edtf=edtf.decade(first_year))
    return _years(whole, first_year, *(DECADE_PARTS[part] if part else (0, 10)))


@_cached
def century(first_year: int, part: str = "") -> Value:
    if first_year < MINYEAR:
        return Value(f"BC{(1 - first_year) // 100:02d}", "century")
    whole = Value(f"{first_year // 100:02d}", "century", edtf=edtf.century(first_year))
    low, high = CENTURY_PARTS[part] if part else (0, 100)
    # The first century began with the year 1: there is no year 0.
    return _years(whole, first_year, max(low, MINYEAR - first_year), high)


def _years(whole: Value, first_year: int, low: int, high: int) -> Value:
    """`whole`, from its year `low` until before its year `high`; a part of it is approximate."""
    start, end = first_of(first_year + low, 1), first_of(first_year + high, 1)
    if high - low in (10, 99, 100):
        return replace(whole, start=start, end=end)
    text = edtf.years_between(first_year + low, first_year + high - 1)
    return replace(whole, start=start, end=end, edtf=text, approx=True)


def shortened(value: Value, start: date, end: date) -> Value:
    """What is left of `value` between two days: "the rest of the week"."""
    return replace(value, start=start, end=end, edtf=edtf.interval(start, end), approx=True)


def clock(moment: datetime, precision: Literal["minute", "hour"]) -> Value:
    """An instant with an offset, one minute or one hour long."""
    length = timedelta(hours=1) if precision == "hour" else timedelta(minutes=1)
    timex3 = moment.strftime("%Y-%m-%dT%H:%M")
    return Value(timex3, precision, moment, moment + length, edtf.instant(moment), "TIME")


def duration(timex3: str, precision: Precision, *, approx: bool = False) -> Value:
    return Value(timex3, precision, type="DURATION", approx=approx)


def recurring(timex3: str, precision: Precision) -> Value:
    return Value(timex3, precision, type="SET")


def reference(name: Literal["PRESENT_REF", "PAST_REF", "FUTURE_REF"]) -> Value:
    """ "now", "recently": a time without borders."""
    return Value(name, "range", approx=True)


def between(first: Value, last: Value) -> Value:
    """One interval from the beginning of one value to the end of another; the order is the caller's."""
    text = edtf.between(first.edtf, last.edtf) if first.edtf and last.edtf else ""
    timex3 = f"{first.timex3}/{last.timex3}"
    return Value(timex3, "range", first.start, last.end, text, approx=first.approx or last.approx)


def since(value: Value, *, after_it: bool = False, exact: bool = False) -> Value:
    """Open towards the future: from the beginning of `value`, or from its end when it is excluded.

    `exact` when it was the very beginning that was told: "since the start of the year" is no vague date.
    """
    if value.start is None or value.end is None:
        return value
    start = value.end if after_it else value.start
    text = edtf.since(_point(start) if after_it else _exactly(value.edtf) if exact else value.edtf)
    return replace(value, start=start, end=None, open_end=True, edtf=text, approx=value.approx and not exact)


def until(value: Value, *, before_it: bool = False, exact: bool | None = None) -> Value:
    """Open towards the past: up to the end of `value`, or to its beginning when it is excluded.

    `exact` when it was the very end that was told: "by the end of the year" is as exact as the year. Without
    it, a part that ends with the month or year it is a part of counts as that.
    """
    if value.start is None or value.end is None:
        return value
    if exact is None:
        exact = value.approx and isinstance(value.end, date) and value.end.day == 1
    if not before_it:
        text = edtf.until(_exactly(value.edtf) if exact else value.edtf)
        approx = value.approx and not exact
        return replace(value, start=None, open_start=True, edtf=text, approx=approx)
    last = value.start - timedelta(minutes=1) if isinstance(value.start, datetime) else after(value.start, -1)
    text = edtf.until(_point(last))
    return replace(value, start=None, end=value.start, open_start=True, edtf=text)


def _point(when: date | datetime) -> str:
    return edtf.instant(when) if isinstance(when, datetime) else when.isoformat()


def _exactly(expression: str) -> str:
    return expression.replace("~", "")


def first_of(year_number: int, month_number: int) -> date:
    """The first day of a month; month 13 is January of the next year. Kept inside the calendar."""
    year_number += (month_number - 1) // 12
    month_number = (month_number - 1) % 12 + 1
    if year_number > 9999:
        return date.max
    return date(max(year_number, MINYEAR), month_number, 1)


def after(when: date, count: int) -> date:
    """`count` days after `when`, kept inside the calendar."""
    try:
        return when + timedelta(days=count)
    except OverflowError:
        return date.max if count > 0 else date.min


def add_months(when: date, count: int) -> date:
    """The same day `count` months later, or the last day of a shorter month."""
    first = first_of(when.year + (when.month - 1 + count) // 12, (when.month - 1 + count) % 12 + 1)
    last = after(first_of(first.year, first.month + 1), -1)
    return first.replace(day=min(when.day, last.day))


def _narrowed(value: Value, start: date, end: date) -> Value:
    return replace(value, start=start, end=end, approx=True, edtf=edtf.approximate(value.edtf))


def _timex_year(number: int) -> str:
    return f"{number:04d}" if number >= MINYEAR else f"BC{1 - number:04d}"
