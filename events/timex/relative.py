"""Resolvers of expressions that count from the day of publication or from a date told before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from events.timex import values, words
from events.timex.absolute import part_code
from events.timex.context import Anchor, Context, is_future
from events.timex.grammar import Found
from events.timex.lengths import stretch
from events.timex.values import Value

_FORWARD = frozenset({"later", "from", "hence", "afterward", "afterwards", "after", "in", "on"})
_FROM_TODAY = frozenset({"ago", "from", "hence", "in"})
_STRETCH_BEFORE = re.compile(r"\b(?:over|for|within|during|throughout|in)\s$", re.IGNORECASE)


def anchor_day(context: Context) -> date | None:
    """The day the text last fixed, when it fixed one."""
    anchor = context.anchor
    if anchor is None or anchor.month is None or anchor.day is None or anchor.year < 1:
        return None
    return date(anchor.year, anchor.month, anchor.day)


def day_at_hand(context: Context) -> date:
    """The day that "in the evening" and "at 3 p.m." belong to: the one told last, in news only a near one."""
    if context.narrative:
        return anchor_day(context) or context.today
    return context.near or context.today


def anchor_start(context: Context) -> date:
    """The first day of what the text last fixed, or the day of publication."""
    anchor = context.anchor
    if anchor is None or anchor.year < 1:
        return context.today
    return date(anchor.year, anchor.month or 1, anchor.day or 1)


def _weekday(found: Found, context: Context) -> Value:
    when = _weekday_date(found, context)
    return values.part_of_day(when, part_code(found)) if found.has("part") else values.day(when)


def _weekday_date(found: Found, context: Context) -> date:
    number = words.WEEKDAYS[found.parts["weekday"].lower().rstrip(".")]
    today, which = context.today, found.parts.get("which", "").lower()
    if context.words(found).lower().endswith("week"):
        monday = values.after(today, -today.weekday())
        return values.after(monday, number + {"last": -7, "this": 0, "next": 7}[which])
    if found.has("weeks"):
        weeks = words.number(found.parts["weeks"]) or 1
        return values.after(today, (number - today.weekday()) % 7 + 7 * weeks)
    told = anchor_day(context) if context.narrative or which in ("following", "that") else None
    if told:
        return values.after(told, (number - told.weekday()) % 7 or (7 if which == "following" else 0))
    back, ahead = (today.weekday() - number) % 7, (number - today.weekday()) % 7
    if which in words.BACK:
        return values.after(today, -(back or 7))
    if which in words.ON:
        return values.after(today, ahead or 7)
    if which == "this" or is_future(found, context):
        return values.after(today, ahead)
    return values.after(today, -back)


def _weekday_set(found: Found, _context: Context) -> Value:
    return values.recurring(f"XXXX-WXX-{words.WEEKDAYS[found.parts['weekday'].lower()] + 1}", "day")


def _deictic(found: Found, context: Context) -> Value:
    word = " ".join(found.parts["word"].lower().split())
    shift = {"yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}
    when = values.after(context.today, shift.get(word, 0))
    if word == "tonight":
        return values.part_of_day(when, words.PARTS["night"])
    return values.part_of_day(when, part_code(found)) if found.has("part") else values.day(when)


def _day_part(found: Found, context: Context) -> Value | None:
    which, code = found.parts.get("which", "").lower(), part_code(found)
    if which == "last":
        return values.part_of_day(values.after(context.today, -1), code)
    if which in ("this", ""):
        near = found.has("part") and found.parts["part"].lower() == "midday"
        return values.part_of_day(day_at_hand(context) if near else context.today, code)
    if which == "the":
        return values.part_of_day(day_at_hand(context), code)
    told, word = anchor_day(context), which.split()[-1]
    shift = 1 if word in words.ON else -1 if word in words.BACK else 0
    if told is None and not shift:
        return None
    return values.part_of_day(values.after(told or context.today, shift), code)


def _shift(found: Found, context: Context) -> Value | None:
    """ "two days ago" counts from publication, "two days later" from the date told last."""
    unit, direction = words.unit(found.parts["unit"]), found.parts["direction"].lower().split()[0]
    forward, from_today = direction in _FORWARD, direction in _FROM_TODAY
    count = words.number(found.parts.get("count", "")) if not found.has("half_a") else 0
    if count is None:
        return values.reference("FUTURE_REF" if forward else "PAST_REF")
    halves = found.has("half") or found.has("half2") or found.has("half_a")
    sign = 1 if forward else -1
    if unit in ("hour", "minute", "second"):
        moment = _shifted_clock(unit, sign * (count + halves / 2), context, from_today=from_today)
        return moment or values.reference("FUTURE_REF" if forward else "PAST_REF")
    if found.has("point"):
        return _shifted_point(found.parts["point"], unit, sign * count, context)
    if halves:
        return _shifted_halves(
            unit, sign * (2 * count + 1), context.today if from_today else anchor_start(context)
        )
    if not from_today and unit in ("year", "decade", "month", "quarter"):
        value = _shifted_anchor(unit, sign * count, context)
        if value:
            return value
    if unit == "year" and count == 1 and not forward and context.quarter and _counts_money(found, context):
        return values.quarter(context.quarter[0] - 1, context.quarter[1])
    value = shifted(context.today if from_today else anchor_start(context), unit, sign * count)
    return replace(value, approx=True) if _is_vague(found) else value


def _is_vague(found: Found) -> bool:
    return found.has("qualifier") and found.parts["qualifier"].lower() not in ("only", "just", "exactly")


def _counts_money(found: Found, context: Context) -> bool:
    """Whether figures are being compared ("from $43 million a year ago"), as earnings reports do."""
    return (
        re.search(r"(?:\d|million|billion|cents|percent|%|share|loss|profit)\s$", context.before(found))
        is not None
    )


def _shifted_anchor(unit: str, count: int, context: Context) -> Value | None:
    """As precise as what was told: "a year earlier" than a quarter is a quarter, than a year a year."""
    anchor = context.anchor
    if anchor is None:
        return None
    if unit == "decade":
        return values.decade(anchor.year // 10 * 10 + 10 * count)
    if unit == "year":
        return _years_from(anchor, count, context)
    if anchor.month is None or anchor.year < 1:
        return None
    moved = values.add_months(date(anchor.year, anchor.month, 1), count * (3 if unit == "quarter" else 1))
    if unit == "quarter":
        return values.quarter(moved.year, (moved.month + 2) // 3)
    return values.month(moved.year, moved.month)


def _years_from(anchor: Anchor, count: int, context: Context) -> Value:
    """ "a year earlier" than a quarter or a month of figures is that quarter or month of the year before."""
    quarter, month = context.quarter, context.told.get("month")
    if context.narrative or count != -1:
        return values.year(anchor.year + count)
    if quarter:
        return values.quarter(quarter[0] - 1, quarter[1])
    if month and month.start and anchor.month == month.start.month and anchor.day is None:
        return values.month(anchor.year - 1, anchor.month)
    return values.year(anchor.year - 1)


def _shifted_clock(unit: str, count: float, context: Context, *, from_today: bool) -> Value | None:
    base = context.now if from_today else context.clock
    if base is None:
        return None
    moment = base + timedelta(**{unit + "s": count})
    exact = base is context.clock and (unit == "minute" or base.minute != 0)
    return values.clock(moment, "minute" if exact or unit != "hour" else "hour")


def _shifted_point(point: str, unit: str, count: int, context: Context) -> Value | None:
    """ "five years ago this month", "two weeks ago today", "a week ago Friday"."""
    word, _, rest = point.lower().partition(" ")
    base = context.today
    if rest == "week":
        base = values.after(base, {"last": -7, "this": 0, "next": 7}[word])
    elif rest:
        base = shifted(base, rest, {"last": -1, "this": 0, "next": 1}[word]).start or base
    elif word == "yesterday":
        base = values.after(base, -1)
    elif word in words.WEEKDAYS:
        base = values.after(base, -((base.weekday() - words.WEEKDAYS[word]) % 7))
    if isinstance(base, datetime):
        return None
    months = {"month": 1, "year": 12, "decade": 120}.get(unit)
    days = {"day": 1, "week": 7}.get(unit)
    if months is None and days is None:
        return None
    moved = values.add_months(base, count * months) if months else values.after(base, count * (days or 1))
    return shifted(moved, rest.strip() or "day", 0)


def _shifted_halves(unit: str, halves: int, base: date) -> Value | None:
    """ "a year and a half ago" is a month, "half a century ago" a year, as far as anyone can say."""
    months = {"year": 6, "decade": 60, "century": 600}.get(unit)
    if months is None:
        days = {"week": 3.5, "month": 15, "day": 0.5}.get(unit)
        return (
            None
            if days is None
            else replace(values.day(values.after(base, round(halves * days))), approx=True)
        )
    moved = values.add_months(base, halves * months)
    value = values.month(moved.year, moved.month) if unit == "year" else values.year(moved.year)
    return replace(value, approx=True)


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


def _shift_back(found: Found, context: Context) -> Value | None:
    """ "the year-ago quarter", "the year-earlier period": what was told last, a year before."""
    what = found.parts["what"].lower()
    if what == "quarter" and context.quarter:
        return values.quarter(context.quarter[0] - 1, context.quarter[1])
    if what in ("month", "week"):
        month = context.told.get("month")
        return values.month(
            context.today.year - 1, month.start.month if month and month.start else context.today.month
        )
    return _same_a_year_before(context)


def _same_a_year_before(context: Context) -> Value:
    quarter = context.quarter
    return values.quarter(quarter[0] - 1, quarter[1]) if quarter else values.year(context.today.year - 1)


def _same_last(found: Found, context: Context) -> Value | None:
    """ "the same period last year", "the same month of 1997"."""
    year, unit = found.parts.get("year"), found.parts["unit"].lower()
    number = int(year) if year else context.today.year - (found.parts.get("which", "").lower() != "this")
    told = {name: value.start for name, value in context.told.items()}
    if unit == "quarter" and context.quarter:
        return values.quarter(number, context.quarter[1])
    start = told.get("month" if unit == "month" else "week" if unit == "week" else "day")
    if start is None or isinstance(start, datetime) or unit in ("period", "time", "point", "quarter"):
        return values.year(number)
    if unit == "month":
        return values.month(number, start.month)
    if unit == "week":
        return values.week(date.fromisocalendar(number, min(start.isocalendar().week, 52), 1))
    return values.day(start.replace(year=number))


def _relative(found: Found, context: Context) -> Value | None:
    unit, which = words.unit(found.parts["unit"]), " ".join(found.parts["which"].lower().split())
    if unit == "day":
        return values.day(day_at_hand(context))
    count = -1 if which in words.BACK else 1 if which in words.ON else 0
    if which.endswith((" last", " next")):
        count *= 2
    told = context.narrative and which in ("the", "", "following", "this")
    base = anchor_start(context) if told else context.today
    if which == "the" and unit == "weekend" and not told:
        # The latest weekend that has begun, unless the clause looks forward.
        count = 0 if base.weekday() >= 5 or is_future(found, context) else -1
    if which == "the" and unit == "quarter" and context.quarter:
        base = values.first_of(context.quarter[0], 3 * context.quarter[1] - 2)
    return part_of_unit(shifted(base, unit, count), unit, _modifier(found), context.today)


def _modifier(found: Found) -> str:
    return (found.parts.get("third") or found.parts.get("third2") or "").lower()


def part_of_unit(value: Value, unit: str, modifier: str, today: date) -> Value:
    """Early, mid or late in it, or the rest of it; "earlier" and "later" leave the whole."""
    third, start = words.third(modifier), value.start
    if "rest" in modifier or "remainder" in modifier:
        return _rest(value, today)
    if not third or modifier in ("earlier", "later") or start is None:
        return value
    if unit == "month":
        return values.month(start.year, start.month, third)
    if unit == "year":
        return values.year(start.year, third)
    if unit == "decade":
        return values.decade(start.year, third)
    return values.century(start.year, third) if unit == "century" else replace(value, approx=True)


def _rest(value: Value, today: date) -> Value:
    """From today on, where today lies in it."""
    start, end = value.start, value.end
    if start is None or end is None or isinstance(start, datetime) or isinstance(end, datetime):
        return value
    return values.shortened(value, today, end) if start < today < end else value


def _unit_now(found: Found, context: Context) -> Value | None:
    """ "the quarter" is the one told last, or the last one that ended; other units are those of today."""
    unit = found.parts["unit"].lower()
    if unit == "quarter":
        year, number = context.quarter or _last_quarter(context.today)
        return values.quarter(year, number)
    base = anchor_start(context) if context.narrative else context.today
    return shifted(base, unit, 0)


def _last_quarter(today: date) -> tuple[int, int]:
    quarter = (today.month - 1) // 3
    return (today.year, quarter) if quarter else (today.year - 1, 4)


def _same(found: Found, context: Context) -> Value | None:
    """ "that day", "the same year": what the text last fixed, at that precision."""
    unit, anchor = words.unit(found.parts["unit"]), context.anchor
    if context.words(found).lower().endswith("in the day") and (anchor is None or not context.narrative):
        return values.day(day_at_hand(context))
    if anchor is None:
        return None
    value = _of_anchor(anchor, unit, 0, context)
    return part_of_unit(value, unit, _modifier(found), context.today) if value else None


def _anchored(found: Found, context: Context) -> Value | None:
    which = (found.parts.get("which") or found.parts["which2"]).lower()
    unit = words.unit(found.parts.get("unit") or found.parts.get("unit2") or "day")
    count = -1 if which in words.BACK else 1
    if which == "next" and unit != "day" and _STRETCH_BEFORE.search(context.before(found)):
        return None if context.narrative else _next_stretch(unit, context)
    value = _of_anchor(context.anchor, unit, count, context) if context.anchor else None
    if value or context.narrative:
        return value
    return shifted(context.today, unit, count) if unit in ("day", "week", "month") else None


def _next_stretch(unit: str, context: Context) -> Value | None:
    return stretch(unit, 1, "next", context)


def _of_anchor(anchor: Anchor, unit: str, count: int, context: Context) -> Value | None:
    if unit == "year":
        return values.year(anchor.year + count)
    if unit == "decade":
        return values.decade(anchor.year // 10 * 10 + 10 * count)
    if unit == "century":
        return values.century(anchor.year // 100 * 100 + 100 * count)
    if unit == "quarter":
        quarter = context.quarter
        return shifted(values.first_of(quarter[0], 3 * quarter[1] - 2), unit, count) if quarter else None
    if unit == "month":
        fine = anchor if anchor.month else context.fine
        if not fine or not fine.month:
            return None
        base = date(max(fine.year, 1), fine.month, 1)
        return shifted(base, "month", count) if fine.year > 0 else values.month(fine.year, fine.month)
    told = anchor_day(context)
    return shifted(told, unit, count) if told and unit in ("day", "week", "weekend") else None


def _recent(found: Found, _context: Context) -> Value:
    which = found.parts["which"].lower()
    return values.reference("PAST_REF" if which in ("recent", "past") else "FUTURE_REF")


def _reference(found: Found, _context: Context) -> Value:
    if found.has("future"):
        return values.reference("FUTURE_REF")
    return values.reference("PRESENT_REF" if found.has("present") else "PAST_REF")


RELATIVE: dict[str, Callable[[Found, Context], Value | None]] = {
    "weekday": _weekday,
    "weekday_set": _weekday_set,
    "deictic": _deictic,
    "day_part": _day_part,
    "shift": _shift,
    "shift_back": _shift_back,
    "same_last": _same_last,
    "relative": _relative,
    "unit_now": _unit_now,
    "same": _same,
    "anchored": _anchored,
    "recent": _recent,
    "reference": _reference,
}
