"""Which of the places a name can mean: decided for the whole article at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log10

from events import gazetteer
from events.gazetteer.data import Entry

# What a country, region or first-order region is worth beside the logarithm of a city's population.
_BASE = {"country": 12.0, "region": 9.5, "site": 9.5, "admin1": 6.5}
# A country that shares its name with a first-order region ("Georgia") has to be told apart by the context.
_SHARED_COUNTRY = 8.0
_CAPITAL = 3.0
# A city that only our own list knows counts like one of a hundred thousand.
_LISTED_CITY = 5.0
_LARGE, _SMALL = 100_000, 20_000
_COUNTRY_MENTIONED, _ADMIN1_MENTIONED, _HOME, _NEIGHBOUR, _PAIRED = 2.0, 2.0, 1.0, 0.5, 5.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What the article says of where it plays: countries by how often they are named, first-order regions."""

    countries: Mapping[str, int]
    admin1: frozenset[tuple[str, str]]
    home: str


def choose(options: Sequence[Entry], setting: Setting, within: Entry | None = None) -> Entry:
    """The likeliest option; `within` is the place that follows a comma ("Paris, Texas")."""
    if len(options) == 1:
        return options[0]
    shared = any(option.precision == "admin1" for option in options)
    return max(options, key=lambda option: _score(option, setting, within, shared))


def _score(option: Entry, setting: Setting, within: Entry | None, shared: bool) -> float:
    score = _BASE.get(option.precision, log10(option.population + 1))
    if option.precision == "city" and not option.geonames_id:
        score = _LISTED_CITY
    if option.precision == "country" and shared:
        score = _SHARED_COUNTRY
    if is_capital(option):
        score += _CAPITAL
    named = setting.countries.get(option.country, 0)
    if named:
        score += _COUNTRY_MENTIONED + min(named, 10) / 20
    if option.precision == "city" and (option.country, option.admin1) in setting.admin1:
        score += _ADMIN1_MENTIONED
    if option.country == setting.home:
        score += _HOME
    if within is not None and _lies_in(option, within):
        score += _PAIRED
    return score


def is_capital(entry: Entry) -> bool:
    return entry.precision == "city" and gazetteer.capitals().get(entry.name) == entry.country


def _lies_in(option: Entry, outer: Entry) -> bool:
    if option.country != outer.country or option.precision == "country":
        return False
    return outer.precision == "country" or not outer.admin1 or option.admin1 == outer.admin1


def setting_of(named: Iterable[str], chosen: Iterable[Entry], home: str) -> Setting:
    """The setting from countries named outright and places already settled."""
    countries = Counter(named)
    admin1 = frozenset((e.country, e.admin1) for e in chosen if e.precision == "admin1")
    for country, _ in admin1:
        countries[country] += 1
    return Setting(countries, admin1, home)


def is_supported(entry: Entry, setting: Setting, name: str, *, alone: bool) -> bool:
    """Whether a small city named by one word may be meant: something in the article must point to it.

    A name that only one place bears (`alone`) points to itself, unless the place is very small.
    """
    if entry.precision != "city" or " " in name or not entry.geonames_id or entry.population >= _LARGE:
        return True
    if alone and entry.population >= _SMALL:
        return True
    if (entry.country, entry.admin1) in setting.admin1 or entry.country == setting.home:
        return True
    return entry.country in setting.countries
