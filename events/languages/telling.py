"""What the readers of further languages say of a trigger, made into a frame that articles group."""

from __future__ import annotations

from dataclasses import dataclass

from events._attribution import Said
from events._frame import Frame
from events._roles import Roles, with_place_country
from events._status import Reading
from events.lexicon.schema import KindEntry
from events.model import Actor, Assertion, Attribution, DateValue, Field, Place, PlaceRole, Quantity, Status
from events.text import Sentence


@dataclass(frozen=True, slots=True)
class Stated:
    """How far a happening has got, the span of the word that says so, and whether it is said outright."""

    status: Status
    cue: tuple[int, int] | None = None
    stated: bool = True


@dataclass(frozen=True, slots=True)
class Telling:
    """One trigger with all that was read around it; offsets count characters of its field."""

    kind: str
    rule: str
    start: int
    end: int
    verbal: bool
    stated: Stated
    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    places: tuple[Place, ...]
    quantities: tuple[Quantity, ...]
    date: DateValue | None
    reported: DateValue | None
    attributions: tuple[Attribution, ...]
    assertion: Assertion
    countries: frozenset[str] = frozenset()
    helps: bool = False


def frame_of(told: Telling, sentence: Sentence, position: int, field: Field, entry: KindEntry) -> Frame:
    """The frame of `told`, whose other side is the country of its place where no other is named."""
    roles = with_place_country(Roles(told.actors, told.recipients), told.places, entry)
    return Frame(
        kind=told.kind,
        rule=told.rule,
        field=field,
        sentence=sentence,
        position=position,
        start=told.start,
        end=told.end,
        verbal=told.verbal,
        reading=Reading(told.stated.status, None, told.stated.stated),
        said=Said(told.attributions, told.assertion),
        actors=roles.actors,
        recipients=roles.recipients,
        places=told.places,
        quantities=told.quantities,
        date=told.date,
        reported=told.reported,
        cue=told.stated.cue,
        background=not told.verbal and not told.stated.stated,
        countries=told.countries,
        helps=told.helps,
    )


def assertion_of(attributions: tuple[Attribution, ...], confirmed: bool, status: Status) -> Assertion:
    """How sure a telling is by who says it and how."""
    if attributions:
        return "confirmed" if confirmed else "claimed"
    return "possible" if status == "hypothetical" else "fact"


def place_role(entry: KindEntry, way: str) -> PlaceRole | None:
    """The role of a place that something goes `to`, comes `from`, is `at` or is `on` (an aim)."""
    if way == "from":
        return "origin"
    if way == "to":
        return entry.to if entry.inside == "destination" or entry.counts == "withdrawn" else entry.inside
    if way in ("at", "on"):
        return entry.inside
    return None
