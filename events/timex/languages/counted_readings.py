"""What expressions stand for that count from the day of publication, or from a date told before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from events import edtf
from events.timex import values, words
from events.timex.grammar import Found
from events.timex.languages.passage import Passage
from events.timex.relative import anchor_day, anchor_start, shifted
from events.timex.values import Value

_UNKNOWN = "X"
_HALF = "0.5"
_SHORT = frozenset({"hour", "minute", "second"})
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "night": 1, "week": 7}


def _weekday(found: Found, passage: Passage) -> Value:
    when = _weekday_date(found, passage)
    return values.part_of_day(when, found.parts["part"]) if found.has("part") else values.day(when)


def _weekday_date(found: Found, passage: Passage) -> date:
    number, today = int(found.parts["weekday"]) - 1, passage.today
    back, ahead = (today.weekday() - number) % 7, (number - today.weekday()) % 7
    in_this_week = values.after(today, number - today.weekday())
    if found.has("week_shift"):
        return values.after(in_this_week, 7 * int(found.parts["week_shift"]))
    side = found.parts.get("side")
    if side == "past":
        return values.after(today, -(back or 7))
    if side == "next":
        return values.after(today, ahead or 7)
    if side == "this" and not passage.tense(found):
        return in_this_week
    return values.after(today, ahead if passage.is_future(found) else -back)


def _deictic(found: Found, passage: Passage) -> Value:
    when = values.after(passage.today, int(found.parts["shift"]))
    return values.part_of_day(when, found.parts["part"]) if found.has("part") else values.day(when)


def _anchored(found: Found, passage: Passage) -> Value | None:
    """ "the day before", "the same year": counted from what the text last fixed.

    With `today` among its values an expression counts from publication where the text fixed no day.
    """
    unit, shift, anchor = found.parts["unit"], int(found.parts["shift"]), passage.context.anchor
    if unit == "year":
        return values.year(anchor.year + shift) if anchor else None
    if unit == "month":
        return shifted(anchor_start(passage.context), "month", shift) if anchor and anchor.month else None
    told = anchor_day(passage.context) or (passage.today if found.has("today") else None)
    if told is None:
        return None
    value = shifted(told, unit, shift)
    if found.has("part") and isinstance(value.start, date):
        return values.part_of_day(value.start, found.parts["part"])
    return value


def _shift(found: Found, passage: Passage) -> Value | None:
    """ "ago" and "in" count from publication, "earlier" and "later" from the date told last.

    "after" is for languages that do not tell "in" from "later": from a date told, if there is one.
    """
    unit, direction, count = found.parts["unit"], found.parts["direction"], found.parts.get("number", "1")
    forward = direction in ("in", "later", "after")
    if count == _UNKNOWN:
        return values.reference("FUTURE_REF" if forward else "PAST_REF")
    if count == _HALF:
        unit, count = {"year": ("month", "6"), "hour": ("minute", "30")}.get(unit, (unit, "0"))
    steps = int(count) if forward else -int(count)
    if unit in _SHORT:
        return _shifted_clock(unit, steps, passage) if direction in ("ago", "in", "after") else None
    base = passage.today if direction in ("ago", "in") else anchor_start(passage.context)
    return shifted(base, unit, steps) if steps else None


def _shifted_clock(unit: str, steps: int, passage: Passage) -> Value:
    moment = passage.context.now + timedelta(**{unit + "s": steps})
    return values.clock(moment, "hour" if unit == "hour" else "minute")


def _relative(found: Found, passage: Passage) -> Value | None:
    unit, third = found.parts["unit"], found.parts.get("third", "")
    value = shifted(passage.today, unit, _steps(unit, found, passage))
    if not third or value.start is None:
        return value
    if unit == "month":
        return values.month(value.start.year, value.start.month, third)
    if unit in ("year", "decade", "century"):
        make = {"year": values.year, "decade": values.decade, "century": values.century}[unit]
        return make(value.start.year, third)
    return replace(value, approx=True)


def _steps(unit: str, found: Found, passage: Passage) -> int:
    """How far from this one; a weekend told without it is the latest begun unless the clause looks ahead."""
    if found.has("shift"):
        return int(found.parts["shift"])
    if unit != "weekend" or passage.today.weekday() >= 5 or passage.is_future(found):
        return 0
    return -1


def _stretch(found: Found, passage: Passage) -> Value | None:
    """ "the past two weeks": a duration that is also an interval ending, or beginning, today."""
    unit, count = found.parts["unit"], found.parts.get("number", _UNKNOWN)
    value = length(unit, count)
    if count in (_UNKNOWN, _HALF) or unit in _SHORT:
        return value
    forward, today = found.parts["side"] == "next", passage.today
    other = _moved(today, unit, int(count) if forward else -int(count))
    start, end = (today, other) if forward else (other, values.after(today, 1))
    return replace(value, start=start, end=end, edtf=edtf.interval(start, end), approx=True)


def _moved(base: date, unit: str, count: int) -> date:
    if unit in _DAYS:
        return values.after(base, count * _DAYS[unit])
    return values.add_months(base, count * _MONTHS[unit])


def length(unit: str, count: str) -> Value:
    """A TIMEX3 duration; `count` is a number, 0.5, or X where it is open."""
    if unit == "half":
        unit, count = "month", str(6 * int(count)) if count.isdigit() else count
    time = "T" if unit in _SHORT else ""
    return values.duration(
        f"P{time}{count}{words.UNIT_CODES[unit]}", values.PRECISION_OF[unit], approx=count == _UNKNOWN
    )


def _duration(found: Found, _passage: Passage) -> Value:
    return length(found.parts["unit"], found.parts.get("number", _UNKNOWN))


def _set(found: Found, _passage: Passage) -> Value:
    if found.has("weekday"):
        return values.recurring(f"XXXX-WXX-{found.parts['weekday']}", "day")
    unit = found.parts["unit"]
    return values.recurring(length(unit, found.parts.get("number", "1")).timex3, values.PRECISION_OF[unit])


COUNTING: dict[str, Callable[[Found, Passage], Value | None]] = {
    "weekday": _weekday,
    "deictic": _deictic,
    "anchored": _anchored,
    "shift": _shift,
    "relative": _relative,
    "stretch": _stretch,
    "duration": _duration,
    "set": _set,
}
