"""The values a rule is made of: how each is written, and what is refused with which remedy."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import CoreSchema

from alerts.vocabulary import check_country, check_kind, kinds
from clock import parse_instant
from settings import Duration as Seconds
from settings import Zone, parse_duration, parse_rate
from timetable import DIGEST_PATTERN, HOURS_PATTERN, check_hours, digest

ItemT = TypeVar("ItemT")
Json = dict[str, Any]


class _OneOrMany:
    """One item may be written without brackets; editors are told so too."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        found = handler(schema)
        return {"anyOf": [found["items"], found]}


class Worded:
    """Marks a model that may also be written as one word."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> Json:
        return {"anyOf": [{"type": "string"}, handler(schema)]}


def as_list(value: Any) -> Any:
    """The items, also of one written without brackets."""
    return value if isinstance(value, list | tuple) else [value]


def not_a_switch(value: Any) -> Any:
    """`value`. Raises ValueError for false, as which YAML reads an unquoted NO (Norway)."""
    if value is False:
        raise ValueError('write "NO" in quotes: YAML reads a bare NO as false')
    return value


def _aware(value: Any) -> Any:
    """YAML reads an unquoted instant as a datetime, without an offset as a naive one: UTC."""
    return parse_instant(value.isoformat() if isinstance(value, datetime) else str(value))


def _spelt(pattern: str, what: str) -> AfterValidator:
    """Accepts a text of at most 80 characters that has the form of `what`."""

    def check(value: str) -> str:
        if len(value) > 80 or not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} is not {what}")
        return value

    return AfterValidator(check)


def _written(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


_LANGUAGE = r"[a-z]{2,3}"
_SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
_CHANNEL = r"[A-Za-z0-9][A-Za-z0-9_.-]*"

Many = Annotated[tuple[ItemT, ...], BeforeValidator(as_list), Field(min_length=1), _OneOrMany()]
AnyNumber = Annotated[tuple[ItemT, ...], BeforeValidator(as_list), _OneOrMany()]
Kind = Annotated[str, AfterValidator(check_kind), WithJsonSchema({"type": "string", "enum": list(kinds())})]
Country = Annotated[str, BeforeValidator(not_a_switch), AfterValidator(check_country), _written("[A-Z]{2}")]
Language = Annotated[
    str,
    BeforeValidator(not_a_switch),
    _spelt(_LANGUAGE, "a language code; write two or three small letters, for example en or ko"),
    _written(_LANGUAGE),
]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Slug = Annotated[
    str,
    _spelt(_SLUG, "an id; write small letters, digits and hyphens: troops-over-1000"),
    _written(_SLUG),
]
Channel = Annotated[
    str, _spelt(_CHANNEL, "a channel; write the name it has in watchline.yaml"), _written(_CHANNEL)
]
Instant = Annotated[
    datetime, BeforeValidator(_aware), WithJsonSchema({"type": "string", "format": "date-time"})
]
_DURATION = r"\s*\d+\s*[smhd]\s*"
_RATE = r"\s*[1-9]\d{0,5}\s*/\s*([1-9]\d{0,3})?\s*[smhd]\s*"
# Seconds, written as 90s, 5m, 6h or 7d.
Duration = Annotated[Seconds, _written(_DURATION)]


def _or_never(parse: Callable[[Any], Any]) -> BeforeValidator:
    """Reads what `parse` reads, and the word never."""
    return BeforeValidator(lambda value: value if value == "never" else parse(value))


def _digest(value: Any) -> str:
    return digest(str(value)).text


def _quiet(value: tuple[str, ...]) -> tuple[str, ...]:
    """Windows of quiet, or the one word bypass."""
    if value != ("bypass",):
        check_hours(value)
    return value


_QUIET = _written(f"(bypass|{HOURS_PATTERN})")
TimeZone = Annotated[Zone, Field(min_length=1)]
DurationOrNever = Annotated[
    int | Literal["never"], _or_never(parse_duration), _written(f"(never|{_DURATION})")
]
RateOrNever = Annotated[
    tuple[int, float] | Literal["never"], _or_never(parse_rate), _written(f"(never|{_RATE})")
]
DigestOrNever = Annotated[str, _or_never(_digest), _written(f"(never|{DIGEST_PATTERN})")]
QuietHours = Annotated[Many[Annotated[str, _QUIET]], AfterValidator(_quiet)]


class Strict(BaseModel):
    """A part of a rule: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PartyFields(Strict):
    """Who: every given part must fit. A bare word is a name, two capital letters are a country."""

    name: Name | None = None
    country: Country | None = None
    sector: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, value: Any) -> Any:
        value = not_a_switch(value)
        if not isinstance(value, str):
            return value
        return {"country": value} if len(value) == 2 and value.isupper() else {"name": value}

    @model_validator(mode="after")
    def _says_something(self) -> PartyFields:
        if not (self.name or self.country or self.sector):
            raise ValueError("give a name, a country or a sector")
        return self


Party = Annotated[PartyFields, Worded()]
