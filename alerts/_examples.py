"""The tests a rule carries inside itself: an event or an article, and what the rule must make of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import Discriminator, Field, Tag, model_validator

from alerts._fields import Country, Instant, Kind, Name, Party, Strict, Worded
from alerts.model import ChangeName
from alerts.vocabulary import PlacePrecision
from events.model import Assertion, Qualifier, Status

Condition = Literal[
    "change",
    "kind",
    "status",
    "assertion",
    "language",
    "sources",
    "source_country",
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


class NoMatch(Strict):
    """The test's event must fail this condition."""

    no_match: Condition


class Alerts(Strict):
    """A timeline must give rise to so many alerts."""

    alerts: Annotated[int, Field(ge=0)]


def _expected_form(value: Any) -> str:
    if isinstance(value, Alerts) or (isinstance(value, dict) and "alerts" in value):
        return "alerts"
    return "no_match" if isinstance(value, dict | NoMatch) else "match"


# The form decides which is meant, so that a mistake is told once.
Expected = Annotated[
    Annotated[Literal["match"], Tag("match")]
    | Annotated[NoMatch, Tag("no_match")]
    | Annotated[Alerts, Tag("alerts")],
    Discriminator(_expected_form),
]


class QuantityExample(Strict):
    """A figure of a test's event."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: Name = "people"
    role: str = ""
    qualifier: Qualifier = "exact"


class PlaceExample(Strict):
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


Place = Annotated[PlaceExample, Worded()]


class DateExample(Strict):
    """The date of a test's event: ISO, `end` exclusive."""

    start: str | None = None
    end: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _dates_as_text(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {key: item.isoformat() if hasattr(item, "isoformat") else item for key, item in value.items()}


class EventExample(Strict):
    """An event as a rule's test writes it; what is left out is empty."""

    kind: Kind
    change: ChangeName | None = None
    title: str = ""
    text: str = ""
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    places: tuple[Place, ...] = ()
    quantities: tuple[QuantityExample, ...] = ()
    status: Status | None = None
    assertion: Assertion | None = None
    date: DateExample = DateExample()
    source: str = ""
    publisher: str = ""
    source_country: Country | None = None
    language: str = ""
    reported: Instant | None = None
    said_by: tuple[Name, ...] = ()


class ArticleExample(Strict):
    """An article as a rule's test writes it; events are read from it as they are live."""

    title: str
    body: str = ""
    published: Instant
    source: str = ""
    language: str = "en"
    timezone: str = "UTC"
    country: str = ""


class Moment(Strict):
    """Something that comes at an instant: a change of an event, or else a publication of the source.

    Moments with the same `of` tell of one event.
    """

    at: Instant
    event: EventExample | None = None
    of: str = ""


class RuleTest(Strict):
    """What the rule must make of an event, of an article, or of a timeline up to an instant."""

    expect: Expected
    event: EventExample | None = None
    article: ArticleExample | None = None
    timeline: tuple[Moment, ...] | None = None
    until: Instant | None = None

    @model_validator(mode="after")
    def _has_one_subject(self) -> RuleTest:
        if sum(subject is not None for subject in (self.event, self.article, self.timeline)) != 1:
            raise ValueError("give either an event or an article, or a timeline")
        if (self.timeline is not None) != isinstance(self.expect, Alerts):
            raise ValueError("a timeline goes with expect: {alerts: 1}")
        return self
