"""The query string as filters, and filters as a query string: all of the page's state is in its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from urllib.parse import urlencode

from clock import parse_instant
from errors import WatchlineError
from settings import parse_duration
from storage.filters import Box, Clock, Filters, Near

PAGE_SIZE = 50
USUAL_WINDOW = "90d"
_LISTS = ("kind", "status")
_WORDS = (
    "q",
    "actor",
    "recipient",
    "country",
    "source",
    "story",
    "near",
    "bbox",
    "from",
    "to",
    "last",
    "as_of",
)
NAMES = (*_WORDS, *_LISTS, "clock", "undated", "page")
_LONGEST = 200


class QueryError(WatchlineError):
    """A parameter that cannot be read; the message names it and what to write."""


@dataclass(frozen=True, slots=True)
class Query:
    """What a page was asked for, as it was written and as filters."""

    filters: Filters
    values: dict[str, list[str]] = field(default_factory=dict)
    page: int = 1

    def one(self, name: str) -> str:
        """The value of a parameter as it was written."""
        return next(iter(self.values.get(name, ())), "")

    def address(self, path: str = "/", changes: Mapping[str, str | list[str] | None] | None = None) -> str:
        """`path` with these parameters changed; None takes one away. The page number starts anew."""
        merged = {name: value for name, value in self.values.items() if name != "page"}
        for name, value in (changes or {}).items():
            merged[name] = [value] if isinstance(value, str) else list(value or ())
        pairs = [(name, value) for name in NAMES for value in merged.get(name, ()) if value]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def toggled(self, name: str, value: str) -> str:
        """The address with a value of a facet added, or taken away where it is chosen already."""
        chosen = self.values.get(name, [])
        if name not in _LISTS:
            return self.address(changes={name: None if value in chosen else value})
        kept = [one for one in chosen if one != value]
        return self.address(changes={name: kept if value in chosen else [*chosen, value]})

    def has(self, name: str, value: str) -> bool:
        """Whether a value of a facet is chosen."""
        return value in self.values.get(name, ())


def parse_query(pairs: list[tuple[str, str]], now: datetime, *, usual: str = USUAL_WINDOW) -> Query:
    """The parameters of an address. Without a window of its own a page shows the last 90 days.

    Raises QueryError for a parameter that is unknown or cannot be read.
    """
    values = _gathered(pairs)
    first = {name: found[0] for name, found in values.items()}
    page = _number("page", first.get("page", "1"), 1, 10_000)
    since, until = _window(first, now, usual)
    return Query(
        Filters(
            q=first.get("q", ""),
            kinds=tuple(values.get("kind", ())),
            actor=first.get("actor", ""),
            recipient=first.get("recipient", ""),
            country=first.get("country", "").upper(),
            statuses=tuple(values.get("status", ())),
            source=first.get("source", ""),
            story=first.get("story", ""),
            near=_near(first["near"]) if "near" in first else None,
            box=_box(first["bbox"]) if "bbox" in first else None,
            since=since,
            until=until,
            known_by=_instant("as_of", first["as_of"]) if "as_of" in first else None,
            undated=_undated(first.get("undated", "")),
            clock=_clock(first.get("clock", "reported")),
            limit=PAGE_SIZE,
            skip=(page - 1) * PAGE_SIZE,
        ),
        values,
        page,
    )


def _gathered(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        if name not in NAMES:
            raise QueryError(f"{name[:40]!r} is not a filter; known: {', '.join(NAMES)}")
        if len(value) > _LONGEST:
            raise QueryError(f"{name}: longer than {_LONGEST} characters")
        if value.strip():
            values.setdefault(name, []).append(value.strip())
    return values


def _window(first: Mapping[str, str], now: datetime, usual: str) -> tuple[datetime | None, datetime | None]:
    since = _instant("from", first["from"]) if "from" in first else None
    until = _instant("to", first["to"]) if "to" in first else None
    last = first.get("last", "" if since or until or "undated" in first else usual)
    if not last or last == "all":
        return since, until
    if since:
        raise QueryError("last and from exclude each other; take one of them away")
    try:
        return now - timedelta(seconds=parse_duration(last)), until
    except ValueError as error:
        raise QueryError(f"last: {error}") from error


def _instant(name: str, text: str) -> datetime:
    """A day is its first moment in UTC."""
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC)
        return parse_instant(text.replace(" ", "+"), name=name)
    except ValueError:
        raise QueryError(f"{name}: write a day (2024-10-18) or an instant (2024-10-18T09:00:00Z)") from None


def _near(text: str) -> Near:
    try:
        lat, lon, km = (float(part) for part in text.split(","))
    except ValueError:
        raise QueryError("near: write latitude,longitude,kilometres, for example 43.1,131.9,200") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and 0 < km <= 20_000):
        raise QueryError("near: latitude within 90, longitude within 180, up to 20,000 kilometres")
    return Near(lat, lon, km)


def _box(text: str) -> Box:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise QueryError("bbox: write west,south,east,north in degrees") from None
    if not (south <= north and all(-180 <= side <= 180 for side in (west, east))):
        raise QueryError("bbox: write west,south,east,north in degrees, south before north")
    return Box(west, south, east, north)


def _undated(text: str) -> bool | None:
    known = {"": None, "only": True, "without": False}
    if text not in known:
        raise QueryError("undated: write only or without")
    return known[text]


def _clock(text: str) -> Clock:
    if text not in get_args(Clock):
        raise QueryError("clock: write occurred, reported or seen")
    return text  # type: ignore[return-value]


def _number(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise QueryError(f"{name}: write a number from {least} to {most}")
    return int(text)
