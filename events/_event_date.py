"""When a happening took place: its own words first, else bounded by who reported it when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from events.model import Article, DateValue, EventDate, Status

_DAY = timedelta(days=1)
_YEAR = timedelta(days=365)
_WEEK = timedelta(days=7)
_AHEAD = frozenset(("planned", "announced", "threatened", "hypothetical"))
_HAPPENED = frozenset(("completed", "under_way", "attempted", "historical"))


def publication_day(article: Article) -> date:
    """The publisher's own calendar day of publication."""
    published = article.published if article.published.tzinfo else article.published.replace(tzinfo=UTC)
    return published.astimezone(_zone(article.timezone)).date()


def settled_status(status: Status, found: DateValue | None, published: date) -> Status:
    """A status that the date overrules: over a year back is history, still to come is a plan."""
    if found is None:
        return status
    found = fitted(found, status, published)
    if status in ("completed", "under_way") and found.end and _day(found.end) <= published - _YEAR:
        return "historical"
    if status == "completed" and found.start and _day(found.start) > published:
        return "planned"
    return status


def fitted(found: DateValue, status: Status, published: date) -> DateValue:
    """A bare weekday on the side of the publication that the status asks for: "vetoed the plan on Monday" is
    the Monday before, "will visit on Tuesday" the Tuesday to come."""
    if found.rule != "date.weekday" or not (found.start and found.end) or len(found.start) > 10:
        return found
    start, end = date.fromisoformat(found.start), date.fromisoformat(found.end)
    if status in _HAPPENED and start > published:
        start, end = start - _WEEK, end - _WEEK
    elif status in _AHEAD and end <= published:
        start, end = start + _WEEK, end + _WEEK
    else:
        return found
    day = start.isoformat()
    return replace(found, start=day, end=end.isoformat(), edtf=day, timex3=day)


def event_date(
    found: DateValue | None, reported: DateValue | None, status: Status, published: date
) -> EventDate:
    """The interval of a happening.

    Its own expression decides. A happening that is merely reported on a day had begun by then: open
    towards the past. A plan is dated by the day it was reported, or lies ahead of the publication.
    """
    if found is not None:
        return _from(fitted(found, status, published))
    if reported is not None:
        reported = fitted(reported, "completed", published)
        return _before(reported) if status in _HAPPENED else _from(reported)
    if status in _AHEAD:
        start = published.isoformat()
        return EventDate(start, None, "range", f"{start}/..", "bounded_by_publication", open_end=True)
    end = (published + _DAY).isoformat()
    return EventDate(None, end, "range", f"../{published}", "bounded_by_publication", open_start=True)


def _from(value: DateValue) -> EventDate:
    return EventDate(
        value.start,
        value.end,
        value.precision,
        value.edtf,
        "expression",
        value,
        value.open_start,
        value.open_end,
        value.approx,
    )


def _before(value: DateValue) -> EventDate:
    if not value.end:
        return _from(value)
    last = (_day(value.end) - _DAY if len(value.end) <= 10 else _day(value.end)).isoformat()
    end = value.end if len(value.end) <= 10 else (_day(value.end) + _DAY).isoformat()
    return EventDate(None, end, "range", f"../{last}", "expression", value, open_start=True)


def _day(text: str) -> date:
    return datetime.fromisoformat(text).date()


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return UTC
