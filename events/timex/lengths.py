"""Resolvers of lengths of time and of what comes back: durations, stretches and sets."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from events import edtf
from events.timex import values, words
from events.timex.absolute import month_number, part_code
from events.timex.context import Context
from events.timex.grammar import Found
from events.timex.values import Value
from events.timex.years import year_of_month

_OPENING = frozenset({"first", "opening"})
# Told of something else than publication: "the first days", "the previous weeks".
_ELSEWHERE = frozenset({"first", "final", "opening", "closing", "following", "previous", "preceding"})
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
# Halves of what has a smaller unit to tell them in.
_HALVES = {
    "hour": "PT30M",
    "minute": "PT30S",
    "year": "P6M",
    "decade": "P5Y",
    "century": "P50Y",
    "day": "PT12H",
}
_ADVERBS = {
    "daily": ("day", 1),
    "nightly": ("day", 1),
    "annually": ("year", 1),
    "fortnightly": ("week", 2),
    "biweekly": ("week", 2),
    "semiannually": ("month", 6),
}
# Before "a day" or "a year": how much or how often comes back each time.
_REPEATED = re.compile(
    r"(?:\d|%|percent|million|billion|thousand|dollars|euros|times|once|twice|hours|tons|tonnes|barrels|people|miles"
    r"|km|kilomet(?:re|er)s|deaths|cases|flights|sorties|shells|rockets)\s$"
)
_QUARTERS = {"hour": "PT15M", "century": "P25Y", "year": "P3M"}


def length(unit: str, count: float | None) -> Value:
    """A TIMEX3 duration; X stands for an open number."""
    if unit == "fortnight":
        unit, count = "week", count and 2 * count
    amount = "X" if count is None else f"{count:g}"
    return values.duration(f"P{_coded(unit, amount)}", values.PRECISION_OF[unit], approx=count is None)


def _coded(unit: str, amount: str) -> str:
    return f"{'T' if unit in ('hour', 'minute', 'second') else ''}{amount}{words.UNIT_CODES[unit]}"


def _duration(found: Found, context: Context) -> Value | None:
    unit = words.unit(found.parts["unit"])
    if found.has("half_a"):
        known = _HALVES if found.parts["half_a"].lower() == "half" else _QUARTERS
        return values.duration(known[unit], values.PRECISION_OF[unit]) if unit in known else length(unit, 0.5)
    count = _count(found)
    text = context.words(found).lower()
    if not found.has("count") and (text.endswith("long") or text.startswith("all")):
        count = None if found.parts["unit"].lower().endswith("s") else 1
    if count is not None and (found.has("half") or found.has("half2")):
        count += 0.5
    value = length(unit, count)
    if found.parts.get("count", "").lower() in ("a", "an") and _REPEATED.search(context.before(found)):
        value = replace(value, type="SET")
    return replace(value, approx=value.approx or _is_vague(found))


def _compound(found: Found, _context: Context) -> Value:
    """ "two hours and 15 minutes"; what does not go on with a smaller unit is read to its first comma."""
    unit, small = words.unit(found.parts["unit"]), words.unit(found.parts["unit2"])
    value = length(unit, words.number(found.parts["count"]))
    if words.UNITS.index(small) >= words.UNITS.index(unit):
        return value
    rest = _coded(small, str(words.number(found.parts["count2"])))
    return replace(value, timex3=value.timex3 + (rest.removeprefix("T") if "T" in value.timex3 else rest))


def _is_vague(found: Found) -> bool:
    return found.has("low") or (
        found.has("qualifier") and found.parts["qualifier"].lower() not in ("only", "just", "exactly")
    )


def _count(found: Found) -> float | None:
    text = found.parts.get("count") or found.parts.get("count2")
    if text is None:
        return None
    return float(text) if "." in text else words.number(text)


def _stretch(found: Found, context: Context) -> Value | None:
    """ "the past two weeks": a duration that is also an interval ending, or beginning, today."""
    unit = words.unit(found.parts["unit"])
    which = (found.parts.get("which") or found.parts["which2"]).lower()
    given, plural = (
        found.parts.get("count") or found.parts.get("count2"),
        found.parts["unit"].lower().endswith("s"),
    )
    if not given and not plural and (which in _ELSEWHERE or not _has_article(found, context)):
        return None
    count = words.number(given) if given else None if plural else 1
    if which in _ELSEWHERE or context.narrative or context.after(found).startswith(" of "):
        return length(unit, count)
    return stretch(unit, count, which, context)


def _has_article(found: Found, context: Context) -> bool:
    return (
        context.words(found)[:4].lower() in ("the ", "this") or found.parts.get("which", "").lower() == "past"
    )


def stretch(unit: str, count: int | None, which: str, context: Context) -> Value:
    """A length that ends with the day of publication, or begins with it."""
    value = length(unit, count)
    forward = which in words.ON
    other = None if count is None else _moved(context.today, unit, count if forward else -count)
    if other is None:
        return value
    start, end = (context.today, other) if forward else (other, values.after(context.today, 1))
    return replace(value, start=start, end=end, edtf=edtf.interval(start, end), approx=True)


def _moved(base: date, unit: str, count: int) -> date | None:
    """`base` moved by whole units; None for units shorter than a day."""
    if unit in ("day", "night", "week", "fortnight"):
        return values.after(base, count * {"week": 7, "fortnight": 14}.get(unit, 1))
    months = _MONTHS_OF.get(unit)
    return values.add_months(base, count * months) if months else None


def _stretch_of(found: Found, context: Context) -> Value | None:
    """ "the first nine months of 2024": a length with a place in the calendar."""
    unit, count = words.unit(found.parts["unit"]), words.number(found.parts["count"])
    value, whole = length(unit, count), _whole(found, context)
    if count is None or whole is None or whole.start is None or whole.end is None:
        return value
    first, last = whole.start, whole.end
    if isinstance(first, datetime) or isinstance(last, datetime):
        return value
    if found.parts["which"].lower() in _OPENING:
        last = min(last, _moved(first, unit, count) or last)
    else:
        first = max(first, _moved(last, unit, -count) or first)
    return replace(value, start=first, end=last, edtf=edtf.interval(first, last), precision="range")


def _whole(found: Found, context: Context) -> Value | None:
    if found.has("month"):
        month = month_number(found.parts["month"])
        year = int(found.parts["year"]) if found.has("year") else year_of_month(month, found, context)
        return values.month(year, month)
    if found.has("year2"):
        return values.year(int(found.parts["year2"]))
    told = found.parts["told"].lower()
    base = (
        context.anchor.year if told == "the" and context.narrative and context.anchor else context.today.year
    )
    if found.parts["unit2"].lower() == "month":
        moved = values.add_months(context.today, {"last": -1, "next": 1}.get(told, 0))
        return values.month(moved.year, moved.month)
    return values.year(base + {"last": -1, "next": 1}.get(told, 0))


def _set(found: Found, _context: Context) -> Value | None:
    if found.has("adverb"):
        return _adverb(found.parts["adverb"].lower())
    if found.has("days"):
        return values.recurring(
            "XXXX-WXX-WE" if found.parts["days"].lower() == "weekends" else "XXXX-WXX", "day"
        )
    if found.has("annum"):
        return _recurring("year", 1)
    if found.has("weekday"):
        part = f"T{part_code(found)}" if found.has("part") else ""
        number = words.WEEKDAYS[found.parts["weekday"].lower()] + 1
        return values.recurring(f"XXXX-WXX-{number}{part}", "day")
    if found.has("part"):
        return values.recurring(f"XXXX-XX-XXT{part_code(found)}", "day")
    if found.has("month"):
        return values.recurring(f"XXXX-{month_number(found.parts['month']):02d}", "month")
    if found.has("season"):
        return values.recurring(f"XXXX-{words.SEASONS[found.parts['season'].lower()]}", "quarter")
    given = found.parts.get("count", "1").lower()
    return _recurring(words.unit(found.parts["unit"]), 2 if given == "other" else words.number(given))


def _adverb(adverb: str) -> Value:
    unit, count = _ADVERBS.get(adverb, (adverb[:-2], 1))
    return _recurring(unit, count)


def _recurring(unit: str, count: int | None) -> Value:
    value = length(unit, count)
    return values.recurring(value.timex3, value.precision)


LENGTHS: dict[str, Callable[[Found, Context], Value | None]] = {
    "stretch": _stretch,
    "stretch_of": _stretch_of,
    "duration": _duration,
    "compound": _compound,
    "set": _set,
}
