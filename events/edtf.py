"""Extended Date/Time Format, level 1 (ISO 8601-2): only writing, only what news needs.

EDTF has neither weeks nor, at level 1, quarters, so both are written as intervals.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

SEASONS = {"SP": 21, "SU": 22, "FA": 23, "WI": 24}


def year(number: int) -> str:
    """A year; years before Christ are 0 and below, so 499 BC is -498."""
    return f"-{-number:04d}" if number < 0 else f"{number:04d}"


def month(year_number: int, month_number: int) -> str:
    return f"{year(year_number)}-{month_number:02d}"


def season(year_number: int, code: str) -> str:
    """`code` as in TIMEX3: SP, SU, FA or WI."""
    return f"{year(year_number)}-{SEASONS[code]}"


def decade(first_year: int) -> str:
    return f"{first_year // 10:03d}X"


def century(first_year: int) -> str:
    return f"{first_year // 100:02d}XX"


def instant(value: datetime) -> str:
    """An instant with its offset; UTC is written Z."""
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")


def years_between(first: int, last: int) -> str:
    """Some of the years from `first` to `last`: how a part of a decade or century is written."""
    return f"{year(first)}~/{year(last)}~"


def interval(start: date, end: date) -> str:
    """From `start` to the day before `end`, in months or years where both sides are whole ones."""
    last = end - timedelta(days=1)
    if start.day == 1 and end.day == 1:
        if start.month == 1 and end.month == 1:
            return f"{year(start.year)}/{year(last.year)}"
        return f"{month(start.year, start.month)}/{month(last.year, last.month)}"
    return f"{start.isoformat()}/{last.isoformat()}"


def between(first: str, last: str) -> str:
    """The interval from the beginning of one expression to the end of another; intervals are unpacked."""
    return f"{first.split('/')[0].replace('X', '0')}/{last.split('/')[-1].replace('X', '9')}"


def since(first: str) -> str:
    """From the beginning of an expression; a decade begins with its first year."""
    return f"{first.split('/')[0].replace('X', '0')}/.."


def until(last: str) -> str:
    """Up to the end of an expression; a decade ends with its last year."""
    return f"../{last.split('/')[-1].replace('X', '9')}"


def approximate(expression: str) -> str:
    return "/".join(f"{side}~" for side in expression.split("/"))
