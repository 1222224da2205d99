"""An event as it stands, and what a mention makes of it: minted from the first, folded in with the others.

Pure: the fields of `EventState` are the columns of the event table; the caller stores them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from events.model import Json, Mention, Quantity

_FIGURE_CHANGE = 0.05


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a mention came from. `key` is unique to the mention and mints an event's id."""

    key: str
    article: int
    publisher: str
    copy_group: str
    reported: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who has told of an event so far.

    `own_figures` are (role, value) pairs of earlier revisions of the mention's own article that no other
    article gave: an edit withdraws them.
    """

    articles: frozenset[int] = frozenset()
    copy_groups: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    own_figures: frozenset[tuple[str, float]] = frozenset()


@dataclass(frozen=True, slots=True)
class EventState:
    """An event as it stands; the fields are the columns of the event table."""

    id: str
    kind: str
    title: str
    actor: str
    recipient: str
    actors: list[Json]
    recipients: list[Json]
    place: str
    country: str
    lat: float | None
    lon: float | None
    places: list[Json]
    start: str | None
    end: str | None
    precision: str
    edtf: str
    date: Json
    status: str
    assertion: str
    quantities: Json
    attribution: list[Json]
    reach: int
    texts: int
    origins: int
    disputed: bool
    first_reported_at: datetime
    first_seen_at: datetime
    updated_at: datetime


def mint(mention: Mention, origin: Origin) -> EventState:
    """A new event from its first mention; the id follows from the mention, so replays give the same."""
    return EventState(
        id=mint_id(origin.key),
        kind=mention.kind,
        title=mention.title,
        quantities=_figures({}, mention),
        attribution=[a.to_json() for a in mention.attribution],
        status=mention.status,
        assertion=mention.assertion,
        reach=1,
        texts=1,
        origins=1,
        disputed=False,
        first_reported_at=origin.reported,
        first_seen_at=origin.seen,
        updated_at=origin.seen,
        **_who(mention),
        **_where(mention),
        **_when(mention),
    )


def fold(state: EventState, mention: Mention, origin: Origin, change: str, told_by: Provenance) -> EventState:
    """The event after a mention joined it with `change`. `told_by` is who told of it before."""
    counted = count_sources(told_by, mention, origin)
    state = replace(
        state,
        reach=counted.reach,
        texts=counted.texts,
        origins=counted.origins,
        attribution=_union(state.attribution, [a.to_json() for a in mention.attribution], key="speaker"),
        first_reported_at=min(state.first_reported_at, origin.reported),
        updated_at=origin.seen,
    )
    if change == "denied":
        return replace(state, disputed=True)
    if change == "corrected":
        state = replace(state, quantities=_without(state.quantities, told_by.own_figures))
    return _enriched(state, mention)


def retold(state: EventState, mention: Mention) -> EventState:
    """The event as the only article that tells of it tells it now, from its full text after a teaser.

    Unlike a second article's words, these replace what was known: they are the same author's, in full.
    """
    fuller = {name: value for name, value in _who(mention).items() if value}
    if mention.places:
        fuller |= _where(mention)
    if mention.date.basis == "expression":
        fuller |= _when(mention)
    return replace(state, title=mention.title, **fuller)


@dataclass(frozen=True, slots=True)
class Counted:
    """How widely an event is told of: articles, different texts, independent origins."""

    reach: int
    texts: int
    origins: int


def count_sources(told_by: Provenance, mention: Mention, origin: Origin) -> Counted:
    """Counts once `mention` is included. A copy adds reach and nothing else."""
    is_copy = origin.copy_group in told_by.copy_groups
    origins = told_by.origins if is_copy else told_by.origins | origin_names(mention, origin.publisher)
    return Counted(
        reach=len(told_by.articles | {origin.article}),
        texts=len(told_by.copy_groups | {origin.copy_group}),
        origins=max(len(origins), 1),
    )


def origin_names(mention: Mention, publisher: str) -> frozenset[str]:
    """The independent origins of a mention: its speakers, or the publisher where none is named."""
    return origins_of((a.speaker for a in mention.attribution), publisher)


def origins_of(speakers: Iterable[str], publisher: str) -> frozenset[str]:
    """Origin names from stored parts; see `origin_names`."""
    named = frozenset(f"speaker:{speaker.casefold()}" for speaker in speakers if speaker)
    return named or frozenset({f"publisher:{publisher.casefold()}"})


def mint_id(key: str) -> str:
    """A stable event id from the key of its first mention."""
    return "ev_" + hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def is_news(quantity: Quantity, known: Json | None) -> bool:
    """Whether a figure differs by more than 5 % from every figure named before for its role."""
    if known is None:
        return True
    value = figure(quantity)
    if value is None:
        return False
    return all(abs(value - before) > _FIGURE_CHANGE * max(abs(before), 1) for before in known["values"])


def figure(quantity: Quantity) -> float | None:
    """The number to compare by: the value, else the upper, else the lower bound."""
    if quantity.value is not None:
        return quantity.value
    return quantity.high if quantity.high is not None else quantity.low


def advances(before: str, after: str) -> bool:
    """Whether a status moves an event on: plans become deeds, begun becomes done, never back."""
    order = ["announced", "planned", "attempted", "under_way", "completed"]
    return before in order and after in order[3:] and order.index(after) > order.index(before)


def _enriched(state: EventState, mention: Mention) -> EventState:
    """Fill what was unknown and take over what is news."""
    filled: dict[str, Any] = {}
    if not state.places and mention.places:
        filled |= _where(mention)
    filled |= {name: value for name, value in _who(mention).items() if value and not getattr(state, name)}
    if state.date.get("basis") != "expression" and mention.date.basis == "expression":
        filled |= _when(mention)
    if advances(state.status, mention.status):
        filled["status"] = mention.status
    if mention.assertion != "repeated":
        filled["quantities"] = _figures(state.quantities, mention)
    return replace(state, **filled)


def _who(mention: Mention) -> dict[str, Any]:
    return {
        "actor": _first_name(mention.actors),
        "recipient": _first_name(mention.recipients),
        "actors": [a.to_json() for a in mention.actors],
        "recipients": [a.to_json() for a in mention.recipients],
    }


def _where(mention: Mention) -> dict[str, Any]:
    leading = [p for p in mention.places if p.role in ("destination", "site")]
    lead = next(iter(leading or mention.places), None)
    return {
        "place": lead.name if lead else "",
        "country": lead.country if lead else _first_country(mention),
        "lat": lead.lat if lead else None,
        "lon": lead.lon if lead else None,
        "places": [p.to_json() for p in mention.places],
    }


def _when(mention: Mention) -> dict[str, Any]:
    date = mention.date
    return {
        "start": date.start,
        "end": date.end,
        "precision": date.precision,
        "edtf": date.edtf,
        "date": date.to_json(),
    }


def _without(figures: Json, withdrawn: frozenset[tuple[str, float]]) -> Json:
    """Figures less those an edit took back; a role of which nothing is left is forgotten."""
    kept: Json = {}
    for role, known in figures.items():
        values = [value for value in known["values"] if (role, value) not in withdrawn]
        if values == known["values"]:
            kept[role] = known
        elif values:
            best = known["best"] if known["best"] in values else values[-1]
            kept[role] = known | {"values": values, "best": best, "low": min(values), "high": max(values)}
    return kept


def _figures(known: Json, mention: Mention) -> Json:
    """Best, low and high per role; best is the latest figure that had not been named before."""
    figures = dict(known)
    speaker = next((a.speaker for a in mention.attribution), "")
    for quantity in mention.quantities:
        if quantity.role is None:
            continue
        before = figures.get(quantity.role)
        if before is None or is_news(quantity, before):
            # "Some 3,000" after "about 1,500 troops" counts the same thing.
            unit = quantity.unit or next((row["unit"] for row in figures.values() if row["unit"]), "")
            figures[quantity.role] = _figure_row(replace(quantity, unit=unit), before, speaker)
    return figures


def _figure_row(quantity: Quantity, before: Json | None, speaker: str) -> Json:
    value = figure(quantity)
    values = [*(before["values"] if before else []), *([value] if value is not None else [])]
    bounds = [v for v in (quantity.low, quantity.high, *values) if v is not None]
    return {
        "best": quantity.to_json()["value"],
        "low": min(bounds, default=None),
        "high": max(bounds, default=None),
        "unit": quantity.unit,
        "qualifier": quantity.qualifier,
        "text": quantity.text,
        "speaker": speaker,
        "values": values,
    }


def _union(known: list[Json], added: list[Json], *, key: str) -> list[Json]:
    names = {row[key] for row in known}
    return [*known, *(row for row in added if row[key] not in names)]


def _first_name(parties: Sequence[Any]) -> str:
    return parties[0].name if parties else ""


def _first_country(mention: Mention) -> str:
    parties = (*mention.recipients, *mention.actors)
    return next((p.country for p in parties if p.country), "")
