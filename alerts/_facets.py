"""The conditions beside `text` as keys an index can look up: what rules want, and what a change has."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from alerts._examples import Condition
from alerts._fields import PartyFields
from alerts._schema import Near, Rule
from alerts._text import words_of
from alerts.model import ChangeView, PartyView
from alerts.vocabulary import units_like

Key = object
_CELL = 10
_CELLS_AROUND = 360 // _CELL
_KM_PER_RADIAN = 6371.0


@dataclass(frozen=True, slots=True)
class Facet:
    """`wanted` are a rule's keys (None: it does not ask), `found` a change's; one in common is needed.

    Where `exact` says so of a rule, one in common is also enough.
    """

    condition: Condition
    wanted: Callable[[Rule], Iterable[Key] | None]
    found: Callable[[ChangeView], Iterable[Key]]
    exact: Callable[[Rule], bool] = lambda _: True


def _never(_: Rule) -> bool:
    return False


def _sources(rule: Rule) -> Iterable[Key] | None:
    names = rule.when.sources
    return None if names is None else [name.casefold() for name in names]


def _parties(parties: Iterable[PartyFields] | None) -> Iterable[Key] | None:
    if parties is None:
        return None
    return [key for party in parties for key in _party_keys(party)]


def _party_keys(party: PartyFields) -> list[Key]:
    """The key of the part that tells most; none for a name without words, which nobody has."""
    if party.country:
        return [("country", party.country)]
    if party.sector:
        return [("sector", party.sector.casefold())]
    return [("name", word.text) for word in words_of(party.name or "")[:1]]


def _party_views(views: Iterable[PartyView]) -> Iterable[Key]:
    for view in views:
        yield "country", view.country
        yield "sector", view.sector.casefold()
        yield from (("name", word.text) for word in words_of(view.name))


def _by_country_alone(parties: Iterable[PartyFields] | None) -> bool:
    return all(not party.name and not party.sector for party in parties or ())


def _place_words(rule: Rule) -> Iterable[Key] | None:
    if rule.when.places is None:
        return None
    return [word.text for name in rule.when.places for word in words_of(name)[:1]]


def _words_of_places(view: ChangeView) -> Iterable[Key]:
    return (word.text for place in view.places for word in words_of(place.name))


def _one_word_each(rule: Rule) -> bool:
    return all(len(words_of(name)) < 2 for name in rule.when.places or ())


def _units(rule: Rule) -> Iterable[Key] | None:
    return None if rule.when.count is None else units_like(rule.when.count.unit)


def _cells(rule: Rule) -> Iterable[Key] | None:
    return None if rule.when.near is None else cells_around(rule.when.near)


def cells_around(near: Near) -> set[tuple[int, int]]:
    """Every cell of ten by ten degrees that the circle may touch."""
    # A little more than the radius, so that rounding never leaves a place out.
    angle = near.km / _KM_PER_RADIAN + 1e-6
    south, north = (near.lat - math.degrees(angle), near.lat + math.degrees(angle))
    rows = range(math.floor(south / _CELL), math.floor(north / _CELL) + 1)
    across = math.sin(angle) / max(math.cos(math.radians(near.lat)), 1e-9)
    if angle >= math.pi / 2 or across >= 1:
        columns: Iterable[int] = range(_CELLS_AROUND)
    else:
        width = math.degrees(math.asin(across))
        columns = range(math.floor((near.lon - width) / _CELL), math.floor((near.lon + width) / _CELL) + 1)
    return {(row, column % _CELLS_AROUND) for row in rows for column in columns}


def _cells_of(view: ChangeView) -> Iterable[Key]:
    for place in view.places:
        if place.lat is not None and place.lon is not None:
            yield math.floor(place.lat / _CELL), math.floor(place.lon / _CELL) % _CELLS_AROUND


FACETS = (
    Facet("change", lambda rule: rule.change, lambda view: (view.change,)),
    Facet("kind", lambda rule: rule.when.kind, lambda view: (view.kind,)),
    Facet("status", lambda rule: rule.when.status, lambda view: (view.status,)),
    Facet("assertion", lambda rule: rule.when.assertion, lambda view: (view.assertion,)),
    Facet("language", lambda rule: rule.when.language, lambda view: (view.source.language,)),
    Facet("source_country", lambda rule: rule.when.source_country, lambda view: (view.source.country,)),
    Facet(
        "sources",
        _sources,
        lambda view: (view.source.name.casefold(), view.source.publisher.casefold()),
    ),
    Facet("country", lambda rule: rule.when.country, lambda view: [place.country for place in view.places]),
    Facet(
        "actors",
        lambda rule: _parties(rule.when.actors),
        lambda view: _party_views(view.actors),
        lambda rule: _by_country_alone(rule.when.actors),
    ),
    Facet(
        "recipients",
        lambda rule: _parties(rule.when.recipients),
        lambda view: _party_views(view.recipients),
        lambda rule: _by_country_alone(rule.when.recipients),
    ),
    Facet("places", _place_words, _words_of_places, _one_word_each),
    Facet("near", _cells, _cells_of, _never),
    Facet("count", _units, lambda view: [figure.unit.casefold() for figure in view.quantities], _never),
)
