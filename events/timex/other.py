"""Languages without a grammar of their own: plain calendar dates only.

Numeric dates are read here. Digits beside a month's name go to dateparser, one short span at a time:
on running text it invents dates, on a single span it knows the months of many languages.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import dateparser

from events.timex import values
from events.timex.context import Context
from events.timex.english import ENGLISH
from events.timex.grammar import Found
from events.timex.resolve import resolve
from events.timex.values import Value

_LONGEST_SPAN = 64
# A hostile text must not buy an unbounded number of dateparser's half milliseconds.
_MOST_CALLS = 200
_NAMED_MONTH = re.compile(
    r"(?<![\w.,:/-])\d{1,2}(?:\.|er|º|-го)?[ \xa0](?:de[ \xa0]|d['’]|of[ \xa0])?[^\W\d_]{3,14}\.?"
    r"(?:[ \xa0](?:de[ \xa0]|del[ \xa0])?\d{4}(?![\w]))?"
)
_EAST_ASIAN = re.compile(
    r"(?:(?P<year>\d{4})[ ]?[年년][ ]?)?(?P<month>1[0-2]|0?[1-9])[ ]?[月월][ ]?"
    r"(?P<day>3[01]|[12]\d|0?[1-9])[ ]?[日일号]"
)
_YEAR = re.compile(r"\d{4}$")
_NEUTRAL = frozenset({"instant", "numeric"})


def scan_other(text: str, context: Context, language: str) -> Iterator[tuple[Found, Value]]:
    """Calendar dates in `text`, in reading order."""
    pairs = [*_numeric(text, context), *_east_asian(text, context), *_named(text, context, language)]
    done = 0
    for found, value in sorted(pairs, key=lambda pair: pair[0].start):
        if found.start >= done:
            done = found.end
            yield found, value


def _numeric(text: str, context: Context) -> Iterator[tuple[Found, Value]]:
    for found in ENGLISH.scan(text):
        value = resolve(found, context) if found.kind in _NEUTRAL else None
        if value:
            yield found, value


def _east_asian(text: str, context: Context) -> Iterator[tuple[Found, Value]]:
    for match in _EAST_ASIAN.finditer(text):
        when = _calendar_day(match["year"], int(match["month"]), int(match["day"]), context)
        if when:
            yield Found(match.start(), match.end(), "other"), values.day(when)


def _named(text: str, context: Context, language: str) -> Iterator[tuple[Found, Value]]:
    calls = 0
    for match in _NAMED_MONTH.finditer(text):
        calls += 1
        if calls > _MOST_CALLS or len(match[0]) > _LONGEST_SPAN:
            return
        month_and_day = _parsed(match[0], language.lower().split("-")[0])
        if month_and_day is None:
            continue
        written = _YEAR.search(match[0])
        when = _calendar_day(written[0] if written else None, *month_and_day, context)
        if when:
            yield Found(match.start(), match.end(), "other"), values.day(when)


def _calendar_day(year: str | None, month: int, day: int, context: Context) -> date | None:
    """The day itself, or without a year the one nearest to publication; None when there is no such day."""
    years = [int(year)] if year else [context.today.year + step for step in (-1, 0, 1)]
    options = []
    for number in years:
        try:
            options.append(date(number, month, day))
        except ValueError:
            continue
    return min(options, key=lambda d: abs((d - context.today).days), default=None)


@lru_cache(maxsize=4096)
def _parsed(span: str, language: str) -> tuple[int, int] | None:
    """Month and day of a span that names both."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            moment = dateparser.parse(
                span,
                languages=[language],
                settings={"REQUIRE_PARTS": ["day", "month"], "PARSERS": ["absolute-time"]},
            )
    except (ValueError, TypeError, OverflowError, KeyError):
        return None
    return (moment.month, moment.day) if moment else None
