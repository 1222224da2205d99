"""The compiled gazetteer: its file, its sections and its rows."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "places.tsv.gz"
SECTION = "#"


@dataclass(frozen=True, slots=True)
class Country:
    """A country with its GeoNames identifier, centroid in degrees and the words English has for it."""

    code: str
    name: str
    geonames_id: int
    lat: float
    lon: float
    population: int
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A region, site, first-order region (admin1) or city.

    The point is in degrees; `geonames_id` is 0 where unknown. Its fields hold no tab.
    """

    precision: str
    name: str
    country: str
    admin1: str
    lat: float
    lon: float
    population: int
    geonames_id: int

    def to_line(self) -> str:
        point = (f"{self.lat:.4g}", f"{self.lon:.5g}") if self.precision != "city" else self._exact_point()
        cells = (
            self.precision,
            self.name,
            self.country,
            self.admin1,
            *point,
            self.population,
            self.geonames_id,
        )
        return "\t".join(map(str, cells))

    def _exact_point(self) -> tuple[str, str]:
        return f"{self.lat:.3f}", f"{self.lon:.3f}"

    @classmethod
    def from_line(cls, line: str) -> Entry:
        precision, name, country, admin1, lat, lon, people, number = line.split("\t")
        return cls(precision, name, country, admin1, float(lat), float(lon), int(people), int(number))


@dataclass(frozen=True, slots=True)
class Tables:
    """The places as unparsed lines, the names that lead to them, and per name the lines it can mean.

    A name that means nothing ("New York Times") is there to keep its parts from being read.
    """

    entries: list[str]
    names: list[str]
    candidates: list[str]


def read_tables() -> Tables:
    """Everything behind the countries; rows stay text until somebody asks for them."""
    text = gzip.decompress(DATA.read_bytes()).decode()
    blocks = dict(block.split("\n", 1) for block in text.split(SECTION)[1:])
    return Tables(*(blocks[name][:-1].split("\n") for name in ("entries", "names", "candidates")))


def read_countries() -> Iterator[Country]:
    """The countries; they come first in the file, so the cities behind them are not unpacked."""
    for line in _section_lines("countries"):
        code, name, number, lat, lon, people, names, peoples, seats = line.split("\t")
        yield Country(
            code,
            name,
            int(number),
            float(lat),
            float(lon),
            int(people),
            _items(names),
            _items(peoples),
            _items(seats),
        )


def _items(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _section_lines(name: str) -> Iterator[str]:
    inside = False
    with gzip.open(DATA, "rt", encoding="utf-8") as file:
        for line in file:
            if line.startswith(SECTION):
                if inside:
                    return
                inside = line.strip() == SECTION + name
            elif inside:
                yield line.rstrip("\n")
