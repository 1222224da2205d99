"""The JSON Schema of an event in JSON Lines and the API; docs/timeline.schema.json is made of it."""

from __future__ import annotations

import json
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from events._jsonschema import ActorRow, AttributionRow, EventDateRow, EventPlaceRow
from events.fold import Standing
from events.model import Assertion, Precision, Qualifier, Status

_Instant = Annotated[str | None, Field(description="RFC 3339, in UTC.")]
_Country = Annotated[str, Field(description="ISO 3166-1 alpha-2 (XK for Kosovo), or empty.")]
_Bound = Annotated[str | None, Field(description="An ISO date or instant; `end` is exclusive, null is open.")]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FigureClaim(_Row):
    """Who named which figure, when, in which words."""

    origin: str
    speaker: str
    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: str
    text: str
    exact: bool = Field(description="Whether the text names a number rather than bounds.")
    at: str
    article: int
    to: float | None = Field(default=None, description="What an additional number is added to.")


class FigureRow(_Row):
    """One role of the event's figures: `low` and `high` are the range of what all speakers say now."""

    best: float | None
    low: float | None
    high: float | None
    unit: str
    qualifier: Qualifier
    text: str
    speaker: str
    values: list[float] = Field(description="Every figure that was ever news, in order.")
    added: float | None = Field(
        default=None, description="What was sent before and what was added since, where nobody names the sum."
    )
    contradicted: bool = Field(description="The speakers' ranges do not meet.")
    claims: list[FigureClaim]


class TimelineEvent(_Row):
    """An event as it stands, with its first article's address and the names of its sources."""

    id: str
    kind: str = Field(description="A kind of docs/timeline.md.")
    title: str
    actor: str
    recipient: str
    actors: list[ActorRow]
    recipients: list[ActorRow]
    place: str
    country: _Country
    lat: float | None
    lon: float | None
    places: list[EventPlaceRow]
    start: _Bound
    end: _Bound
    precision: Precision
    edtf: str
    date: EventDateRow
    status: Status
    assertion: Assertion
    quantities: dict[str, FigureRow] = Field(description="By role: planned_total, sent, killed, ...")
    attribution: list[AttributionRow]
    reach: int = Field(description="Articles that tell of it.")
    texts: int = Field(description="Different texts among them.")
    origins: int = Field(description="Independent origins: distinct speakers or publishers.")
    origin_names: list[str]
    disputed: bool
    standing: Standing
    story: str | None
    merged_into: str | None = Field(description="The id of what it stands for today.")
    first_reported_at: _Instant
    first_seen_at: _Instant
    updated_at: _Instant
    words: str = Field(description="What filters look into.")
    parties: str = Field(description="What filters look into.")
    url: str
    sources: list[str]


def schema_text() -> str:
    """The schema as it stands in docs/timeline.schema.json."""
    found: dict[str, Any] = TimelineEvent.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
