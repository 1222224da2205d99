"""Languages without tables of their own: plain calendar dates only.

Dates in numbers are read here, the day before the month as everywhere but in English. Of a number beside a
word dateparser is asked whether the word is a month, once a word: on running text it invents dates, of a
single short span it knows the months of two hundred languages.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import dateparser

from events.timex import values
from events.timex.context import Context
from events.timex.grammar import Found
from events.timex.resolve import nearest
from events.timex.values import Value

# A hostile text must not buy an unbounded number of dateparser's half milliseconds.
_MOST_WORDS = 200
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_YEAR = r"(?:1[5-9]|20|21)\d\d"
_START, _END = r"(?<![\w.,:/$€£#-])", r"(?![\w/-]|[.,:]\d)"
_NUMERIC = re.compile(
    rf"{_START}(?:(?P<year>{_YEAR})(?P<sep>[-/.])(?P<month>{_MONTH})(?P=sep)(?P<day>{_DAY})"
    rf"|(?P<day2>{_DAY})(?P<sep2>[-/.])(?P<month2>{_MONTH})(?P=sep2)(?P<year2>{_YEAR})){_END}"
)
_INSTANT = re.compile(
    r"(?<![\w-])\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d)?(?![\w:])"
)
_EAST_ASIAN = re.compile(
    rf"(?:(?<!\d)(?P<year>\d{{4}}) ?[年년] ?|(?<!\d))(?P<month>{_MONTH}) ?[月월] ?(?P<day>{_DAY}) ?[日일号]"
)
_SPACE = r"[ \xa0\u202f]"
_OF = rf"(?:{_SPACE}(?:d[eoai]{_SPACE}|del{_SPACE}|d['’])?)"
_WORD = r"[^\W\d_]{3,14}"
_NAMED = re.compile(
    rf"{_START}(?P<day>{_DAY})(?:[.º°]|er|-го|'?e)?(?: ?[-–] ?(?P<last>{_DAY})\.?)?{_OF}(?P<word>{_WORD})\.?"
    rf"(?:,?{_OF}(?P<year>{_YEAR}){_END})?"
)
_YEAR_FIRST = re.compile(rf"{_START}(?P<year>{_YEAR})\. (?P<word>{_WORD}) (?P<day>{_DAY})(?!\d)")
_MONTH_AND_YEAR = re.compile(rf"(?<!\w)(?P<word>{_WORD})\.?{_OF}(?P<year>{_YEAR}){_END}")
Pair = tuple[Found, Value]


def scan_other(text: str, context: Context, language: str) -> Iterator[Pair]:
    """Calendar dates in `text`, in reading order; where two overlap, the one that begins first."""
    pairs = [
        *_instants(text, context),
        *_numeric(text),
        *_east_asian(text, context),
        *_named(text, context, language),
    ]
    pairs.sort(key=lambda pair: (pair[0].start, -pair[0].end))
    done = 0
    for found, value in pairs:
        if found.start >= done:
            done = found.end
            yield found, value


def _instants(text: str, context: Context) -> Iterator[Pair]:
    for match in _INSTANT.finditer(text):
        try:
            moment = datetime.fromisoformat(match[0].replace("Z", "+00:00"))
        except ValueError:
            continue
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=context.zone)
        yield Found(match.start(), match.end(), "other"), values.clock(zoned, "minute")


def _numeric(text: str) -> Iterator[Pair]:
    for match in _NUMERIC.finditer(text):
        parts = [match[name] or match[f"{name}2"] for name in ("year", "month", "day")]
        year, month, day = map(int, parts)
        value = _day(year, month, day) or (_day(year, day, month) if day <= 12 else None)
        if value:
            yield Found(match.start(), match.end(), "other"), value


def _east_asian(text: str, context: Context) -> Iterator[Pair]:
    for match in _EAST_ASIAN.finditer(text):
        value = _dated(match["year"], int(match["month"]), int(match["day"]), context)
        if value:
            yield Found(match.start(), match.end(), "other"), value


def _named(text: str, context: Context, language: str) -> Iterator[Pair]:
    months: dict[str, int | None] = {}
    for pattern in (_NAMED, _YEAR_FIRST, _MONTH_AND_YEAR):
        for match in pattern.finditer(text):
            word = match["word"].lower()
            if word not in months:
                known = len(months) < _MOST_WORDS
                months[word] = _month_of(word, language.lower().split("-")[0]) if known else None
            month = months[word]
            value = _named_value(match.groupdict(), month, context) if month else None
            if value:
                yield Found(match.start(), match.end(), "other"), value


def _named_value(parts: dict[str, Any], month: int, context: Context) -> Value | None:
    if "day" not in parts:
        return values.month(int(parts["year"]), month)
    first = _dated(parts["year"], month, int(parts["day"]), context)
    if first is None or not parts.get("last"):
        return first
    last = _dated(parts["year"], month, int(parts["last"]), context)
    if last is None or not first.start or not last.start or str(first.start) >= str(last.start):
        return None
    return values.days(first.start, last.start)


def _dated(year: str | None, month: int, day: int, context: Context) -> Value | None:
    """The day itself, or without a year the nearest that is not months ahead; None when there is none."""
    if year:
        return _day(int(year), month, day)
    try:
        return values.day(nearest(month, day, context, future=False))
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> Value | None:
    try:
        return values.day(date(year, month, day))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _month_of(word: str, language: str) -> int | None:
    """The number of the month that `word` names in a language dateparser knows."""
    settings = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            moment = dateparser.parse(f"15 {word} 2001", languages=[language], settings=settings)
    except (ValueError, TypeError, OverflowError, KeyError, IndexError):
        return None
    return moment.month if moment and (moment.year, moment.day) == (2001, 15) else None
