"""The shapes in which feeds write dates, as patterns: a text in, the date and time as written out.

A shape that fits decides: where its numbers are no date ("2024-02-30"), there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from connectors._month_names import month_number

_WEEKDAY = r"(?:[^\W\d_]+(?:'[^\W\d_]+)?\.?(?:\s*,\s*|\s+))?"
_MONTH = r"(?P<month>[^\s\d.,:;/()\[\]-]{1,20}|\d{1,2}월)"
# How some languages end a year ("2024 г.", "2024 року").
_YEAR_WORD = r"(?:\s?(?:г(?:ода)?|р(?:оку)?|r)\b\.?)?"

_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])\s?(?:(?P<number>0?\d{1,2})|"
    + _MONTH
    + r")(?P=sep)\s?(?P<day>\d{1,2})\.?(?!\d)"
)
_DAY_FIRST = re.compile(
    _WEEKDAY
    + r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?(?:\s+(?:de\s+|of\s+)?|[-./]|(?=[^\W\d_]))"
    + _MONTH
    + r"\.?,?(?:\s+(?:de\s+|del\s+|-)?|[-./,])(?P<year>\d{2,4})(?!\d)"
    + _YEAR_WORD
)
_MONTH_FIRST = re.compile(
    _WEEKDAY + _MONTH + r"\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})(?![\d:])"
)
_YEAR_LAST = re.compile(
    _WEEKDAY + _MONTH + r"\s+(?P<day>\d{1,2})\s+(?P<clock>\d{1,2}:\d\d(?::\d\d)?)\s+"
    r"(?P<zone>[^\s\d]\S*(?:\s\S+)?\s+)?(?P<year>\d{4})"
)
_EAST_ASIAN = re.compile(
    r"(?P<year>\d{4})\s?[年년]\s?(?P<number>\d{1,2})\s?[月월]\s?(?P<day>\d{1,2})\s?[日일号]?"
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<number>\d\d)(?P<day>\d\d)(?:[T ]?(?P<digits>\d{4}(?:\d\d)?))?(?!\d)"
)
_SHORT = re.compile(r"(?P<year>\d\d)(?P<number>\d\d)(?P<day>\d\d)(?!.)")
_NUMBERS = re.compile(
    r"(?:(?P<weekday>[A-Za-z]{3})[a-z]*\.?(?:\s*,\s*|\s+))?(?P<one>\d{1,2})(?P<sep>\.\s|[-/. ])"
    r"(?P<two>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})(?![\d:])"
)
_ORDINAL = re.compile(r"(?P<year>\d{4}|\d\d)-?(?P<day>\d{3})(?!\d)")
_WEEK = re.compile(r"(?P<year>\d{4})-?W(?P<week>\d\d)-?(?P<day>[1-7])(?!\d)")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_WEEKDAY_AFTER = re.compile(r"\s?(?:[(（][^\W\d_]{1,9}\.?[)）]|.요일|星期.|[周週].|.曜日?)")
_HALVES = {"오전": "a", "오후": "p", "上午": "a", "下午": "p", "午前": "a", "午後": "p", "am": "a", "pm": "p"}
_CLOCK = re.compile(
    r"(?:[\sT,;|@]|\s[-–—·]\s|\b(?:at|à|às|um|alle|ore|kl\.?|в|о|об|om|saat|klo)\b)*"
    rf"(?P<before>{'|'.join(_HALVES)})?\s?"
    r"(?P<hour>\d{1,2})(?:(?:[:.h]|\s?(?P<sign>[시時时点點])\s?)(?P<minute>\d\d?)(?:\s?[분分])?"
    r"(?:(?:[:.]|(?<=[분分])\s?)(?P<second>\d\d?)(?!\d)\s?[초秒]?(?:[.,]\d{1,9})?)?)?(?!\d)(?P<alone>\s?[시時时点點])?"
    r"\s?(?P<after>[ap]\.?\s?m\b\.?)?\s?(?:Uhr\b|hrs?\b|ч\b\.?)?\s*(?P<zone>.*)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?:[.,]\d{1,9})?\s?(?P<zone>\D.*)?")
_ZONE_ALONE = re.compile(r"T|\s?(?:Z|UTC|GMT|[+-]\d\d:\d\d)|\s[+-]\d{4}")
_CLOCK_FIRST = re.compile(
    r"(?P<clock>\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]\.?m\b\.?)?(?:\s(?:[A-Z]{2,5}|[+-]\d{4}))?)(?:\s*[,|-]\s*|\s+)"
    r"(?P<date>.*\d.*)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:[^\W\d_][^\d:]{0,25}:\s+|(?:(?:posted|published|updated|modified|created|on)\s+)+|"
    r"(?:(?:기사)?입력|등록|승인|발행|수정)\s+)(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: a local time, the text of its zone, and whether it has no time of day."""

    wall: datetime
    zone: str
    date_only: bool


@dataclass(frozen=True, slots=True)
class DayOrder:
    """How to read numbers that may be day and month, month and day, or a short year first.

    None are later than `latest`.
    """

    month_first: bool = True
    year_first: bool = False
    latest: date | None = None


class ImpossibleDateError(ValueError):
    """A text in the shape of a date, with numbers that are none."""


def read_written(text: str, order: DayOrder) -> Written | None:
    """The date a text is, or None for a shape that is not known here.

    White space must be single blanks and digits ASCII. Raises ImpossibleDateError for a known shape that
    holds no date.
    """
    found = _first(text, order)
    if found:
        return found
    lead = _LEAD.match(text)
    if lead:
        return _first(text[lead.end() :], order)
    swapped = _CLOCK_FIRST.fullmatch(text)
    return _first(f"{swapped['date']} {swapped['clock']}", order) if swapped else None


def at_clock(day: date, rest: str) -> Written | None:
    """`day` at the time of day that `rest` holds; None where it is no time. Raises ImpossibleDateError."""
    if not rest or _ZONE_ALONE.fullmatch(rest):
        return Written(datetime.combine(day, time()), rest.strip(), date_only=True)
    match = _CLOCK.fullmatch(rest)
    if match and (match["minute"] or match["before"] or match["after"] or match["alone"]):
        half = _HALVES.get((match["before"] or "").lower()) or (match["after"] or "")[:1].lower()
        return _at(day, match, half)
    match = _DIGITS.fullmatch(rest)
    return _at(day, match, "") if match else None


def _first(text: str, order: DayOrder) -> Written | None:
    for pattern in (_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST, _EAST_ASIAN, _COMPACT, _SHORT):
        match = pattern.match(text)
        month = _month(match) if match else None
        if match and month:
            return _dated(match, month, text[match.end() :])
    return _year_last(text) or _numbers(text, order) or _week(text) or _ordinal(text)


def _month(match: re.Match[str]) -> int | None:
    fields = match.groupdict()
    if fields.get("number"):
        return int(fields["number"])
    name = fields["month"]
    return int(name[:-1]) if name.endswith("월") else month_number(name)


def _dated(match: re.Match[str], month: int, rest: str) -> Written | None:
    day = _day(_year(match["year"]), month, int(match["day"]))
    if match.re is _COMPACT and match["digits"]:
        return at_clock(day, f"T{match['digits']}{rest}")
    weekday = _WEEKDAY_AFTER.match(rest)
    return at_clock(day, rest[weekday.end() :] if weekday else rest)


def _year_last(text: str) -> Written | None:
    """Fri Oct 18 21:30:00 KST 2024."""
    match = _YEAR_LAST.fullmatch(text)
    month = month_number(match["month"]) if match else None
    if not match or not month:
        return None
    return at_clock(
        _day(int(match["year"]), month, int(match["day"])), f" {match['clock']} {match['zone'] or ''}"
    )


def _numbers(text: str, order: DayOrder) -> Written | None:
    """10/18/2024, 18.10.2024, 24-10-18."""
    match = _NUMBERS.match(text)
    if not match:
        return None
    one, two, year = int(match["one"]), int(match["two"]), _year(match["year"])
    day_first, month_first = (year, two, one), (year, one, two)
    orders = (
        [month_first, day_first] if order.month_first and match["sep"][0] != "." else [day_first, month_first]
    )
    if len(match["year"]) == 2 and (match["sep"] == "-" or order.year_first):
        orders.insert(0, (_year(match["one"]), two, int(match["year"])))
    days = [day for fields in orders if (day := _possible(*fields))]
    if not days:
        raise ImpossibleDateError(text)
    days = _narrowed(days, lambda day: _WEEKDAYS[day.weekday()] == (match["weekday"] or "").lower())
    days = _narrowed(days, lambda day: order.latest is None or day <= order.latest)
    return at_clock(max(days) if len(orders) > 2 else days[0], text[match.end() :])


def _narrowed(days: list[date], fits: Callable[[date], bool]) -> list[date]:
    return [day for day in days if fits(day)] or days


def _ordinal(text: str) -> Written | None:
    """2024-292, and 24292."""
    match = _ORDINAL.match(text)
    if not match:
        return None
    year, number = _year(match["year"]), int(match["day"])
    day = _day(year, 1, 1) + timedelta(days=number - 1)
    if day.year != year:
        raise ImpossibleDateError(text)
    return at_clock(day, text[match.end() :])


def _week(text: str) -> Written | None:
    """2024-W42-5."""
    match = _WEEK.match(text)
    if not match:
        return None
    try:
        day = date.fromisocalendar(int(match["year"]), int(match["week"]), int(match["day"]))
    except ValueError as error:
        raise ImpossibleDateError(text) from error
    return at_clock(day, text[match.end() :])


def _year(text: str) -> int:
    """Two digits are of 1969 to 2068 (POSIX), three are years since 1900 (RFC 2822), 25xx is Buddhist."""
    year = int(text)
    if len(text) == 2:
        return year + (2000 if year < 69 else 1900)
    if len(text) == 3:
        return year + 1900
    return year - 543 if 2400 < year < 2700 else year


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ImpossibleDateError(f"{year}-{month}-{day}") from error


def _possible(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _at(day: date, match: re.Match[str], half: str) -> Written:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if half == "p" and hour < 12:
        hour += 12
    elif half == "a" and hour >= 12:
        hour = 0 if hour == 12 else 99
    next_day = (hour, minute, second) == (24, 0, 0)
    try:
        # A leap second has no place of its own in UTC as computers keep it.
        clock = time(0 if next_day else hour, minute, 59 if second == 60 else second)
        return Written(datetime.combine(day + timedelta(days=next_day), clock), match["zone"] or "", False)
    except (ValueError, OverflowError) as error:
        raise ImpossibleDateError(match[0]) from error
