"""Names in Russian and Ukrainian sentences: countries, towns, seas and regions in any case, adjectives."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from events.gazetteer.data import Entry
from events.languages.cyrillic import bases, seats_of_region
from events.languages.hits import Hit, Sort, seat_of
from events.languages.lexicon import InflectedFile, load
from events.languages.names import country_entry, english_entry, entries, folded
from events.model import Field
from events.text import Token

_LONGEST_NAME = 3
_TOWN = 100_000
_SENTENCE_ENDS = frozenset(".!?…")
_SUBJECT = ("ий", "ый", "ая", "ое", "ие", "ые", "а", "е", "і")
_OTHER = (
    "ой", "ого", "ому", "ым", "им", "ом", "ую", "ых", "их", "ыми", "ими", "ою", "ої", "ій", "ими", "у", "ім",
)  # fmt: skip


class _Read(NamedTuple):
    """What a row of words can mean; `listed` for a place of the lexicon, `town` for one of the gazetteer."""

    sort: Sort
    code: str
    base: bool
    options: tuple[Entry, ...]
    alliance: str = ""
    listed: bool = False
    town: bool = False


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
        self._known = lru_cache(maxsize=8192)(self._read)

    def find(self, tokens: Sequence[Token], field: Field, text: str, offset: int) -> list[Hit]:
        """The names among `tokens`, cut from `text`, which begins at `offset`."""
        low = [folded(token.text) for token in tokens]
        found: list[Hit] = []
        index = 0
        while index < len(tokens):
            length, read = self._at(tokens, low, index)
            if read is not None:
                start, end = tokens[index].start, tokens[index + length - 1].end
                words = text[start - offset : end - offset]
                found.append(
                    Hit(
                        field, start, end, words, read.sort, read.code, read.base, read.options, read.alliance
                    )
                )
            index += length
        return found

    def _at(self, tokens: Sequence[Token], low: list[str], index: int) -> tuple[int, _Read | None]:
        """How many tokens the name at `index` takes, and what it is."""
        capital = tokens[index].text[0].isupper()
        for length in range(min(_LONGEST_NAME, len(tokens) - index), 0, -1):
            if not capital and (length != 2 or not tokens[index + 1].text[0].isupper()):
                continue
            for read in self._known(tuple(low[index : index + length])):
                if (capital or read.listed) and (not read.town or _is_town(read, tokens, index)):
                    return length, read
        region = self._region(low, index) if capital else ()
        if region:
            return 2, _Read("place", "", False, region)
        code, base = self.adjectives.get(low[index], ("", False))
        return 1, _Read("adjective", code, base, ()) if code else None

    def _read(self, words: tuple[str, ...]) -> tuple[_Read, ...]:
        """All that a row of folded words can mean, by each base form it may belong to."""
        written = " ".join(words)
        keys = (" ".join(combined) for combined in product(*(bases(word) for word in words)))
        return tuple(read for key in keys if (read := self._meaning(key, base=key == written)))

    def _meaning(self, key: str, *, base: bool) -> _Read | None:
        if key in self.alliances:
            return _Read("seat", "", base, (), alliance=self.alliances[key])
        if key in self.countries:
            code = self.countries[key]
            return _Read("country", code, base, (country_entry(code),) if code else ())
        if key in self.peoples:
            return _Read("seat", self.peoples[key], base, ())
        if key in self.seats:
            return _Read("seat", self.seats[key], base, entries(self.code, key))
        if key in self.lexicon.places:
            return _Read("place", "", base, (english_entry(self.lexicon.places[key]),), listed=True)
        options = entries(self.code, key)
        if not options:
            return None
        if options[0].precision == "country":
            return _Read("country", options[0].country, base, options)
        seat = seat_of(options)
        return _Read("seat" if seat else "place", seat, base, options, town=True)

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


def _is_town(read: _Read, tokens: Sequence[Token], index: int) -> bool:
    """Not a word that opens a sentence, nor a surname behind a given name."""
    entry = read.options[0]
    if _opens_sentence(tokens, index):
        return entry.population >= _TOWN
    before = tokens[index - 1].text
    named = before[:1].isupper() and len(before) > 2 and not before.isupper()
    return not named or _opens_sentence(tokens, index - 1) or bool(read.code)


def _opens_sentence(tokens: Sequence[Token], index: int) -> bool:
    return index == 0 or tokens[index - 1].text in _SENTENCE_ENDS


@cache
def inflected_names(code: str) -> InflectedNames:
    return InflectedNames(code)
