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
