"""Names in a text of a further language, and which places they stand for in the light of the article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from events import gazetteer
from events._actor_names import country_name
from events._places_choose import choose, setting_of
from events.gazetteer.data import Entry
from events.model import Actor, Article, Field, Place, PlaceRole, Span

Sort = Literal["country", "seat", "place", "adjective"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A name with what it can mean. `code` is the country it stands for as an actor, `base` tells that its
    form can be a subject; an adjective ("russian") names no place, an `alliance` has no country."""

    field: Field
    start: int
    end: int
    text: str
    sort: Sort
    code: str
    base: bool
    options: tuple[Entry, ...] = ()
    alliance: str = ""

    @property
    def span(self) -> Span:
        return Span(self.field, self.start, self.end, self.text)


@dataclass(frozen=True, slots=True)
class Named:
    """A hit with the place chosen for it, None for an adjective."""

    hit: Hit
    entry: Entry | None

    @property
    def country(self) -> str:
        return self.entry.country if self.entry else self.hit.code

    @property
    def acts(self) -> bool:
        """Whether the name can stand for a government."""
        return bool(self.hit.code or self.hit.alliance)

    def actor(self, sector: str = "government") -> Actor:
        if self.hit.alliance:
            return Actor(self.hit.alliance, "", "organisation", self.hit.span)
        return Actor(country_name(self.hit.code), self.hit.code, sector, self.hit.span)

    def place(self, role: PlaceRole | None = None) -> Place:
        entry = self.entry
        assert entry is not None
        return Place(
            name=entry.name or self.hit.text,
            country=entry.country,
            lat=entry.lat,
            lon=entry.lon,
            precision=entry.precision,
            geonames_id=entry.geonames_id or None,
            span=self.hit.span,
            role=role,
        )


def settle_hits(hits: Sequence[Hit], article: Article) -> list[Named]:
    """Each hit with its place: what the article's countries make likely, else the largest."""
    named = [hit.code for hit in hits if hit.code and hit.sort != "seat"]
    setting = setting_of(named, (), article.country)
    return [Named(hit, choose(hit.options, setting) if hit.options else None) for hit in hits]


def seat_of(options: Iterable[Entry]) -> str:
    """The country whose capital comes first among the options, else ""."""
    first = next(iter(options), None)
    if first is None or first.precision != "city":
        return ""
    return first.country if gazetteer.capitals().get(first.name) == first.country else ""
