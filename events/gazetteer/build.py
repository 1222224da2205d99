"""Compiles `places.tsv.gz`. By hand, where the dev dependencies are: `python -m events.gazetteer.build`."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

from events.gazetteer import _build_countries, _build_places
from events.gazetteer.data import DATA, SECTION, Country, Entry


def main() -> None:
    """Writes the data file and says how large it is."""
    lines = [f"{SECTION}countries", *(_country_line(c) for c in _build_countries.countries())]
    places = _build_places.entries()
    lines += [f"{SECTION}entries", *(entry.to_line() for entry, _ in places)]
    index = _index(places)
    lines += [f"{SECTION}names", *index, f"{SECTION}candidates", *index.values()]
    size = write(lines)
    print(f"{DATA.name}: {len(lines):,} lines, {size / 1e6:.2f} MB")


def write(lines: Iterable[str]) -> int:
    """Packs the lines the same way every time (no time stamp) and returns the size in bytes."""
    packed = gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0)
    DATA.write_bytes(packed)
    return len(packed)


def _index(places: list[tuple[Entry, tuple[str, ...]]]) -> dict[str, str]:
    """Name to the numbers of the entries it can mean, the largest first; refused names mean none."""
    found: dict[str, list[int]] = {}
    for number, (_, names) in enumerate(places):
        for name in names:
            found.setdefault(name, []).append(number)
    for name in _build_places.refused():
        found[name] = []
    by_size = {
        name: sorted(numbers, key=lambda n: -places[n][0].population) for name, numbers in found.items()
    }
    return {name: " ".join(map(str, by_size[name])) for name in sorted(by_size)}


def _country_line(c: Country) -> str:
    cells = (c.code, c.name, c.geonames_id, c.lat, c.lon, c.population)
    lists = ("|".join(items) for items in (c.names, c.demonyms, c.capitals))
    return "\t".join([*map(str, cells), *lists])


if __name__ == "__main__":
    main()
