"""Korean sentences, parsed as far as events need it: words with particles, names, clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from events.gazetteer.data import Entry
from events.languages.hits import Hit, Named, Sort, seat_of
from events.languages.lexicon import AgglutinatingFile, load
from events.languages.names import country_entry, english_entry, entries
from events.model import DateValue, Field

_WORD = re.compile(r"\S+")
_CORE = re.compile(r"^([^\w]*)(.*?)([^\w]*)$", re.DOTALL)
_PARTICLES = (
    "으로부터|에서부터|로부터|에게서|에서는|에서도|에서|에게는|에게|한테|에는|에도|에|으로는|으로도|으로|로는|로|까지|부터|께서|이나|은|는|이|가"
    "|을|를|의|과|와|도|만|들은|들이|들을|들의|들에게|들"
)
_PARTICLE = re.compile(rf"^(?:{_PARTICLES})$")
_SPLIT = re.compile(rf"^(.+?)({_PARTICLES})$")
# What may follow a name inside its word: forces and peoples of a country, or the sort of place it is.
_PEOPLE = re.compile(rf"^(?:군|인|산|제|계|측|발)(?:{_PARTICLES}|의)?$")
_PLACE = re.compile(rf"^(?:주|시|도|州|市|지역|해상|상|항|만)?(?:{_PARTICLES})?$")
_QUOTE = re.compile(r"(?:다고|라고|자고|냐고|다는|라는|다며|라며|다면서|라면서)(?:도|는)?$")
_LINK = re.compile(
    r"(?:으며|하며|되며|시키며|했고|됐고|지만|는데|면서|다면|더라면|었고|았고|냈고|따르면|의하면|위해|위해서|위한)$"
)
_AND = re.compile(r"(?:[하되내쏘이]고)$")
_CONVERB = re.compile(r"(?:[가공습격발사치배병수]해|시켜|하여|돼|쏴|벌여)$")
_AUXILIARY = ("있", "없", "싶")
_TOWN = 150_000
SUBJECT = frozenset(("은", "는", "이", "가", "께서", "들은", "들이"))


class Split(NamedTuple):
    """A word without its marks, cut into what it is and its particle."""

    stem: str
    particle: str


@dataclass(slots=True)
class Word:
    """One word between blanks. `clause` counts the clauses; `mark` is the punctuation behind it."""

    start: int
    end: int
    core: str
    mark: str
    stem: str
    particle: str
    dated: bool
    named: list[Named]
    clause: int = 0
    opens_quote: bool = False

    @property
    def is_subject(self) -> bool:
        return self.particle in SUBJECT


@dataclass(slots=True)
class Parsed:
    words: list[Word]
    text: str
    start: int
    lexicon: AgglutinatingFile

    def clause(self, number: int) -> list[int]:
        return [at for at, word in enumerate(self.words) if word.clause == number]

    def cut(self, first: int, last: int, *, bare: bool = False) -> tuple[int, str]:
        """Where the words from `first` to `last` stand, and the text, `bare` of the last particle."""
        begin = self.words[first].start
        word = self.words[last]
        end = word.start + len(word.stem) if bare else word.end
        return begin, self.text[begin - self.start : end - self.start]

    def counts_force(self, at: int) -> bool:
        """Whether a count is tied to a force behind it: "3천 명의 병력"."""
        tied = self.words[at].particle == "의" and at + 1 < len(self.words)
        return tied and self.words[at + 1].stem in self.lexicon.classes["force"]

    def is_cue(self, at: int, group: str) -> bool:
        return self.words[at].core.startswith(tuple(self.lexicon.cues[group]))


def korean() -> AgglutinatingFile:
    """The Korean lexicon."""
    lexicon = load("ko")
    assert isinstance(lexicon, AgglutinatingFile)
    return lexicon


def split(core: str) -> Split:
    """A word's stem and particle; a word of one syllable is all stem."""
    match = _SPLIT.match(core)
    return Split(match[1], match[2]) if match else Split(core, "")


def find_hits(_code: str, text: str, field: Field) -> list[Hit]:
    """The names of a text."""
    return [hit for found in _WORD.finditer(text) for hit in _hits_in(found[0], found.start(), field)]


def _hits_in(word: str, offset: int, field: Field) -> Iterator[Hit]:
    parts = _CORE.match(word)
    assert parts is not None
    core, start = parts[2], offset + len(parts[1])
    # A quote or a middle dot parts words that are written together.
    for piece in re.finditer(r"[^·‘’“”\"',/]+", core):
        yield from _named_in(piece[0], start + piece.start(), field)


def _named_in(core: str, start: int, field: Field) -> Iterator[Hit]:
    for length in range(min(len(core), 12), 0, -1):
        name, rest = core[:length], core[length:]
        if name in korean().short and (not rest or _is_tail(rest)):
            codes = korean().short[name].split()
            yield from (Hit(field, start, start + length, name, "adjective", code, True) for code in codes)
            return
        if length < 2 or not _is_tail(rest):
            continue
        if name in korean().alliances:
            alliance = korean().alliances[name]
            yield Hit(field, start, start + length, name, "seat", "", True, (), alliance)
            return
        meaning = _meaning(name)
        if meaning is None:
            continue
        sort, code, options = meaning
        people = bool(_PEOPLE.match(rest)) and bool(code)
        kind: Sort = "adjective" if people else sort
        yield Hit(field, start, start + length, name, kind, code, True, () if people else options)
        return


def _is_tail(rest: str) -> bool:
    return not rest or bool(_PLACE.match(rest) or _PEOPLE.match(rest))


@cache
def _meaning(name: str) -> tuple[Sort, str, tuple[Entry, ...]] | None:
    lexicon = korean()
    if name in lexicon.countries:
        code = lexicon.countries[name]
        return "country", code, (country_entry(code),) if code else ()
    if name in lexicon.places:
        entry = english_entry(lexicon.places[name])
        return "seat" if seat_of([entry]) else "place", seat_of([entry]), (entry,)
    if name in lexicon.seats:
        return "seat", lexicon.seats[name], entries("ko", name)
    options = entries("ko", name)
    if not options or name in lexicon.common_words:
        return None
    if options[0].precision == "country":
        return "country", options[0].country, options
    if len(name) == 2 and options[0].population < _TOWN:
        return None
    seat = seat_of(options)
    return ("seat", seat, options) if seat else ("place", "", options)


def parse(text: str, start: int, named: Sequence[Named], dates: Sequence[DateValue]) -> Parsed:
    """The sentence `text`, which begins at `start`."""
    words = [_word(found, start, named, dates) for found in _WORD.finditer(text)]
    words = [word for word in words if word.core]
    number = 0
    for at, word in enumerate(words):
        word.clause = number
        following = words[at + 1].core if at + 1 < len(words) else ""
        word.opens_quote = bool(_QUOTE.search(word.core))
        if word.opens_quote or _ends_clause(word, following):
            number += 1
    return Parsed(words, text, start, korean())


def _word(found: re.Match[str], offset: int, named: Sequence[Named], dates: Sequence[DateValue]) -> Word:
    parts = _CORE.match(found[0])
    assert parts is not None
    begin = offset + found.start() + len(parts[1])
    end = begin + len(parts[2])
    stem, particle = split(parts[2])
    inside = [item for item in named if begin <= item.hit.start < end]
    for item in inside:
        tail = parts[2][item.hit.end - begin :]
        if not tail:
            stem, particle = parts[2], ""
    dated = any(date.char_start < end and begin < date.char_end for date in dates)
    return Word(begin, end, parts[2], parts[3], stem, particle, dated, inside)


def _ends_clause(word: Word, following: str) -> bool:
    if word.named:
        return False
    if _LINK.search(word.core) or _CONVERB.search(word.core):
        return True
    return bool(_AND.search(word.core)) and not following.startswith(_AUXILIARY)
