"""The rule language: what a rule may say, and the refusal of everything else."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from alerts import query
from alerts._examples import RuleTest
from alerts._fields import (
    AnyNumber,
    Channel,
    Country,
    Duration,
    Kind,
    Language,
    Many,
    Name,
    Party,
    Slug,
    Strict,
)
from alerts.model import ChangeName
from events.model import Assertion, Status

Severity = Literal["low", "normal", "high", "critical"]


class Near(Strict):
    """Within `km` of a point (degrees). A place known less precisely than `min_precision` never fits."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    km: float = Field(gt=0, le=20_000)
    min_precision: Literal["country", "admin1", "city", "site"] = "city"


class Count(Strict):
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


class EventDateWithin(Strict):
    """How far the event's own date may lie from the day it was reported, in seconds."""

    within: Duration


def _check_query(value: str) -> str:
    query.parse(value)
    return value


class When(Strict):
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


class Notify(Strict):
    """Where an alert goes: names of channels in watchline.yaml; none means it is only recorded."""

    to: AnyNumber[Channel] = ()


class Rule(Strict):
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
