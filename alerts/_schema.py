"""The rule language: what a rule may say, and the refusal of everything else."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from alerts import query
from alerts.model import ChangeName
from alerts.vocabulary import PlacePrecision, check_country, check_kind
from clock import parse_instant
from events.model import Assertion, Qualifier, Status
from settings import Duration

Severity = Literal["low", "normal", "high", "critical"]
Condition = Literal[
    "change",
    "kind",
    "status",
    "assertion",
    "language",
    "sources",
    "actors",
    "recipients",
    "country",
    "places",
    "near",
    "count",
    "event_date",
    "text",
]
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
ItemT = TypeVar("ItemT")


def _as_list(value: Any) -> Any:
    """One item may be written without brackets."""
    return value if isinstance(value, list | tuple) else [value]


def _not_a_switch(value: Any) -> Any:
    """YAML reads an unquoted NO (Norway) as false."""
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


Many = Annotated[tuple[ItemT, ...], BeforeValidator(_as_list), Field(min_length=1)]
Kind = Annotated[str, AfterValidator(check_kind)]
Country = Annotated[str, BeforeValidator(_not_a_switch), AfterValidator(check_country)]
Language = Annotated[
    str,
    BeforeValidator(_not_a_switch),
    _spelt(r"[a-z]{2,3}", "a language code; write two or three small letters, for example en or ko"),
]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Slug = Annotated[
    str,
    _spelt(r"[a-z0-9]+(-[a-z0-9]+)*", "an id; write small letters, digits and hyphens: troops-over-1000"),
]
Channel = Annotated[
    str, _spelt(r"[A-Za-z0-9][A-Za-z0-9_.-]*", "a channel; write the name it has in watchline.yaml")
]
Instant = Annotated[datetime, BeforeValidator(_aware)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Party(_Strict):
    """Who: every given part must fit. A bare word is a name, two capital letters are a country."""

    name: Name | None = None
    country: Country | None = None
    sector: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, value: Any) -> Any:
        value = _not_a_switch(value)
        if not isinstance(value, str):
            return value
        return {"country": value} if len(value) == 2 and value.isupper() else {"name": value}

    @model_validator(mode="after")
    def _says_something(self) -> Party:
        if not (self.name or self.country or self.sector):
            raise ValueError("give a name, a country or a sector")
        return self


class Near(_Strict):
    """Within `km` of a point (degrees). A place known less precisely than `min_precision` never fits."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    km: float = Field(gt=0, le=20_000)
    min_precision: Literal["country", "admin1", "city", "site"] = "city"


class Count(_Strict):
    """A stated figure of a unit, in a role if one is given, within the bounds."""

    unit: Name
    role: Name | None = None
    gte: float | None = None
    gt: float | None = None
    lte: float | None = None
    lt: float | None = None
    eq: float | None = None

    @model_validator(mode="after")
    def _is_bounded(self) -> Count:
        if not self.bounds:
            raise ValueError("give at least one of gte, gt, lte, lt, eq")
        return self

    @property
    def bounds(self) -> dict[str, float]:
        """The comparisons that were given."""
        found = {name: getattr(self, name) for name in ("gte", "gt", "lte", "lt", "eq")}
        return {name: bound for name, bound in found.items() if bound is not None}


class EventDateWithin(_Strict):
    """How far the event's own date may lie from the day it was reported, in seconds."""

    within: Duration


def _check_query(value: str) -> str:
    query.parse(value)
    return value


class When(_Strict):
    """The conditions. All that are given must hold; of a list one item is enough."""

    text: Annotated[str, AfterValidator(_check_query)] | None = None
    kind: Many[Kind] | None = None
    actors: Many[Party] | None = None
    recipients: Many[Party] | None = None
    places: Many[Name] | None = None
    country: Many[Country] | None = None
    near: Near | None = None
    count: Count | None = None
    status: Many[Status] | None = None
    assertion: Many[Assertion] | None = None
    event_date: EventDateWithin | None = None
    sources: Many[Name] | None = None
    language: Many[Language] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> When:
        if not self.model_dump(exclude_none=True):
            raise ValueError("give at least one condition, for example kind: [troop_deployment]")
        return self

    @cached_property
    def query(self) -> query.Query | None:
        """The text condition, read once."""
        return query.parse(self.text) if self.text else None


class Notify(_Strict):
    """Where an alert goes: names of channels in watchline.yaml; none means it is only recorded."""

    to: Annotated[tuple[Channel, ...], BeforeValidator(_as_list)] = ()


class NoMatch(_Strict):
    """The test's event must fail this condition."""

    no_match: Condition


def _expected_form(value: Any) -> str:
    return "no_match" if isinstance(value, dict | NoMatch) else "match"


# The form decides which of the two is meant, so that a mistake is told once.
Expected = Annotated[
    Annotated[Literal["match"], Tag("match")] | Annotated[NoMatch, Tag("no_match")],
    Discriminator(_expected_form),
]


class QuantityExample(_Strict):
    """A figure of a test's event."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: Name = "people"
    role: str = ""
    qualifier: Qualifier = "exact"


class PlaceExample(_Strict):
    """A place of a test's event; a bare word is its name."""

    name: str = ""
    country: Country | None = None
    lat: float | None = None
    lon: float | None = None
    role: str = ""
    precision: PlacePrecision = "city"

    @model_validator(mode="before")
    @classmethod
    def _from_word(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


class DateExample(_Strict):
    """The date of a test's event: ISO, `end` exclusive."""

    start: str | None = None
    end: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _dates_as_text(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {key: item.isoformat() if hasattr(item, "isoformat") else item for key, item in value.items()}


class EventExample(_Strict):
    """An event as a rule's test writes it; what is left out is empty."""

    kind: Kind
    change: ChangeName | None = None
    title: str = ""
    text: str = ""
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    places: tuple[PlaceExample, ...] = ()
    quantities: tuple[QuantityExample, ...] = ()
    status: Status | None = None
    assertion: Assertion | None = None
    date: DateExample = DateExample()
    source: str = ""
    publisher: str = ""
    language: str = ""
    reported: Instant | None = None


class ArticleExample(_Strict):
    """An article as a rule's test writes it; events are read from it as they are live."""

    title: str
    body: str = ""
    published: Instant
    source: str = ""
    language: str = "en"
    timezone: str = "UTC"
    country: str = ""


class RuleTest(_Strict):
    """What the rule must make of an event or of an article."""

    expect: Expected
    event: EventExample | None = None
    article: ArticleExample | None = None

    @model_validator(mode="after")
    def _has_one_subject(self) -> RuleTest:
        if (self.event is None) == (self.article is None):
            raise ValueError("give either an event or an article")
        return self


class Rule(_Strict):
    """A watch rule."""

    id: Slug
    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: str = ""
    severity: Severity = "normal"
    when: When
    change: Many[ChangeName] = ("new",)
    notify: Notify = Notify()
    tests: tuple[RuleTest, ...] = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what the rule says, without its tests and however it is laid out in the file."""
        content = self.model_dump(mode="json", exclude={"tests"}, exclude_none=True)
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
