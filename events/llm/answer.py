"""What a model is asked to answer, as a Pydantic model and as the JSON schema derived from it.

Every field is required and nothing else is allowed: that is what servers mean by strict structured output.
Limits stand in the reader, not in the schema, because many servers know no limits there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from events.model import Json, PlaceRole, Qualifier, Status

Sector = Literal[
    "government", "military", "intelligence", "police", "rebels", "company", "organisation", "people"
]
Claim = Literal["fact", "confirmed", "claimed", "alleged", "possible"]


Unit = Literal[
    "troops", "people", "missiles", "shells", "rounds", "bombs", "drones", "tanks", "ships", "aircraft",
    "vehicles", "guns", "units", "tons", "usd", "eur", "gbp", "rub", "percent", "km", "other",
]  # fmt: skip
CountRole = Literal[
    "planned_total", "sent", "present", "additional", "withdrawn", "killed", "wounded", "captured", "missing",
    "fired", "taking_part", "called_up", "demobilised", "arrested", "abducted", "released", "expelled",
    "delivered", "seized", "intercepted", "protesters", "displaced", "other",
]  # fmt: skip


class _Answered(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class AnsweredParty(_Answered):
    """An actor or a recipient, as the text names it."""

    text: str = Field(description="the words of the article that name it, copied exactly")
    country: str = Field(description="ISO 3166-1 alpha-2, empty if none")
    sector: Sector


class AnsweredPlace(_Answered):
    text: str = Field(description="the name of the place, copied exactly")
    role: PlaceRole


class AnsweredCount(_Answered):
    text: str = Field(description="the number with its words, copied exactly")
    value: float | None
    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: Unit
    role: CountRole


class AnsweredEvent(_Answered):
    kind: str
    status: Status
    assertion: Claim
    quote: str = Field(description="the sentence that tells it, copied exactly")
    trigger: str = Field(description="the words of the quote that name the happening, copied exactly")
    actors: list[AnsweredParty]
    recipients: list[AnsweredParty]
    places: list[AnsweredPlace]
    counts: list[AnsweredCount]
    date: str = Field(description="the words that date it, copied exactly; empty if none")
    speaker: str = Field(description="who says so, copied exactly; empty if none")
    cue: str = Field(description="the word of saying, copied exactly; empty if none")


class Answer(_Answered):
    events: list[AnsweredEvent]


def schema(kinds: Iterable[str]) -> Json:
    """The JSON schema of an answer in which only these kinds may stand."""
    made: dict[str, Any] = Answer.model_json_schema()
    made["$defs"]["AnsweredEvent"]["properties"]["kind"]["enum"] = sorted(kinds)
    return made
