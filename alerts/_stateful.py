"""What a rule may ask beyond one change: confirmation, novelty, and the kinds that count or wait."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from alerts._fields import AnyNumber, Duration, Many, Name, Strict, TimeZone, not_a_switch
from timetable import DAYS, weekdays

Trait = Literal["kind", "actor", "recipient", "place", "country", "count_band", "source", "status"]


class Confirm(Strict):
    """Hold a change until so many independent origins, or publishers, have told of its event in time."""

    distinct: Literal["origin", "publisher"] = "origin"
    gte: int = Field(default=2, ge=2, le=20)
    within: Duration


class Novelty(Strict):
    """Stay quiet where an alert with the same traits was raised within the window."""

    per: Many[Trait]
    window: Duration


class Frequency(Strict):
    """Fire when this many events match within the time, counted apart for each value of `per`."""

    at_least: int = Field(ge=2, le=10_000)
    within: Duration
    per: AnyNumber[Trait] = ()


class Spike(Strict):
    """Fire when the last `within` holds at least `at_least` events and `times` what is usual.

    Usual is the mean over the `baseline` before; until that much time has been watched nothing fires.
    """

    within: Duration
    baseline: Duration
    times: float = Field(default=3.0, gt=1)
    at_least: int = Field(default=3, ge=1)
    per: AnyNumber[Trait] = ()

    @model_validator(mode="after")
    def _baseline_is_longer(self) -> Spike:
        if self.baseline < 2 * self.within:
            raise ValueError("baseline must be at least twice as long as within")
        return self


def _hours(value: object) -> object:
    """YAML reads a bare 06:00 as a number; only the quoted span is an answer."""
    if not isinstance(value, str) or "-" not in value:
        raise ValueError('write the hours as "06:00-22:00", in quotes')
    return value


class Calendar(Strict):
    """When something is expected; other times do not count as silence."""

    days: str = "mon-sun"
    hours: Annotated[str, BeforeValidator(_hours)] = "00:00-24:00"
    tz: TimeZone = "UTC"

    @field_validator("days")
    @classmethod
    def _known_days(cls, value: str) -> str:
        first, _, last = value.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise ValueError(f"{value!r} are no days; write for example mon-fri or sat")
        return value

    @field_validator("hours")
    @classmethod
    def _known_hours(cls, value: str) -> str:
        start, _, end = value.partition("-")
        try:
            if end == "24:00" or time.fromisoformat(start) < time.fromisoformat(end):
                time.fromisoformat(start)
                return value
        except ValueError:
            pass
        raise ValueError(f'{value!r} are no hours; write for example "06:00-22:00"')

    @property
    def weekdays(self) -> frozenset[int]:
        """Monday is 0."""
        return weekdays(self.days)


class Absence(Strict):
    """Fire when nothing came `for` so long: of `source`, or without one nothing that matches `when`.

    `unless: fetch_failing` leaves out times in which the source could not be fetched.
    """

    for_: Duration = Field(alias="for")
    source: Annotated[Name, BeforeValidator(not_a_switch)] | None = None
    calendar: Calendar = Calendar()
    unless: Literal["fetch_failing"] | None = None

    @model_validator(mode="after")
    def _fetching_needs_a_source(self) -> Absence:
        if self.unless and not self.source:
            raise ValueError("unless: fetch_failing needs a source")
        return self
