"""The JSON Schema of a row of `watchline extract`; docs/event.schema.json is made from these classes."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from events.model import Assertion, PlaceRole, Precision, Qualifier, Status
from events.model import Field as FieldName

_Country = Annotated[str, Field(description="ISO 3166-1 alpha-2 (XK for Kosovo), or empty.")]
_In = Annotated[FieldName, Field(alias="in", description="Which of the article's two texts.")]
_Offset = Annotated[int, Field(ge=0, description="Counts characters of that text; the end is exclusive.")]
_Bound = Annotated[
    str | None,
    Field(description="An ISO date, or an instant with an offset for hours and minutes; null is open."),
]
_Edtf = Annotated[str, Field(description="The same in the Extended Date/Time Format.")]
_Timex = Annotated[str, Field(description="The value that TIMEX3 gives the expression.")]
_TimeType = Literal["DATE", "TIME", "DURATION", "SET"]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _TimeRow(_Row):
    text: str
    start: _Bound
    end: _Bound
    precision: Precision
    edtf: _Edtf
    timex3: _Timex
    type: _TimeType
    open_start: bool
    open_end: bool
    approx: bool


class DateRow(_TimeRow):
    """A time expression as an interval with a precision; `end` is exclusive."""

    field: _In
    char_start: _Offset
    char_end: _Offset
    rule: str = Field(description="The rule that read it.")


class EventPlaceRow(_Row):
    """A place of an event; coordinates in degrees, null where a region has none."""

    name: str
    country: _Country
    lat: float | None
    lon: float | None
    role: PlaceRole | None
    precision: Literal["country", "admin1", "city", "site", "region"]
    geonames_id: int | None


class PlaceRow(EventPlaceRow):
    """A toponym of the article and where it stands."""

    text: str
    field: _In
    char_start: _Offset
    char_end: _Offset


class ActorRow(_Row):
    """Who acts or is acted on."""

    name: str
    country: _Country
    sector: str = Field(
        description="government, military, intelligence, police, rebels, company, organisation or people."
    )


class QuantityRow(_Row):
    """A count as it was stated; `low` and `high` are null where the text sets no bound."""

    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: str
    role: str | None = Field(description="What is counted: planned_total, sent, withdrawn, killed, ...")
    text: str


class EventDateRow(_TimeRow):
    """When it happened, and the expression that says so, if one does."""

    field: Annotated[FieldName | None, Field(alias="in")]
    char_start: _Offset | None
    char_end: _Offset | None
    basis: Literal["expression", "bounded_by_publication"]


class AttributionRow(_Row):
    """Who says so, and the word that says so."""

    speaker: str
    cue: str


class EvidenceRow(_Row):
    """The characters a part of the event was read from, and the rule that read them."""

    field: FieldName
    start: _Offset
    end: _Offset
    text: str
    what: str = Field(description="trigger, status, actor, recipient, place, quantity or speaker.")
    rule: str


class EventRow(_Row):
    """One claim of the article that something happened, will happen, or did not."""

    kind: str = Field(description="A kind of docs/timeline.md.")
    plover: str
    cameo: str
    acled: str
    title: str
    actors: list[ActorRow]
    recipients: list[ActorRow]
    places: list[EventPlaceRow]
    quantities: list[QuantityRow]
    date: EventDateRow
    status: Status
    assertion: Assertion
    attribution: list[AttributionRow]
    evidence: list[EvidenceRow]
    confidence: float = Field(ge=0, le=1)


class UnreadRow(_Row):
    """The rest of a text that was too long to be read."""

    field: _In
    char_start: _Offset


class ExtractRow(_Row):
    """One article's row; the main happening comes first in `events`."""

    id: str
    dates: list[DateRow]
    places: list[PlaceRow]
    events: list[EventRow]
    unread: list[UnreadRow] = Field(default=[], description="Only there where something was left unread.")


def extract_row_schema() -> dict[str, Any]:
    """The schema of one line of `watchline extract`."""
    found = ExtractRow.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "title": "A row of watchline extract",
    }


def schema_text() -> str:
    """The schema as it stands in docs/event.schema.json."""
    return json.dumps(extract_row_schema(), indent=1, ensure_ascii=False) + "\n"
