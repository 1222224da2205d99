"""Compiles `places.tsv.gz`. By hand, where the dev dependencies are: `python -m events.gazetteer.build`."""

from __future__ import annotations

import gzip
from collections.abc import Iterable

from events.gazetteer import _build_countries
from events.gazetteer.data import DATA, SECTION, Country


def main() -> None:
    """Writes the data file and says how large it is."""
    lines = [f"{SECTION}countries", *(_country_line(c) for c in _build_countries.countries())]
    size = write(lines)
    print(f"{DATA.name}: {len(lines):,} lines, {size / 1e6:.2f} MB")


def write(lines: Iterable[str]) -> int:
    """Packs the lines the same way every time (no time stamp) and returns the size in bytes."""
    packed = gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0)
    DATA.write_bytes(packed)
    return len(packed)


def _country_line(c: Country) -> str:
    cells = (c.code, c.name, c.geonames_id, c.lat, c.lon, c.population)
    lists = ("|".join(items) for items in (c.names, c.demonyms, c.capitals))
    return "\t".join([*map(str, cells), *lists])


if __name__ == "__main__":
    main()
