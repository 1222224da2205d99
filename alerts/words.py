"""Dates and figures as a person reads them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from alerts.model import DateView, Figure

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_QUALIFIERS = {
    "about": "about",
    "at_least": "at least",
    "more_than": "more than",
    "up_to": "up to",
    "fewer_than": "fewer than",
    "nearly": "nearly",
}
_ROLES = {"planned_total": "planned in total"}


def when(view: DateView) -> str:
    """The interval in words, its last day inclusive: "18 October 2024", "14 to 16 October 2024", "June 2024".

    An open start reads "by ...", an open end "from ...".
    """
    if not view.start and not view.end:
        return "date not known"
    try:
        words = _interval(view)
    except ValueError:
        return view.edtf or "date not known"
    return f"about {words}" if view.approx else words


def figure(view: Figure) -> str:
    """ "about 12,000 troops (planned in total)": the qualifier, the stated value, its unit and its role."""
    role = f"({role_in_words(view.role)})" if view.role else ""
    # "several thousand soldiers" says what is counted, and not in the word the timeline has for it.
    stated = view.text if view.value is None and " " in view.text else f"{amount(view)} {view.unit}"
    return f"{stated.strip()} {role}".strip()


def role_in_words(role: str) -> str:
    """The role of a figure."""
    return _ROLES.get(role, role.replace("_", " "))


def amount(view: Figure) -> str:
    """ "about 1,500", "1,000 to 1,500", or the words of the text where it gives no number."""
    if view.qualifier == "range" and view.low is not None and view.high is not None:
        return f"{number(view.low)} to {number(view.high)}"
    if view.value is None:
        return view.text.removesuffix(view.unit).strip() or "an unknown number of"
    qualifier = _QUALIFIERS.get(view.qualifier, "")
    return f"{qualifier} {number(view.value)}".strip()


def instant(value: datetime | None) -> str:
    """ "19 October 2024 00:10 UTC"."""
    return f"{_day(value.date())} {value:%H:%M} UTC" if value else "time not known"


def span(seconds: int) -> str:
    """ "5 minutes", "1 hour", "90 seconds": in the largest unit that divides it."""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")):
        if seconds % size == 0:
            count = seconds // size
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{seconds} seconds"


def roughly(length: timedelta) -> str:
    """ "45 minutes", "3 hours", "2 days"."""
    seconds = length.total_seconds()
    for size, noun in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count >= (2 if noun != "minute" else 1):
            return f"{count} {noun}{'' if count == 1 else 's'}"
    return f"{int(seconds)} seconds"


def _interval(view: DateView) -> str:
    if not view.start:
        return f"by {_last(str(view.end))}"
    if not view.end:
        return f"from {_point(view.start)}"
    if "T" in view.start:
        return _times(view.start, view.end, view.precision)
    start, last = date.fromisoformat(view.start[:10]), date.fromisoformat(view.end[:10]) - timedelta(days=1)
    return _days(start, max(start, last))


def _days(start: date, last: date) -> str:
    if start == last:
        return _day(start)
    whole_months = start.day == 1 and (last + timedelta(days=1)).day == 1
    if whole_months:
        return _months(start, last)
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day} to {_day(last)}"
    if start.year == last.year:
        return f"{start.day} {_MONTHS[start.month - 1]} to {_day(last)}"
    return f"{_day(start)} to {_day(last)}"


def _months(start: date, last: date) -> str:
    if (start.year, start.month) == (last.year, last.month):
        return _month(start)
    if start.month == 1 and last.month == 12:
        return str(start.year) if start.year == last.year else f"{start.year} to {last.year}"
    if start.year == last.year:
        return f"{_MONTHS[start.month - 1]} to {_month(last)}"
    return f"{_month(start)} to {_month(last)}"


def _times(start: str, end: str, precision: str) -> str:
    """A minute or an hour is named by its start; a longer stretch by both ends."""
    begin, finish = datetime.fromisoformat(start), datetime.fromisoformat(end)
    if precision in ("minute", "hour"):
        return _point(start)
    if begin.date() == finish.date():
        return f"{_day(begin.date())} {begin:%H:%M} to {finish:%H:%M}{_offset(begin)}"
    return f"{_point(start)} to {_point(end)}"


def _point(text: str) -> str:
    if "T" not in text:
        return _day(date.fromisoformat(text))
    value = datetime.fromisoformat(text)
    return f"{_day(value.date())} {value:%H:%M}{_offset(value)}"


def _last(end: str) -> str:
    """The last day before an exclusive end; an instant names itself."""
    return _point(end) if "T" in end else _day(date.fromisoformat(end) - timedelta(days=1))


def _offset(value: datetime) -> str:
    offset = value.utcoffset()
    if offset is None:
        return ""
    return " UTC" if not offset else f" (UTC{value:%z})"


def _day(value: date) -> str:
    return f"{value.day} {_month(value)}"


def _month(value: date) -> str:
    return f"{_MONTHS[value.month - 1]} {value.year}"


def number(value: float) -> str:
    """ "12,000", or "2.5" where it is not whole."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"
