"""What a rule looks at, and what it answers.

A `ChangeView` is one change of one event together with the article that brought it, free of the
database, so the same matching runs live, in a rule's own tests and in a backtest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from alerts._text import SearchText

ChangeName = Literal["new", "update", "denial", "correction", "corroborated"]
Json = dict[str, Any]

# How the timeline's history names a change -> how rules name it. Merges and splits are bookkeeping
# of the timeline, not news, so no rule sees them.
CHANGE_NAMES: dict[str, ChangeName] = {
    "new": "new",
    "updated": "update",
    "denied": "denial",
    "corrected": "correction",
    "corroborated": "corroborated",
}


@dataclass(frozen=True, slots=True)
class PartyView:
    """Someone who acts or is acted on; `country` is ISO 3166-1 alpha-2 or empty."""

    name: str = ""
    country: str = ""
    sector: str = ""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place of the event; coordinates in degrees, `precision` as in events.model.Place."""

    name: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None
    role: str = ""
    precision: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A count as it was stated; `low` and `high` are None where unbounded."""

    value: float | None = None
    unit: str = ""
    role: str = ""
    qualifier: str = "exact"
    low: float | None = None
    high: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says so, and the word that says so."""

    name: str
    cue: str = ""


@dataclass(frozen=True, slots=True)
class DateView:
    """When it happened: ISO dates or instants, `end` exclusive, an open side None."""

    start: str | None = None
    end: str | None = None
    precision: str = "day"
    edtf: str = ""
    approx: bool = False


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where it was published."""

    name: str = ""
    publisher: str = ""
    country: str = ""
    language: str = ""


@dataclass(frozen=True)
class ChangeView:
    """One change of one event, with the claim and the article behind it. Instants are aware UTC.

    `at` is when the timeline changed: the time by which rules count.
    """

    event: str
    kind: str
    change: ChangeName
    title: str = ""
    actors: tuple[PartyView, ...] = ()
    recipients: tuple[PartyView, ...] = ()
    places: tuple[PlaceView, ...] = ()
    quantities: tuple[Figure, ...] = ()
    status: str = ""
    assertion: str = ""
    attribution: tuple[Speaker, ...] = ()
    date: DateView = DateView()
    text: str = ""
    evidence: tuple[str, ...] = ()
    source: SourceView = SourceView()
    reported: datetime | None = None
    seen: datetime | None = None
    headline: str = ""
    url: str = ""
    reach: int = 1
    texts: int = 1
    origins: int = 1
    diff: Json = field(default_factory=dict)
    change_id: int = 0
    group: str = ""
    at: datetime | None = None

    @cached_property
    def searchable(self) -> SearchText:
        """The article's title and text, prepared once for every rule."""
        return SearchText(self.text)


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of a rule held against a change. `words` are what satisfied it, as written."""

    condition: str
    met: bool
    reason: str
    words: tuple[str, ...] = ()

    def to_json(self) -> Json:
        return {"condition": self.condition, "reason": self.reason, "words": list(self.words)}


@dataclass(frozen=True, slots=True)
class Match:
    """Every condition was satisfied; `checks` says by what."""

    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """One change that a rule fired on, and why."""

    change: ChangeView
    match: Match


@dataclass(frozen=True, slots=True)
class Miss:
    """A condition was not satisfied: which one, and what was found instead."""

    condition: str
    reason: str
