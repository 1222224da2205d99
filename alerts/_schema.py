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
from alerts._notify import Notify
from alerts._stateful import Absence, Confirm, Frequency, Novelty, Spike, Trait
from alerts.model import ChangeName
from events.model import Assertion, Status
from settings import Severity

RuleKind = Literal["event", "frequency", "spike", "absence", "sequence"]


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
    source_country: Many[Country] | None = None
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


class Step(Strict):
    """One step of a sequence: a change that fulfils its conditions."""

    when: When
    change: Many[ChangeName] = ("new",)


class Sequence(Strict):
    """Fire when the steps happened in their order within the time, apart for each value of `per`."""

    steps: Annotated[tuple[Step, ...], Field(min_length=2, max_length=10)]
    within: Duration
    per: AnyNumber[Trait] = ()


# Stands for the conditions of rules that give none of their own; it is never held against a change.
_NONE = When.model_construct()


class Rule(Strict):
    """A watch rule. Each `kind` but event has a block of its name that says what is counted."""

    id: Slug
    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: str = ""
    severity: Severity = "normal"
    kind: RuleKind = "event"
    when: When = _NONE
    change: Many[ChangeName] = ("new",)
    confirm: Confirm | None = None
    novelty: Novelty | None = None
    frequency: Frequency | None = None
    spike: Spike | None = None
    absence: Absence | None = None
    sequence: Sequence | None = None
    notify: Notify = Notify()
    tests: tuple[RuleTest, ...] = ()

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Rule:
        for kind in ("frequency", "spike", "absence", "sequence"):
            given = getattr(self, kind) is not None
            if given != (self.kind == kind):
                raise ValueError(
                    f"give {kind}: as well, it says what is counted" if not given else f"add kind: {kind}"
                )
        if self.kind != "event" and (self.confirm or self.novelty):
            raise ValueError("confirm and novelty belong to rules of kind event")
        if self.watches_changes and "when" not in self.model_fields_set:
            raise ValueError("'when' is missing; say what the rule looks for")
        return self

    @property
    def watches_changes(self) -> bool:
        """Whether `when` is held against changes; else steps are, or a source is waited for."""
        return self.kind != "sequence" and not (self.absence and self.absence.source)

    @property
    def remembers(self) -> bool:
        """Whether the rule decides by more than the change at hand."""
        return self.kind != "event" or self.confirm is not None or self.novelty is not None

    @property
    def stages(self) -> tuple[Rule, ...]:
        """What is held against each change: the rule itself, or the steps of a sequence as rules."""
        if self.sequence is None:
            return (self,) if self.watches_changes else ()
        return tuple(
            Rule.model_construct(
                **dict(self) | {"kind": "event", "sequence": None, "when": step.when, "change": step.change}
            )
            for step in self.sequence.steps
        )

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what the rule says, without its tests and however it is laid out in the file."""
        content = self.model_dump(mode="json", exclude={"tests"}, exclude_none=True)
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
