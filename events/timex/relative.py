"""Resolvers of expressions that count from the day of publication or from a date told before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from events import edtf
from events.model import Precision
from events.timex import values, words
from events.timex.context import Anchor, Context, is_future
from events.timex.grammar import Found
from events.timex.values import Value

_BACK = frozenset({"last", "past", "previous", "preceding"})
_ON = frozenset({"next", "coming", "following"})
_ANCHORED = frozenset({"following", "previous", "preceding", "that", "same"})
_PRECISIONS: dict[str, Precision] = {
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
    "year": "year",
    "decade": "decade",
    "century": "century",
}


def anchor_day(context: Context) -> date | None:
    """The day the text last fixed, when it fixed one."""
    anchor = context.anchor
    if anchor is None or anchor.month is None or anchor.day is None or anchor.year < 1:
        return None
    return date(anchor.year, anchor.month, anchor.day)


def anchor_start(context: Context) -> date:
    """The first day of what the text last fixed, or the day of publication."""
    anchor = context.anchor
    if anchor is None or anchor.year < 1:
        return context.today
    return date(anchor.year, anchor.month or 1, anchor.day or 1)


def _weekday(found: Found, context: Context) -> Value:
    when = _weekday_date(found, context)
    part = found.parts.get("part", "").lower()
    return values.part_of_day(when, words.PARTS[part]) if part else values.day(when)


def _weekday_date(found: Found, context: Context) -> date:
    number = words.WEEKDAYS[found.parts["weekday"].lower().rstrip(".")]
    today, which = context.today, found.parts.get("which", "").lower()
    if context.words(found).lower().endswith("week"):
        monday = values.after(today, -today.weekday())
        return values.after(monday, number + {"last": -7, "this": 0, "next": 7}[which])
    back = (today.weekday() - number) % 7
    if which in _BACK:
        return values.after(today, -(back or 7))
    if which in _ON or which == "this":
        return values.after(today, (number - today.weekday()) % 7 or (0 if which == "this" else 7))
    if is_future(found, context):
        return values.after(today, (number - today.weekday()) % 7)
    return values.after(today, -back)


def _weekday_set(found: Found, _context: Context) -> Value:
    return values.recurring(f"XXXX-WXX-{words.WEEKDAYS[found.parts['weekday'].lower()] + 1}", "day")


def _deictic(found: Found, context: Context) -> Value:
    word = " ".join(found.parts["word"].lower().split())
    shift = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}
    when = values.after(context.today, shift.get(word, 0))
    part = "night" if word == "tonight" else found.parts.get("part", "").lower()
    return values.part_of_day(when, words.PARTS[part]) if part else values.day(when)


def _day_part(found: Found, context: Context) -> Value | None:
    which, part = found.parts.get("which", "").lower(), found.parts["part"].lower()
    code = words.PARTS[part]
    if which == "last":
        return values.part_of_day(values.after(context.today, -1), code)
    if which in ("this", ""):
        return values.part_of_day(context.today, code)
    told = anchor_day(context)
    if told is None:
        return None
    return values.part_of_day(values.after(told, 1 if which.endswith(("next", "following")) else 0), code)


def _shift(found: Found, context: Context) -> Value | None:
    """ "two days ago" counts from publication, "two days later" from the date told last."""
    unit, direction = words.unit(found.parts["unit"]), found.parts["direction"].lower().split()[0]
    forward = direction in ("later", "from", "hence", "afterward", "afterwards", "after", "in")
    count = words.number(found.parts.get("count", ""))
    if count is None:
        return values.reference("FUTURE_REF" if forward else "PAST_REF")
    from_today = direction in ("ago", "from", "hence", "in")
    if unit in ("hour", "minute", "second"):
        return _shifted_hours(unit, count, forward, context) if from_today else None
    if not from_today and context.anchor and unit in ("year", "decade"):
        told = context.anchor.year + (count if forward else -count) * (10 if unit == "decade" else 1)
        return values.year(told) if unit == "year" else values.decade(told - told % 10)
    base = context.today if from_today else anchor_start(context)
    value = shifted(base, unit, count if forward else -count)
    return replace(value, approx=True) if found.has("qualifier") else value


def _shifted_hours(unit: str, count: int, forward: bool, context: Context) -> Value:
    step = timedelta(**{unit + "s": count})
    moment = context.now + step if forward else context.now - step
    return values.clock(moment, "hour" if unit == "hour" else "minute")


def shifted(base: date, unit: str, count: int) -> Value:
    """The day, week, month, quarter, year, decade or century `count` units after that of `base`."""
    if unit in ("day", "night"):
        return values.day(values.after(base, count))
    if unit in ("week", "fortnight"):
        return values.week(values.after(base, count * (14 if unit == "fortnight" else 7)))
    if unit == "weekend":
        return values.weekend(values.after(base, 7 * count))
    if unit == "month":
        moved = values.add_months(base, count)
        return values.month(moved.year, moved.month)
    if unit == "quarter":
        moved = values.add_months(base, 3 * count)
        return values.quarter(moved.year, (moved.month + 2) // 3)
    if unit == "year":
        return values.year(base.year + count)
    if unit == "decade":
        return values.decade(base.year // 10 * 10 + 10 * count)
    return values.century(base.year // 100 * 100 + 100 * count)


def _relative(found: Found, context: Context) -> Value | None:
    unit, which = words.unit(found.parts["unit"] or "year"), found.parts["which"].lower()
    count = -1 if which in _BACK else 1 if which in _ON else 0
    told = which in _ANCHORED or (context.narrative and which in ("the", ""))
    base = anchor_start(context) if told else context.today
    if which == "the" and unit == "weekend":
        # The latest weekend that has begun, unless the clause looks forward.
        count = 0 if context.today.weekday() >= 5 or is_future(found, context) else -1
    value = shifted(base, unit, count)
    third = words.third(found.parts.get("third") or found.parts.get("third2"))
    if context.words(found).lower().startswith("year"):
        third = "late"
    if not third or value.start is None:
        return value
    if unit == "month":
        return values.month(value.start.year, value.start.month, third)
    return values.year(value.start.year, third) if unit == "year" else replace(value, approx=True)


def _same(found: Found, context: Context) -> Value | None:
    """ "that day", "the same year": what the text last fixed, at that precision."""
    unit, anchor = words.unit(found.parts["unit"]), context.anchor
    if anchor is None:
        return None
    return _of_anchor(anchor, unit, 0, context)


def _anchored(found: Found, context: Context) -> Value | None:
    if context.anchor is None:
        return None
    count = -1 if found.parts["which"].lower() in _BACK else 1
    return _of_anchor(context.anchor, words.unit(found.parts["unit"]), count, context)


def _of_anchor(anchor: Anchor, unit: str, count: int, context: Context) -> Value | None:
    if unit == "year":
        return values.year(anchor.year + count)
    if unit == "month" and anchor.month:
        base = date(max(anchor.year, 1), anchor.month, 1)
        return shifted(base, "month", count) if anchor.year > 0 else values.month(anchor.year, anchor.month)
    told = anchor_day(context)
    return shifted(told, unit, count) if told and unit in ("day", "week") else None


def _stretch(found: Found, context: Context) -> Value | None:
    """ "the past two weeks": a duration that is also an interval ending, or beginning, today."""
    unit, which = words.unit(found.parts["unit"]), found.parts["which"].lower()
    given, plural = found.parts.get("count", ""), found.parts["unit"].lower().endswith("s")
    if not given and which in ("first", "final", "last", "next") and not plural:
        return None
    count = words.number(given) if given else None if plural else 1
    value = _length(unit, count)
    if count is None or which in ("first", "final", "following", "previous", "preceding"):
        return value
    return _placed(value, unit, count, which, context)


def _placed(value: Value, unit: str, count: int, which: str, context: Context) -> Value:
    forward = which in _ON
    other = _moved(context.today, unit, count if forward else -count)
    if other is None:
        return value
    start, end = (context.today, other) if forward else (other, values.after(context.today, 1))
    return replace(value, start=start, end=end, edtf=edtf.interval(start, end), approx=True)


def _moved(base: date, unit: str, count: int) -> date | None:
    """`base` moved by whole units; None for units shorter than a day."""
    if unit in ("day", "night", "week", "fortnight"):
        return values.after(base, count * {"week": 7, "fortnight": 14}.get(unit, 1))
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}.get(unit)
    return values.add_months(base, count * months) if months else None


def _length(unit: str, count: int | None, half: bool = False) -> Value:
    """A TIMEX3 duration; X stands for an open number."""
    if unit == "fortnight":
        unit, count = "week", count and 2 * count
    code = words.UNIT_CODES[unit]
    time = "T" if unit in ("hour", "minute", "second") else ""
    amount = "0.5" if half else "X" if count is None else str(count)
    return values.duration(f"P{time}{amount}{code}", _PRECISIONS[unit], approx=count is None)


def _duration(found: Found, context: Context) -> Value | None:
    unit = words.unit(found.parts["unit"])
    count = words.number(found.parts["count"]) if found.has("count") else None
    if "long" in context.words(found)[-5:] and not found.has("count"):
        count = None if found.parts["unit"].lower().endswith("s") else 1
    value = _length(unit, count, found.has("half"))
    return replace(value, approx=value.approx or found.has("qualifier"))


def _set(found: Found, _context: Context) -> Value | None:
    if found.has("adverb"):
        adverb = found.parts["adverb"].lower()
        unit = {"daily": "day", "annually": "year", "nightly": "night"}.get(adverb, adverb[:-2])
        return _recurring(unit, 1)
    if found.has("weekday"):
        return values.recurring(f"XXXX-WXX-{words.WEEKDAYS[found.parts['weekday'].lower()] + 1}", "day")
    if found.has("part"):
        return values.recurring(f"XXXX-XX-XXT{words.PARTS[found.parts['part'].lower()]}", "day")
    given = found.parts.get("count", "1").lower()
    count = 2 if given == "other" else words.number(given)
    return _recurring(words.unit(found.parts["unit"]), count or 1)


def _recurring(unit: str, count: int) -> Value:
    return values.recurring(_length(unit, count).timex3, _PRECISIONS[unit])


def _reference(found: Found, _context: Context) -> Value:
    return values.reference("PRESENT_REF" if found.has("present") else "PAST_REF")


RELATIVE: dict[str, Callable[[Found, Context], Value | None]] = {
    "weekday": _weekday,
    "weekday_set": _weekday_set,
    "deictic": _deictic,
    "day_part": _day_part,
    "shift": _shift,
    "relative": _relative,
    "same": _same,
    "anchored": _anchored,
    "stretch": _stretch,
    "duration": _duration,
    "set": _set,
    "reference": _reference,
}
