"""Names of countries and cities as Korean, Russian and Ukrainian write them, in their base forms.

The data is `names.tsv.gz`, compiled by `python -m events.languages._build_names`; see ATTRIBUTION.md.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from events import gazetteer
from events._places_match import matcher
from events.gazetteer.data import Entry

DATA = Path(__file__).parent / "names.tsv.gz"
SCRIPTS = {"ko": "ko", "ru": "cyrl", "uk": "cyrl"}


def folded(name: str) -> str:
    """A name as it is looked up: lower case, one sort of apostrophe, ё as е."""
    return name.lower().replace("ё", "е").replace("’", "'").replace("ʼ", "'")


def entries(code: str, name: str) -> tuple[Entry, ...]:
    """What a folded name in its base form can mean in a language, the likeliest first."""
    return _parsed(_lines(SCRIPTS[code]).get(name, ""))


def country_entry(code: str) -> Entry:
    """The country with an ISO code."""
    country = gazetteer.countries()[code]
    return Entry(
        "country", country.name, code, "", country.lat, country.lon, country.population, country.geonames_id
    )


def english_entry(name: str) -> Entry:
    """The place that English calls `name`. KeyError if the gazetteer has none."""
    options = matcher().options(name)
    if not options:
        raise KeyError(f"the gazetteer knows no {name!r}")
    return options[0]


@lru_cache(maxsize=4096)
def _parsed(lines: str) -> tuple[Entry, ...]:
    found = [Entry.from_line(line) for line in lines.split("\n") if line]
    return tuple(sorted(found, key=lambda entry: (entry.precision != "country", -entry.population)))


@cache
def _lines(script: str) -> Mapping[str, str]:
    table: dict[str, str] = {}
    for row in gzip.decompress(DATA.read_bytes()).decode().splitlines():
        where, name, line = row.split("\t", 2)
        if where == script:
            table[name] = f"{table[name]}\n{line}" if name in table else line
    return table
