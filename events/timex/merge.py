"""Puts neighbours together: "between Monday and Wednesday" and "Friday at 3 p.m." are one each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from events.timex import values
from events.timex.clock import beside_gmt, clock_on, clocks_on
from events.timex.context import Context
from events.timex.grammar import Found
from events.timex.other_use import is_other_use
from events.timex.resolve import opened, resolve
from events.timex.values import Value

_ENDS = frozenset(
    {
        "date",
        "month",
        "year",
        "weekday",
        "quarter",
        "decade",
        "season",
        "deictic",
        "numeric",
        "relative",
        "century",
    }
)
_DAYS = frozenset({"date", "weekday", "deictic", "numeric", "holiday", "anchored", "same", "day_of_month"})
_CLOCKS = frozenset({"clock", "clocks"})
# What may end with a year that the one before it shares: "in May and June 2023".
_SHARING = frozenset({"month", "season", "date", "days", "quarter"})
_SHARED_GAP = re.compile(
    r"\s?(?:,|/|&|,?\s(?:and|or))\s?(?:from\s|in\s|again\sin\s|on\s)?(?:the\s)?", re.IGNORECASE
)
_TO = re.compile(r"\s?[-–—]\s?|,?\s(?:to|through|until|till)\s(?:the\s|about\s|around\s)?", re.IGNORECASE)
_AND = re.compile(r"\sand\s(?:the\s)?", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s(?:the\s)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s(?:the\s)?$", re.IGNORECASE)
_CLOCK_THEN_DAY = re.compile(r",?\s(?:on\s|of\s)?(?:the\s)?|\s\([^()]{1,30}\)\s(?:on\s)?|,\s")
_DAY_THEN_CLOCK = re.compile(
    r",?\s(?:at\s(?:about\s|around\s|exactly\s)?|around\s|about\s|from\s|between\s)?|['’]s\s|,\s(?:at\s)?"
)
_LONGEST_GAP = 40
_PREFIXED = {
    "third": frozenset(
        {
            "month",
            "year",
            "decade",
            "century",
            "season",
            "relative",
            "unit_now",
            "same",
            "quarter",
            "half",
            "weekday",
        }
        | {"deictic", "day_part", "date", "anchored"}
    ),
    "qualifier": frozenset({"duration", "compound", "shift", "clock"}),
}
_ABOUT = frozenset({"about", "around", "roughly", "approximately", "nearly", "exactly", "just"})
_ADJECTIVES = frozenset({"early", "mid", "late"})
_MORE_DAYS = re.compile(
    r"(?P<gap>,?\s(?:and|or|&)\s|,\s)(?P<day>3[01]|[12]\d|[1-9])(?:st|nd|rd|th)?\b(?![-–:./%]\d|[%°]|\s?[ap]\.?m)"
)
_COUNTED_DAY = re.compile(
    r"\s(?:more\s|other\s|of\b)?[a-z]{3,}s\b|\s(?:people|percent|men|women|police|million)\b"
)
_AND_WORD = re.compile(r"\sand\s(?:the\s)?")


def merge(found: Iterable[Found], text: str) -> list[Found]:
    """The same expressions with ranges and moments joined, in reading order."""
    merged: list[Found] = []
    for item in _with_prefixes(_separate(found, text)):
        joined = _joined(merged[-1], item, text) if merged else None
        if joined:
            merged[-1] = joined
        else:
            merged.append(item)
    _share_years(merged, text)
    return merged


def _with_prefixes(found: Iterable[Found]) -> Iterator[Found]:
    """Joins "late in", "the end of" or "at least" to what follows at once, and leaves out the others."""
    prefix: Found | None = None
    for item in found:
        if item.kind in _PREFIXED:
            prefix = item
            continue
        yield _prefixed(prefix, item) if prefix and prefix.end == item.start else item
        prefix = None


def _prefixed(prefix: Found, item: Found) -> Found:
    if item.kind not in _PREFIXED[prefix.kind]:
        return item
    if item.kind == "duration" and not (item.has("count") or item.has("half_a")):
        return item
    if item.kind == "clock" and prefix.parts["qualifier"].lower() not in _ABOUT:
        return item
    start, kind, parts = prefix.start, item.kind, item.parts
    if prefix.parts.get("third", "").lower() in _ADJECTIVES and kind not in ("decade", "century"):
        # "the early October raid": the article is the raid's.
        start = prefix.end - len(prefix.parts["third"]) - 1 if prefix.has("article") else start
    if kind == "unit_now":
        kind, parts = "relative", parts | {"which": "the"}
    return Found(start, item.end, kind, parts | prefix.parts)


def _separate(found: Iterable[Found], text: str) -> Iterator[Found]:
    """ "May 4 and 5" is one, "June 10 and 17" are two days of one month."""
    done = 0
    for item in found:
        if item.start < done:
            continue
        done = item.end
        if item.kind == "two_days" and _number(item.parts["last_day"]) - _number(item.parts["day"]) != 1:
            yield from _pair(item, text)
            continue
        yield item
        if item.kind == "date" and not item.has("year") and text[item.end - 1].isdigit():
            for more in _more_days(item, text):
                done = more.end
                yield more


def _pair(item: Found, text: str) -> Iterator[Found]:
    gap = _AND_WORD.search(text, item.start, item.end)
    if gap is None:
        return
    shared = {name: part for name, part in item.parts.items() if name not in ("day", "last_day")}
    yield Found(item.start, gap.start(), "date", shared | {"day": item.parts["day"]})
    yield Found(gap.end(), item.end, "date", shared | {"day": item.parts["last_day"]})


def _more_days(item: Found, text: str) -> Iterator[Found]:
    """The days listed behind a month and a day: "June 10, 12 and 17"."""
    at, listed = item.end, []
    while match := _MORE_DAYS.match(text, at):
        if _COUNTED_DAY.match(text, match.end()):
            return
        listed.append(match)
        at = match.end()
    if not listed or listed[-1]["gap"].strip() == ",":
        return
    for match in listed:
        yield Found(match.start("day"), match.end(), "date", item.parts | {"day": match["day"]})


def _number(text: str) -> int:
    return int("".join(c for c in text if c.isdigit()))


def _share_years(found: list[Found], text: str) -> None:
    """Gives an expression without a year that of the next one it is listed with."""
    for at in range(len(found) - 2, -1, -1):
        item, following = found[at], found[at + 1]
        if (
            item.kind not in _SHARING
            or following.kind not in _SHARING
            or item.has("year")
            or not following.has("year")
        ):
            continue
        if item.has("which") or item.has("told_year") or following.start - item.end > _LONGEST_GAP:
            continue
        if _SHARED_GAP.fullmatch(text, item.end, following.start):
            found[at] = _with_year(item, following)


def _joined(first: Found, second: Found, text: str) -> Found | None:
    if second.start - first.end > _LONGEST_GAP:
        return None
    gap = text[first.end : second.start]
    if first.kind == second.kind == "clock" and gap == " (" and text[second.end : second.end + 1] == ")":
        told_in_gmt = second.parts.get("zone", "").lower() in ("gmt", "utc") and not first.has("zone")
        return beside_gmt(first, second, second.end + 1) if told_in_gmt else None
    if _is_moment(first, second, gap):
        return Found(first.start, second.end, "moment", ends=(first, second))
    if first.kind not in _ENDS or second.kind not in _ENDS:
        return None
    start = _range_start(first, second, gap, text[max(0, first.start - 12) : first.start])
    return None if start is None else Found(start, second.end, "range", ends=(first, second))


def _is_moment(first: Found, second: Found, gap: str) -> bool:
    if first.kind in _CLOCKS and second.kind in _DAYS:
        return _CLOCK_THEN_DAY.fullmatch(gap) is not None
    return first.kind in _DAYS and second.kind in _CLOCKS and _DAY_THEN_CLOCK.fullmatch(gap) is not None


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
        context.remember(value, found.start)
        return [(found, opened(value, found, context) if found.kind == "moment" else value)]
    return [pair for end in found.ends for pair in resolve_merged(end, context)]


def _moment(first: Found, second: Found, context: Context) -> Value | None:
    clock, day = (first, second) if first.kind in _CLOCKS else (second, first)
    if clock.kind == "clock" and not (clock.has("half_day") or clock.has("minute") or clock.has("named")):
        return None
    when = resolve(day, context, closed=True)
    if when is None or when.precision != "day" or not isinstance(when.start, date):
        return None
    on = clock_on if clock.kind == "clock" else clocks_on
    return on(clock, when.start, context)


def _range(first: Found, second: Found, context: Context) -> Value | None:
    if is_other_use(second, context):
        return None
    first, second = _shared(first, second), _shared(second, first)
    last, opening = resolve(second, context, closed=True), resolve(first, context, closed=True)
    if last is None or opening is None or last.start is None or opening.start is None:
        return None
    between = _not_after(opening, last, second)
    if between is None or last.end is None:
        return None
    opening, last = between
    both_days = opening.precision == last.precision == "day" and opening.end is not None
    if both_days and isinstance(opening.start, date) and isinstance(last.start, date):
        return values.days(opening.start, last.start)
    return values.between(opening, last)


def _shared(found: Found, other: Found) -> Found:
    """An end without a year takes the other's ("from March to May 2022")."""
    if (
        found.has("year")
        or not other.has("year")
        or not (found.has("month") or found.has("season") or found.has("nominal"))
    ):
        return found
    return _with_year(found, other)


def _with_year(found: Found, other: Found) -> Found:
    return replace(
        found, parts=found.parts | {name: other.parts[name] for name in ("year", "era") if other.has(name)}
    )


def _not_after(first: Value, last: Value, second: Found) -> tuple[Value, Value] | None:
    """Both, the first moved a week or a year back where it lies behind the last; None when it still does."""
    if first.start is None or last.start is None or _ordered(first, last):
        return first, last
    if not isinstance(first.start, date) or not isinstance(last.start, date):
        return None
    if second.kind == "weekday":
        pair = values.day(values.after(first.start, -7)), last
    elif first.precision == "month":
        pair = values.month(first.start.year - 1, first.start.month), last
    elif first.precision == "day":
        pair = values.day(values.add_months(first.start, -12)), last
    else:
        return None
    return pair if _ordered(*pair) else None


def _ordered(first: Value, last: Value) -> bool:
    return str(first.start) < str(last.start)
