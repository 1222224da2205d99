"""Puts neighbours together: "between Monday and Wednesday" and "Friday at 3 p.m." are one each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from events.timex import values
from events.timex.context import Context, is_other_use
from events.timex.grammar import Found
from events.timex.resolve import clock_on, resolve
from events.timex.values import Value

_ENDS = frozenset(
    {"date", "month", "year", "weekday", "quarter", "decade", "season", "deictic", "numeric", "relative"}
)
_DAYS = frozenset({"date", "weekday", "deictic", "numeric"})
_TO = re.compile(r"\s?[-–—]\s?|,?\s(?:to|through|until|till)\s(?:the\s)?", re.IGNORECASE)
_AND = re.compile(r"\sand\s", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s(?:the\s)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s(?:the\s)?$", re.IGNORECASE)
_CLOCK_THEN_DAY = re.compile(r",?\s(?:on\s)?|\s\([^()]{1,30}\)\s(?:on\s)?")
_DAY_THEN_CLOCK = re.compile(r",?\s(?:at\s(?:about\s|around\s)?|around\s|about\s)?")
_LONGEST_GAP = 40


def merge(found: Iterable[Found], text: str) -> list[Found]:
    """The same expressions with ranges and moments joined, in reading order."""
    merged: list[Found] = []
    for item in found:
        joined = _joined(merged[-1], item, text) if merged else None
        if joined:
            merged[-1] = joined
        else:
            merged.append(item)
    return merged


def _joined(first: Found, second: Found, text: str) -> Found | None:
    if second.start - first.end > _LONGEST_GAP:
        return None
    gap = text[first.end : second.start]
    moment = _is_moment(first, second, gap)
    if moment:
        return Found(first.start, second.end, "moment", ends=(first, second))
    if first.kind not in _ENDS or second.kind not in _ENDS:
        return None
    start = _range_start(first, second, gap, text[max(0, first.start - 12) : first.start])
    return None if start is None else Found(start, second.end, "range", ends=(first, second))


def _is_moment(first: Found, second: Found, gap: str) -> bool:
    if first.kind == "clock" and second.kind in _DAYS:
        return _CLOCK_THEN_DAY.fullmatch(gap) is not None
    return first.kind in _DAYS and second.kind == "clock" and _DAY_THEN_CLOCK.fullmatch(gap) is not None


def _range_start(first: Found, second: Found, gap: str, before: str) -> int | None:
    """Where a range of the two begins, with its "from" or "between"; None when they make none."""
    opening = _BETWEEN.search(before)
    if opening and _AND.fullmatch(gap):
        return first.start - len(opening[0])
    if not _TO.fullmatch(gap):
        return None
    opening = _FROM.search(before)
    if opening:
        return first.start - len(opening[0])
    return first.start if first.kind == second.kind else None


def resolve_merged(found: Found, context: Context) -> list[tuple[Found, Value]]:
    """The values of an expression; a pair whose two ends make no interval is read as two expressions."""
    if found.ends is None:
        value = resolve(found, context)
        return [(found, value)] if value else []
    value = (_moment if found.kind == "moment" else _range)(*found.ends, context)
    if value:
        context.remember(value)
        return [(found, value)]
    return [pair for end in found.ends for pair in resolve_merged(end, context)]


def _moment(first: Found, second: Found, context: Context) -> Value | None:
    clock, day = (first, second) if first.kind == "clock" else (second, first)
    if not clock.has("half_day") and not clock.has("minute") and not clock.has("named"):
        return None
    when = resolve(day, context, closed=True)
    if when is None or when.precision != "day" or not isinstance(when.start, date):
        return None
    return clock_on(clock, when.start, context)


def _range(first: Found, second: Found, context: Context) -> Value | None:
    if is_other_use(second, context):
        return None
    first, second = _shared(first, second), _shared(second, first)
    last, opening = resolve(second, context, closed=True), resolve(first, context, closed=True)
    if last is None or opening is None or last.start is None or opening.start is None:
        return None
    opening = _not_after(opening, last, second)
    if opening is None or last.end is None:
        return None
    joined = values.between(opening, last)
    both_days = opening.precision == last.precision == "day" and opening.end is not None
    if both_days and isinstance(opening.start, date) and isinstance(last.start, date):
        return values.days(opening.start, last.start)
    return joined


def _shared(found: Found, other: Found) -> Found:
    """An end without a year takes the other's ("from March to May 2022")."""
    if found.has("year") or not other.has("year") or not found.has("month"):
        return found
    extra = {name: other.parts[name] for name in ("year", "era") if other.has(name)}
    return replace(found, parts=found.parts | extra)


def _not_after(first: Value, last: Value, second: Found) -> Value | None:
    """`first`, moved a week or a year back when it would lie behind `last`; None when it still does."""
    if first.start is None or last.start is None or _ordered(first, last):
        return first
    if not isinstance(first.start, date):
        return None
    if second.kind == "weekday":
        moved = values.day(values.after(first.start, -7))
    elif first.precision == "month":
        moved = values.month(first.start.year - 1, first.start.month)
    elif first.precision == "day":
        moved = values.day(values.add_months(first.start, -12))
    else:
        return None
    return moved if _ordered(moved, last) else None


def _ordered(first: Value, last: Value) -> bool:
    return str(first.start) < str(last.start)
