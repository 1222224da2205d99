"""Names in Russian and Ukrainian sentences: countries, towns, seas and regions in any case, adjectives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from events import gazetteer
from events.gazetteer.data import Entry
from events.languages.cyrillic import bases, seats_of_region
from events.languages.hits import Hit, Sort, seat_of
from events.languages.lexicon import InflectedFile, load
from events.languages.names import country_entry, english_entry, entries, folded
from events.model import Field
from events.text import Token

_LONGEST_NAME = 3
_TOWN = 100_000
_SUBJECT = ("ий", "ый", "ая", "ое", "ие", "ые", "а", "е", "і")
_OTHER = (
    "ой", "ого", "ому", "ым", "им", "ом", "ую", "ых", "их", "ыми", "ими", "ою", "ої", "ій", "ими", "у", "ім",
)  # fmt: skip


class InflectedNames:
    """Finds the names in a row of tokens."""

    def __init__(self, code: str) -> None:
        lexicon = load(code)
        assert isinstance(lexicon, InflectedFile)
        self.code, self.lexicon = code, lexicon
        self.adjectives = {
            folded(stem + ending): (country, ending in _SUBJECT)
            for stem, country in lexicon.adjectives.items()
            for ending in (*_SUBJECT, *_OTHER)
        }
        self.countries = {folded(name): code for name, code in lexicon.countries.items()}
        self.seats = {folded(name): code for name, code in lexicon.seats.items()}
        self.peoples = {folded(name): code for name, code in lexicon.peoples.items()}
        self.alliances = {folded(name): english for name, english in lexicon.alliances.items()}
        self.regions = tuple(lexicon.words["region"])

    def find(self, tokens: Sequence[Token], field: Field, text: str, offset: int) -> list[Hit]:
        """The names among `tokens`, cut from `text`, which begins at `offset`."""
        low = [folded(token.text) for token in tokens]
        found: list[Hit] = []
        index = 0
        while index < len(tokens):
            alliance = self.alliances.get(low[index], "")
            if alliance and tokens[index].text[0].isupper():
                token = tokens[index]
                hit = Hit(field, token.start, token.end, token.text, "seat", "", True, (), alliance)
                found.append(hit)
                index += 1
                continue
            read = self._at(tokens, low, index)
            if read is None:
                index += 1
                continue
            length, sort, code, base, options = read
            start, end = tokens[index].start, tokens[index + length - 1].end
            found.append(
                Hit(field, start, end, text[start - offset : end - offset], sort, code, base, options)
            )
            index += length
        return found

    def _at(
        self, tokens: Sequence[Token], low: list[str], index: int
    ) -> tuple[int, Sort, str, bool, tuple[Entry, ...]] | None:
        if not tokens[index].text[0].isupper():
            sector = self._lower_case_place(tokens, low, index)
            if sector:
                return 2, "place", "", False, sector
            code, base = self.adjectives.get(low[index], ("", False))
            return (1, "adjective", code, base, ()) if code else None
        region = self._region(low, index)
        if region:
            return 2, "place", "", False, region
        for length in range(min(_LONGEST_NAME, len(tokens) - index), 0, -1):
            words = low[index : index + length]
            for key in self._keys(words):
                read = self._meaning(key, tokens, index)
                if read:
                    sort, code, options = read
                    return length, sort, code, key == " ".join(words), options
        code, base = self.adjectives.get(low[index], ("", False))
        return (1, "adjective", code, base, ()) if code else None

    def _lower_case_place(self, tokens: Sequence[Token], low: list[str], index: int) -> tuple[Entry, ...]:
        """ "сектор Газа": a place of our list that begins with a common noun."""
        if index + 1 >= len(tokens) or not tokens[index + 1].text[0].isupper():
            return ()
        for key in self._keys(low[index : index + 2]):
            if key in self.lexicon.places:
                return (english_entry(self.lexicon.places[key]),)
        return ()

    def _keys(self, words: Sequence[str]) -> Iterator[str]:
        return (" ".join(combined) for combined in product(*(bases(word) for word in words)))

    def _meaning(
        self, key: str, tokens: Sequence[Token], index: int
    ) -> tuple[Sort, str, tuple[Entry, ...]] | None:
        if key in self.countries:
            code = self.countries[key]
            return "country", code, (country_entry(code),) if code else ()
        if key in self.peoples:
            return "seat", self.peoples[key], ()
        if key in self.seats:
            return "seat", self.seats[key], entries(self.code, key)
        if key in self.lexicon.places:
            return "place", "", (english_entry(self.lexicon.places[key]),)
        options = entries(self.code, key)
        if not options:
            return None
        if options[0].precision == "country":
            return "country", options[0].country, options
        if not self._is_town(options[0], tokens, index):
            return None
        seat = seat_of(options)
        return ("seat", seat, options) if seat else ("place", "", options)

    def _is_town(self, entry: Entry, tokens: Sequence[Token], index: int) -> bool:
        """Not a word that opens a sentence, nor a surname behind a given name."""
        if index == 0 and entry.population < _TOWN:
            return False
        before = tokens[index - 1].text if index else ""
        named = before[:1].isupper() and index > 1 and len(before) > 2 and not before.isupper()
        return not named or gazetteer.capitals().get(entry.name) == entry.country

    def _region(self, low: list[str], index: int) -> tuple[Entry, ...]:
        """ "Kursk region": the region around the town its adjective is made of."""
        if index + 1 >= len(low) or not low[index + 1].startswith(self.regions):
            return ()
        return next((found for base in bases(low[index]) if (found := self._around(base))), ())

    def _around(self, adjective: str) -> tuple[Entry, ...]:
        for town in seats_of_region(adjective):
            for entry in entries(self.code, town):
                if entry.precision == "city":
                    return (
                        Entry(
                            "admin1",
                            f"{entry.name} region",
                            entry.country,
                            entry.admin1,
                            entry.lat,
                            entry.lon,
                            0,
                            0,
                        ),
                    )
        return ()


@cache
def inflected_names(code: str) -> InflectedNames:
    return InflectedNames(code)
