"""iCalendar (RFC 5545): days are DATE values, DTEND is exclusive; what has no date is left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from storage.models import Event
from storage.timeline import TimelineRow
from web.exports._row import Context, summary

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")
_FOLD = 73


def write(rows: Iterable[TimelineRow], context: Context) -> Iterator[str]:
    """The rows as one calendar."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Watchline//Timeline//EN", "CALSCALE:GREGORIAN")
    yield _lines(*head, f"X-WR-CALNAME:{_text(context.title)}")
    stamp = f"{context.now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for row in rows:
        times = _times(row.event)
        if times:
            yield _event(row, times, stamp, context)
    yield _lines("END:VCALENDAR")


def _event(row: TimelineRow, times: list[str], stamp: str, context: Context) -> str:
    event = row.event
    where = (
        [f"GEO:{event.lat:.6f};{event.lon:.6f}"] if event.lat is not None and event.lon is not None else []
    )
    return _lines(
        "BEGIN:VEVENT",
        f"UID:{event.id}@watchline",
        f"DTSTAMP:{stamp}",
        *times,
        f"SUMMARY:{_text(event.title)}",
        f"DESCRIPTION:{_text(summary(row))}",
        *([f"LOCATION:{_text(event.place)}"] if event.place else []),
        *where,
        f"CATEGORIES:{_text(event.kind)}",
        f"URL:{context.page(event)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _times(event: Event) -> list[str]:
    """DTSTART and DTEND; an open start is the day of its end, since a calendar needs one."""
    if event.start and "T" in event.start:
        end = event.end if event.end and "T" in event.end else None
        return [f"DTSTART:{_instant(event.start)}", *([f"DTEND:{_instant(end)}"] if end else [])]
    if event.end and "T" in event.end:
        return [f"DTSTART:{_instant(event.end)}"]
    start = date.fromisoformat(event.start) if event.start else None
    end_day = date.fromisoformat(event.end) if event.end else None
    if start is None and end_day is None:
        return []
    first = start or (end_day or date.max) - timedelta(days=1)
    after = end_day or first + timedelta(days=1)
    return [f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]


def _instant(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return _CONTROLS.sub(" ", value.replace("\r\n", "\n")).translate(_ESCAPED)


def _lines(*lines: str) -> str:
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """At most 75 octets a line, never cut inside a character."""
    pieces, piece, size = [], "", 0
    for char in line:
        octets = len(char.encode("utf-8", "replace"))
        if size + octets > _FOLD:
            pieces.append(piece)
            piece, size = "", 0
        piece += char
        size += octets
    return "\r\n ".join([*pieces, piece])
