"""Names of countries and their peoples, for whoever reads actors and places.

The data is `places.tsv.gz`, compiled by `python -m events.gazetteer.build`; see ATTRIBUTION.md.
Codes are ISO 3166-1 alpha-2, XK for Kosovo.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from events.gazetteer.data import Country, read_countries

__all__ = ["Country", "capitals", "countries", "country_code", "country_names", "country_of", "demonyms"]


def country_code(name_or_demonym: str) -> str | None:
    """The country a name, an adjective or a noun for its people stands for; None when it stands for none.

    Capitals are not read here ("Seoul" is a city first); ask `capitals()` for them.
    """
    surface = name_or_demonym.strip()
    return country_names().get(surface) or demonyms().get(surface)


def country_of(name: str) -> str:
    """Like `country_code`, but also reads a capital as its government, and answers "" for none."""
    return country_code(name) or capitals().get(name.strip(), "")


@cache
def countries() -> Mapping[str, Country]:
    """Every country by its code."""
    return MappingProxyType({country.code: country for country in read_countries()})


@cache
def country_names() -> Mapping[str, str]:
    """Surface to code: names and aliases ("South Korea", "ROK", "U.K."), neither peoples nor capitals."""
    return MappingProxyType({name: c.code for c in countries().values() for name in c.names})


@cache
def demonyms() -> Mapping[str, str]:
    """Surface to code: adjectives and nouns for a people, with plurals ("Russian", "Russians")."""
    return MappingProxyType({name: c.code for c in countries().values() for name in c.demonyms})


@cache
def capitals() -> Mapping[str, str]:
    """Surface to code: seats of government, which news uses for the government ("Seoul", "Washington")."""
    return MappingProxyType({name: c.code for c in countries().values() for name in c.capitals})
