"""Toponyms of an article, with coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from events import gazetteer
from events._places_choose import Setting, choose, is_capital, is_supported, setting_of
from events._places_match import Match, is_person, matcher
from events.gazetteer import country_of
from events.gazetteer.data import Entry
from events.model import Article, Field, Place, Span

__all__ = ["country_of", "find_places"]

_PAIR_GAP = re.compile(r",\s|\s\(")
_CALLED = re.compile(r"\b(?:city|town|village|port|capital|suburb) of $")
_WORD = re.compile(r"[A-Z][\w.’'-]*(?:\s[A-Z][\w.’'-]*)?")
_REGION_WORDS = frozenset({"region", "oblast", "province", "governorate", "prefecture", "krai", "state"})


def find_places(article: Article) -> list[Place]:
    """Every place named in the title and the body, title first, in reading order.

    Names of peoples ("Russian") are no places but tell which countries the article is about. One sense a
    name holds for the whole article. Points are GeoNames': a country's or region's middle, a city's own.
    """
    matches = _without_people(list(_matches(article)), article)
    chosen = _settled(matches, article)
    return [_place(match, entry, article) for match, entry in zip(matches, chosen, strict=True) if entry]


def _matches(article: Article) -> Iterator[Match]:
    fields: tuple[Field, Field] = ("title", "body")
    for name in fields:
        yield from matcher().find(article.text(name), name)


def _without_people(matches: list[Match], article: Article) -> list[Match]:
    """A name that was a person once is one everywhere, save those of countries, capitals and metropolises."""
    judged = [(m, is_person(m, article.text(m.field))) for m in matches]
    surnames = {m.name for m, person in judged if person and not _is_large(m.options[0])}
    return [m for m, person in judged if not person and m.name not in surnames]


def _is_large(entry: Entry) -> bool:
    return entry.precision != "city" or entry.population >= 1_000_000 or is_capital(entry)


def _settled(matches: list[Match], article: Article) -> list[Entry | None]:
    """One entry a match: countries and single meanings first, then the rest in their light."""
    named = [*_countries_named(article), *(m.options[0].country for m in matches if _is_plain_country(m))]
    first = setting_of(named, (), article.country)
    certain = [choose(m.options, first) for m in matches if m.options[0].precision == "admin1"]
    setting = setting_of(named, certain, article.country)
    senses: dict[str, Entry] = {}
    chosen: list[Entry | None] = []
    for index, match in enumerate(matches):
        within = _outer(match, matches[index + 1] if index + 1 < len(matches) else None, article, setting)
        if within is not None or match.name not in senses:
            senses[match.name] = choose(match.options, setting, within)
        entry = senses[match.name]
        chosen.append(entry if _is_meant(match, entry, setting, within, article) else None)
    return chosen


def _is_plain_country(match: Match) -> bool:
    """A country's name that is no first-order region's as well ("Georgia")."""
    return match.options[0].precision == "country" and not any(o.precision == "admin1" for o in match.options)


def _countries_named(article: Article) -> Iterator[str]:
    """The countries whose peoples or governments the article names."""
    known = gazetteer.demonyms()
    for text in (article.title, article.body):
        for match in _WORD.finditer(text):
            code = known.get(match[0]) or known.get(match[0].split()[0])
            if code:
                yield code


def _outer(match: Match, following: Match | None, article: Article, setting: Setting) -> Entry | None:
    """The place that a comma or bracket puts around this one ("Paris, Texas")."""
    if following is None or following.field != match.field:
        return None
    gap = article.text(match.field)[match.end : following.start]
    if not _PAIR_GAP.fullmatch(gap):
        return None
    outer = choose(following.options, setting)
    wide = outer.precision in ("country", "admin1")
    return outer if wide and any(o.country == outer.country for o in match.options) else None


def _is_meant(match: Match, entry: Entry, setting: Setting, within: Entry | None, article: Article) -> bool:
    if match.shouted and entry.precision == "city" and entry.population < 100_000:
        return False
    if (
        within is not None
        or match.suffix
        or _CALLED.search(article.text(match.field), max(0, match.start - 14), match.start)
    ):
        return True
    return is_supported(entry, setting, match.name, alone=len(match.options) == 1)


def _place(match: Match, entry: Entry, article: Article) -> Place:
    text = article.text(match.field)[match.start : match.end]
    name = entry.name
    if match.suffix in _REGION_WORDS and entry.precision == "city":
        region = matcher().admin1(entry.country, entry.admin1)
        if region is not None:
            entry, name = replace(region, name=text), text
    return Place(
        name=name or text,
        country=entry.country,
        lat=entry.lat,
        lon=entry.lon,
        precision=entry.precision,
        geonames_id=entry.geonames_id or None,
        span=Span(match.field, match.start, match.end, text),
    )
