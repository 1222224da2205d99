"""Compiles `names.tsv.gz`. By hand, where the dev dependencies are:
`python -m events.languages._build_names`.

Rows: script ("ko", or "cyrl" for Russian and Ukrainian together), the name in its base form, and an entry of
the gazetteer with its cells. Countries are named by CLDR (through Babel), cities by GeoNames.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import Any

from babel import Locale

from events import gazetteer
from events.gazetteer._build_countries import geonames
from events.gazetteer.data import Entry
from events.languages.names import DATA, folded

_SCRIPTS = {"ko": re.compile("[\uac00-\ud7a3]{2,}"), "cyrl": re.compile("[\u0400-\u04ff'’ -]{4,}")}
_LANGUAGES = {"ko": ("ko",), "cyrl": ("ru", "uk")}
_CITIES_FROM = 50_000
# Where smaller towns are in the news.
_CLOSELY_READ = frozenset(
    {"UA", "RU", "BY", "KP", "KR", "PL", "MD", "LT", "LV", "EE", "GE", "IL", "PS", "LB", "SY"}
)


def main() -> None:
    """Writes the data file and says how large it is."""
    rows = sorted({"\t".join((script, name, entry.to_line())) for script, name, entry in _rows()})
    packed = gzip.compress(("\n".join(rows) + "\n").encode(), compresslevel=9, mtime=0)
    DATA.write_bytes(packed)
    print(f"{DATA.name}: {len(rows):,} names, {len(packed) / 1e6:.2f} MB")


def _rows() -> Iterator[tuple[str, str, Entry]]:
    for script, pattern in _SCRIPTS.items():
        yield from _countries(script)
        for city in geonames("cities15000").values():
            if city["population"] >= _CITIES_FROM or city["countrycode"] in _CLOSELY_READ:
                for name in city["alternatenames"]:
                    if pattern.fullmatch(name):
                        yield script, folded(name), _city(city)


def _countries(script: str) -> Iterator[tuple[str, str, Entry]]:
    for language in _LANGUAGES[script]:
        territories = Locale(language).territories
        for code, country in gazetteer.countries().items():
            name = territories.get(code, "")
            if name and "(" not in name:
                yield script, folded(name), _country(country)


def _country(country: gazetteer.Country) -> Entry:
    return Entry(
        "country",
        country.name,
        country.code,
        "",
        country.lat,
        country.lon,
        country.population,
        country.geonames_id,
    )


def _city(city: dict[str, Any]) -> Entry:
    from events.gazetteer._build_places import ENGLISH

    return Entry(
        "city",
        ENGLISH.get(city["geonameid"], (city["name"],))[0],
        city["countrycode"],
        city["admin1code"],
        city["latitude"],
        city["longitude"],
        city["population"],
        city["geonameid"],
    )


if __name__ == "__main__":
    main()
