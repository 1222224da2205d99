"""Reads a text in one language: finds its time expressions, joins ranges and moments, and resolves them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from events._words import word_set
from events.timex import values
from events.timex.context import Context
from events.timex.grammar import Found
from events.timex.languages.calendar_readings import CALENDAR, clock_on, written_year
from events.timex.languages.counted_readings import COUNTING
from events.timex.languages.language import Language, Span
from events.timex.languages.passage import Passage, Signs, lowered
from events.timex.languages.scanner import Scanner
from events.timex.values import Value

_READINGS = CALENDAR | COUNTING
_ENDS = word_set("date day month year weekday quarter half decade century season deictic numeric relative")
_DAYS = word_set("date day weekday deictic numeric anchored")
_RANGES = word_set("days two_days months first_months years")
_LONGEST_GAP = 24
_REACH = 14


class Reader:
    """The compiled form of a language."""

    def __init__(self, language: Language) -> None:
        self._scanner = Scanner(language)
        self._signs = Signs(language)
        self._spans = [_Joint(span) for span in language.spans]
        self._day_then_clock = re.compile(language.day_then_clock)
        self._clock_then_day = re.compile(language.clock_then_day)

    def __call__(self, text: str, context: Context) -> list[tuple[Found, Value]]:
        """The expressions of `text` with their values, in reading order and without overlap."""
        passage = Passage(self._signs, context, lowered(text))
        pairs = []
        for found in self._joined(passage):
            pairs += _resolved(found, passage)
        return pairs

    def _joined(self, passage: Passage) -> list[Found]:
        """What the scanner finds, with the two ends of a range and a day and its clock put together."""
        joined: list[Found] = []
        for item in self._scanner.scan(passage.low, passage.is_time):
            pair = self._pair(joined[-1], item, passage.low) if joined else None
            if pair:
                joined[-1] = pair
            else:
                joined.append(item)
        return joined

    def _pair(self, first: Found, second: Found, low: str) -> Found | None:
        if second.start - first.end > _LONGEST_GAP:
            return None
        gap = low[first.end : second.start]
        if self._is_moment(first, second, gap):
            return Found(first.start, second.end, "moment", ends=(first, second))
        if not _may_span(first, second):
            return None
        for joint in self._spans:
            edges = joint.edges(first, second, gap, low)
            if edges:
                return Found(*edges, "range", ends=(first, second))
        return None

    def _is_moment(self, first: Found, second: Found, gap: str) -> bool:
        if first.kind == "clock" and second.kind in _DAYS:
            return self._clock_then_day.fullmatch(gap) is not None
        return first.kind in _DAYS and second.kind == "clock" and bool(self._day_then_clock.fullmatch(gap))


class _Joint:
    """A compiled `Span`."""

    def __init__(self, span: Span) -> None:
        self._opener = re.compile(rf"(?:{span.opener})$") if span.opener else None
        self._joint = re.compile(span.joint)
        self._closer = re.compile(span.closer) if span.closer else None
        self._must_open = span.must_open

    def edges(self, first: Found, second: Found, gap: str, low: str) -> tuple[int, int] | None:
        """Where the range begins and ends, its own words included; None when the two make none."""
        if not self._joint.fullmatch(gap):
            return None
        front = low[max(0, first.start - _REACH) : first.start]
        opener = self._opener.search(front) if self._opener else None
        if opener is None and (self._must_open or first.kind != second.kind):
            return None
        closer = self._closer.match(low, second.end) if self._closer else None
        return first.start - (len(opener[0]) if opener else 0), closer.end() if closer else second.end


def _may_span(first: Found, second: Found) -> bool:
    both_clocks = first.kind == second.kind == "clock"
    return both_clocks or (first.kind in _ENDS and second.kind in _ENDS)


def _resolved(found: Found, passage: Passage) -> list[tuple[Found, Value]]:
    """The values of an expression; two ends that make no interval are read as two expressions."""
    if found.ends is None:
        value = _value(found, passage)
        return [(found, value)] if value else []
    value = (_moment if found.kind == "moment" else _range)(found, *found.ends, passage)
    if value is None:
        return [pair for end in found.ends for pair in _resolved(end, passage)]
    passage.context.remember(value)
    return [(found, value)]


def _value(found: Found, passage: Passage, *, closed: bool = False) -> Value | None:
    """What an expression stands for; "since" and the like beside it open it unless it is to stay `closed`."""
    try:
        value = _READINGS[found.kind](found, passage)
    except (ValueError, OverflowError):
        return None
    if value is None:
        return None
    passage.context.remember(value)
    if value.precision == "day" and type(value.start) is date:
        passage.previous = (found.end, value.start)
    if closed or value.type not in ("DATE", "TIME") or found.kind in _RANGES:
        return value
    return _opened(value, found, passage)


def _opened(value: Value, found: Found, passage: Passage) -> Value:
    border, third = passage.border(found), found.parts.get("third")
    if not border or value.start is None or (value.type == "TIME" and border in ("before", "after")):
        return value
    if border in ("since", "from", "after"):
        exact = border != "after" and third == "early"
        return values.since(_exact(value) if exact else value, after_it=border == "after")
    # What must be done before the end of a month is done by its end.
    return values.until(value, before_it=border == "before" and third != "late")


def _exact(value: Value) -> Value:
    """A beginning that opens an interval is as exact as the whole."""
    return replace(value, approx=False, edtf=value.edtf.replace("~", ""))


def _moment(found: Found, first: Found, second: Found, passage: Passage) -> Value | None:
    """A clock time on its day; what the day tells of its own part and zone holds for the clock."""
    clock, day = (first, second) if first.kind == "clock" else (second, first)
    when = _value(day, passage, closed=True)
    if when is None or when.start is None:
        return None
    told = {name: day.parts[name] for name in ("part", "zone") if day.has(name)}
    try:
        start = date.fromisoformat(when.start.isoformat()[:10])
        value = clock_on(replace(clock, parts=told | clock.parts), start, passage)
    except (ValueError, OverflowError):
        return None
    return _opened(value, found, passage)


def _range(_found: Found, first: Found, second: Found, passage: Passage) -> Value | None:
    last = _value(_shared(second, first, passage), passage, closed=True)
    opening = _value(_shared(first, second, passage), passage, closed=True)
    if last is None or opening is None or opening.end is None or last.end is None:
        return None
    if isinstance(opening.start, datetime) or isinstance(last.start, datetime):
        return _hours(opening, last)
    if not _ordered(opening, last) and str(opening.start) > str(passage.today):
        last = _moved(last, second, 1)
    elif not _ordered(opening, last):
        opening = _moved(opening, first, -1)
    if opening is None or last is None or not _ordered(opening, last):
        return None
    if opening.precision == last.precision == "day" and opening.start and last.start:
        return values.days(opening.start, last.start)
    return values.between(opening, last)


def _hours(first: Value, last: Value) -> Value | None:
    """From one clock time to another, over midnight where the second is the earlier one."""
    if not isinstance(first.start, datetime) or not isinstance(last.start, datetime):
        return None
    end = last.start if first.start < last.start else last.start + timedelta(days=1)
    until = values.clock(end, "minute")
    return replace(values.between(first, until), end=end, type="TIME")


def _shared(found: Found, other: Found, passage: Passage) -> Found:
    """An end of a range: one without a year takes the other's, and "until" before it opens nothing."""
    extra = {"border": ""}
    if found.has("month") and written_year(found, passage) is None:
        extra |= {name: other.parts[name] for name in ("year", "year_shift", "side") if other.has(name)}
    return replace(found, parts=found.parts | extra)


def _moved(value: Value, found: Found, step: int) -> Value | None:
    """An end of a range a week, a month or a year later or earlier, as the order of the two asks for."""
    if value.start is None or found.has("year"):
        return None
    start = value.start
    if found.kind == "weekday":
        return values.day(values.after(start, 7 * step))
    if found.kind == "month":
        return values.month(start.year + step, start.month)
    months = {"day": 1, "date": 12}.get(found.kind)
    return values.day(values.add_months(start, step * months)) if months else None


def _ordered(first: Value, last: Value) -> bool:
    return str(first.start) < str(last.start)
