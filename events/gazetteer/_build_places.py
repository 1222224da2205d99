"""Regions and cities of the gazetteer, and which names lead to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from events.gazetteer._build_countries import SOURCES, geonames, plain, tsv_rows
from events.gazetteer.data import Entry

# Cities smaller than this are left out; of larger ones the names in other languages are kept as well.
CITIES = "cities5000"
ALTERNATES_FROM = 150_000
_SHORTEST_ALTERNATE = 5
_LAST_LATIN = 0x24F
# Countries in the news with many small places that English spells in more than one way.
ALL_ALTERNATES = frozenset(
    {"UA", "RU", "BY", "IL", "PS", "LB", "SY", "IQ", "IR", "YE", "KP", "SD", "SS", "TW", "AF"}
)
# The English name of capitals and other cities that GeoNames lists under a local one.
ENGLISH = {
    5128581: ("New York City", "New York"),
    4140963: ("Washington, D.C.", "Washington"),
    1816670: ("Beijing",),
    703448: ("Kyiv", "Kiev"),
    706483: ("Kharkiv", "Kharkov"),
    281184: ("Jerusalem",),
    281133: ("Gaza City", "Gaza"),
    360630: ("Cairo",),
}


def entries() -> list[tuple[Entry, tuple[str, ...]]]:
    """Every place but the countries, with the names it goes by."""
    cities = list(geonames(CITIES).values())
    return [*_regions(), *_admin1(cities), *_cities(cities)]


def points(cities: Iterable[dict[str, Any]]) -> dict[tuple[str, str], tuple[float, float]]:
    """The mean point of the cities of each first-order region, by country and GeoNames code."""
    grouped: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for city in cities:
        grouped[city["countrycode"], city["admin1code"]].append((city["latitude"], city["longitude"]))
    return {
        key: (sum(lat for lat, _ in found) / len(found), sum(lon for _, lon in found) / len(found))
        for key, found in grouped.items()
    }


def refused() -> list[str]:
    """Names and phrases that stand for no place."""
    text = (SOURCES / "refused.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _regions() -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for names, precision, country, lat, lon in tsv_rows("regions.tsv"):
        surfaces = tuple(names.split("|"))
        yield Entry(precision, surfaces[0], country, "", float(lat), float(lon), 0, 0), surfaces


def _admin1(cities: list[dict[str, Any]]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """The named first-order regions, then one unnamed entry for each other, for "Kursk region"."""
    means = points(cities)
    named = set()
    for entry, surfaces in [*_us_states(means), *_own_admin1(cities, means)]:
        named.add((entry.country, entry.admin1))
        yield entry, surfaces
    for (country, code), (lat, lon) in sorted(means.items()):
        if (country, code) not in named:
            yield Entry("admin1", "", country, code, lat, lon, 0, 0), ()


def _us_states(means: dict[tuple[str, str], tuple[float, float]]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    own = {code: (float(lat), float(lon)) for code, lat, lon in tsv_rows("us_states.tsv")}
    for row in geonames("us_states").values():
        lat, lon = own.get(row["code"]) or means["US", row["code"]]
        yield Entry("admin1", row["name"], "US", row["code"], lat, lon, 0, row["geonameid"]), (row["name"],)


def _own_admin1(
    cities: list[dict[str, Any]], means: dict[tuple[str, str], tuple[float, float]]
) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for country, names, seat, *point in tsv_rows("admin1.tsv"):
        surfaces = tuple(names.split("|"))
        code = _admin1_code(cities, country, seat)
        lat, lon = (float(point[0]), float(point[1])) if point else means[country, code]
        yield Entry("admin1", surfaces[0], country, code, lat, lon, 0, 0), surfaces


def _admin1_code(cities: list[dict[str, Any]], country: str, seat: str) -> str:
    options = [c for c in cities if c["countrycode"] == country and seat in (c["name"], *c["alternatenames"])]
    if not options:
        raise ValueError(f"admin1.tsv: no city named {seat!r} in {country}; name another city of the region")
    return str(max(options, key=lambda c: c["population"])["admin1code"])


def _cities(cities: list[dict[str, Any]]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    for city in cities:
        english = ENGLISH.get(city["geonameid"], ())
        name = english[0] if english else city["name"]
        entry = Entry(
            "city",
            name,
            city["countrycode"],
            city["admin1code"],
            city["latitude"],
            city["longitude"],
            city["population"],
            city["geonameid"],
        )
        yield entry, _city_names(city, name, english)


def _city_names(city: dict[str, Any], name: str, english: tuple[str, ...]) -> tuple[str, ...]:
    names = [name, *english, city["name"], plain(city["name"]), plain(city["name"]).replace("’", "'")]
    if city["population"] >= ALTERNATES_FROM or city["countrycode"] in ALL_ALTERNATES:
        names += [other for other in city["alternatenames"] if _is_latin_name(other)]
    return tuple(dict.fromkeys(n for n in names if len(n) > 2))


def _is_latin_name(name: str) -> bool:
    """Whether a name in another language can stand in a text in Latin letters; codes such as KUL cannot."""
    if len(name) < _SHORTEST_ALTERNATE or not name[0].isupper() or name.isupper():
        return False
    return all(ord(c) <= _LAST_LATIN and (c.isalpha() or c in " -'’.") for c in name)
