"""What several formats say of an event, said once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from alerts.event_words import figures, when, where
from storage.models import Event
from storage.timeline import TimelineRow

_FORMULA = frozenset("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Context:
    """Where the timeline is served, what the export is called, and when it was made."""

    base_url: str
    now: datetime
    title: str = "Watchline"

    def page(self, event: Event) -> str:
        """The address of an event's own page."""
        return f"{self.base_url}/events/{event.id}"


def summary(row: TimelineRow) -> str:
    """The event in a few sentences of plain text."""
    event = row.event
    parts = [f"{when(event)}."]
    if figures(event):
        parts.append(f"{'; '.join(figures(event))}.")
    if event.place or event.country:
        parts.append(f"{where(event)}.")
    speakers = [str(said["speaker"]) for said in event.attribution or () if said.get("speaker")]
    if speakers:
        parts.append(f"According to {', '.join(speakers[:3])}.")
    parts.append(f"Status: {event.status.replace('_', ' ')}{', disputed' if event.disputed else ''}.")
    told = "1 article" if event.reach == 1 else f"{event.reach} articles"
    parts.append(f"Told by {told}, {event.origins} independent.")
    return " ".join(parts)


def last_day(end: str | None) -> str:
    """The last day of an interval whose stored end is exclusive; an instant stays as it is."""
    if not end or "T" in end:
        return end or ""
    return (date.fromisoformat(end) - timedelta(days=1)).isoformat()


def iso(value: datetime | None) -> str:
    """An instant in UTC as RFC 3339 wants it."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if value else ""


def cells(values: Iterable[Any]) -> list[Any]:
    """Cells that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return [f"'{value}" if isinstance(value, str) and value[:1] in _FORMULA else value for value in values]
