"""The values that cross the wall of `events/`: an article going in, mentions coming out.

Field names and their JSON form are a public contract (`watchline extract`). Offsets count characters
of the field they name; `end` is exclusive everywhere. Countries are ISO 3166-1 alpha-2, XK for Kosovo.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from events._records import quick

Field = Literal["title", "body"]
Precision = Literal[
    "minute", "hour", "day", "week", "month", "quarter", "half", "year", "decade", "century", "range"
]
Status = Literal[
    "announced",
    "planned",
    "under_way",
    "completed",
    "attempted",
    "threatened",
    "hypothetical",
    "denied",
    "negated",
    "historical",
]
Assertion = Literal["fact", "confirmed", "claimed", "alleged_by_authority", "alleged", "possible", "repeated"]
Qualifier = Literal[
    "exact", "about", "at_least", "more_than", "up_to", "fewer_than", "nearly", "range", "vague"
]
PlaceRole = Literal["origin", "destination", "site"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one article, as the extractor sees it.

    `published` is aware; `timezone` (IANA) and `country` are the publisher's own, used to read
    "on Friday" and to prefer the home country's places.
    """

    id: str
    title: str
    body: str
    published: datetime
    source: str = ""
    language: str = "en"
    timezone: str = "UTC"
    country: str = ""

    def text(self, name: Field) -> str:
        return self.title if name == "title" else self.body


@quick
@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one of the article's texts."""

    field: Field
    start: int
    end: int
    text: str


@quick
@dataclass(frozen=True, slots=True)
class DateValue:
    """A time expression as an interval with a precision.

    `start` and `end` are ISO dates ("2024-10-18") for day precision and coarser, ISO instants with an
    offset for hours and minutes; `end` is exclusive; an open side is None and flagged.
    """

    text: str
    field: Field
    char_start: int
    char_end: int
    start: str | None
    end: str | None
    precision: Precision
    edtf: str
    timex3: str
    type: Literal["DATE", "TIME", "DURATION", "SET"] = "DATE"
    open_start: bool = False
    open_end: bool = False
    approx: bool = False
    rule: str = ""

    def to_json(self) -> Json:
        row = asdict(self)
        row["in"] = row.pop("field")
        return row


@quick
@dataclass(frozen=True, slots=True)
class Place:
    """A toponym and where it is. `precision`: country | admin1 | city | site | region."""

    name: str
    country: str
    lat: float | None
    lon: float | None
    precision: str
    geonames_id: int | None
    span: Span
    role: PlaceRole | None = None

    def to_json(self) -> Json:
        """The event's form; the document-wide list adds offsets (see `to_json_with_offsets`)."""
        return {
            "name": self.name,
            "country": self.country,
            "lat": self.lat,
            "lon": self.lon,
            "role": self.role,
            "precision": self.precision,
            "geonames_id": self.geonames_id,
        }

    def to_json_with_offsets(self) -> Json:
        return self.to_json() | {
            "text": self.span.text,
            "in": self.span.field,
            "char_start": self.span.start,
            "char_end": self.span.end,
        }


@quick
@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts or is acted on.

    `sector`: government | military | intelligence | police | rebels | company | organisation | people.
    """

    name: str
    country: str
    sector: str
    span: Span

    def to_json(self) -> Json:
        return {"name": self.name, "country": self.country, "sector": self.sector}


@quick
@dataclass(frozen=True, slots=True)
class Quantity:
    """A count with what the text said about its exactness; `low`/`high` are None where unbounded."""

    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: str
    text: str
    span: Span
    role: str | None = None

    def to_json(self) -> Json:
        return {
            "value": _number(self.value),
            "low": _number(self.low),
            "high": _number(self.high),
            "qualifier": self.qualifier,
            "unit": self.unit,
            "role": self.role,
            "text": self.text,
        }


@quick
@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so, and the word that says so ("confirmed")."""

    speaker: str
    cue: str
    country: str = ""
    span: Span | None = None

    def to_json(self) -> Json:
        return {"speaker": self.speaker, "cue": self.cue}


@quick
@dataclass(frozen=True, slots=True)
class EventDate:
    """When the event happened, and how that is known.

    `basis` is "expression" when the text says it (then `expression` is what it says) and
    "bounded_by_publication" when only the publication bounds it. The interval can be wider than the
    expression's: "has begun" said on Friday is open towards the past and bounded by Friday.
    """

    start: str | None
    end: str | None
    precision: Precision
    edtf: str
    basis: Literal["expression", "bounded_by_publication"]
    expression: DateValue | None = None
    open_start: bool = False
    open_end: bool = False
    approx: bool = False

    def to_json(self) -> Json:
        """The form of a date in `watchline dates`, with the event's own interval and its basis."""
        found = self.expression
        return {
            "text": found.text if found else "",
            "in": found.field if found else None,
            "char_start": found.char_start if found else None,
            "char_end": found.char_end if found else None,
            "start": self.start,
            "end": self.end,
            "precision": self.precision,
            "edtf": self.edtf,
            "timex3": found.timex3 if found else "",
            "type": found.type if found else "DATE",
            "open_start": self.open_start,
            "open_end": self.open_end,
            "approx": self.approx,
            "basis": self.basis,
        }


@quick
@dataclass(frozen=True, slots=True)
class Evidence:
    """The characters a field was read from, and the rule that read them."""

    field: Field
    start: int
    end: int
    text: str
    what: str = "trigger"
    rule: str = ""

    def to_json(self) -> Json:
        return asdict(self)


@quick
@dataclass(frozen=True, slots=True)
class Mention:
    """One claim of one article revision that something happened, will happen, or did not."""

    kind: str
    plover: str
    cameo: str
    acled: str
    title: str
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    places: tuple[Place, ...]
    quantities: tuple[Quantity, ...]
    date: EventDate
    status: Status
    assertion: Assertion
    attribution: tuple[Attribution, ...]
    evidence: tuple[Evidence, ...]
    confidence: float

    def to_json(self) -> Json:
        return {
            "kind": self.kind,
            "plover": self.plover,
            "cameo": self.cameo,
            "acled": self.acled,
            "title": self.title,
            "actors": [a.to_json() for a in self.actors],
            "recipients": [a.to_json() for a in self.recipients],
            "places": [p.to_json() for p in self.places],
            "quantities": [q.to_json() for q in self.quantities],
            "date": self.date.to_json(),
            "status": self.status,
            "assertion": self.assertion,
            "attribution": [a.to_json() for a in self.attribution],
            "evidence": [e.to_json() for e in self.evidence],
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Unread:
    """The rest of one of the article's texts, from an offset on, that was too long to be read."""

    field: Field
    start: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read in one article; mentions are ordered, the main happening first.

    `read_by` names the extractor with its version where it is not the one that was asked; `unread` says what
    was not read.
    """

    article_id: str
    dates: tuple[DateValue, ...] = field(default=())
    places: tuple[Place, ...] = field(default=())
    mentions: tuple[Mention, ...] = field(default=())
    read_by: str = ""
    unread: tuple[Unread, ...] = field(default=())

    def to_json(self) -> Json:
        """The row of `watchline extract`; "unread" is there only where something was left unread."""
        row: Json = {
            "id": self.article_id,
            "dates": [d.to_json() for d in self.dates],
            "places": [p.to_json_with_offsets() for p in self.places],
            "events": [m.to_json() for m in self.mentions],
        }
        if self.unread:
            row["unread"] = [{"in": rest.field, "char_start": rest.start} for rest in self.unread]
        return row


def _number(value: float | None) -> int | float | None:
    if value is None or value != int(value):
        return value
    return int(value)
