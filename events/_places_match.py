"""Where place names stand in a text: one pass of an automaton, then the guards against other uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from events import gazetteer
from events._words import word_set
from events.gazetteer.data import Entry, read_tables
from events.model import Field

_SHOUTED = re.compile(r"[A-Z][A-Z]{3,}+(?!\w)")
_BEFORE = re.compile(r"([\w.’'-]+)\s$")
_AFTER = re.compile(r"\s([A-Z][\w’'-]*)")
# Neither handles nor tags nor identifiers; "" is a border of the text.
_NAME_SIGNS = ("@", "#", "_")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]['\"”’)]?\s|[\n\r“\"‘(\[—–]|\s-\s)$")
_SUFFIX = re.compile(
    r" (?P<word>[Rr]egion|[Oo]blast|[Pp]rovince|[Gg]overnorate|[Pp]refecture|[Kk]rai|[Ss]tate)\b"
    r"(?! (?:[Uu]niversity|TV|media))"
)
_NOT_A_NAME_AFTER = word_set(
    """
    Region Oblast Province Governorate Prefecture County District State City Airport Sea River
    Island Islands Strait International Street University Hospital Ministry Department Police Army
    Navy Force Air Government Parliament Health Public National Central Regional General Medical
    Children Summit Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March
    April May June July August September October November December
    """
)
# Where a county is named as in "Scott County"; elsewhere the word means no such thing.
_WITH_COUNTIES = frozenset(
    {"US", "GB", "IE", "KE", "LR", "SE", "NO", "HU", "RO", "HR", "EE", "CA", "AU", "NZ", "TW"}
)


@dataclass(slots=True)
class Match:
    """A place name in the text with what it can mean; countries come first among the options."""

    field: Field
    start: int
    end: int
    name: str
    options: tuple[Entry, ...]
    shouted: bool = False
    suffix: str = ""


class Matcher:
    """The automaton over all names; built once, at first use."""

    def __init__(self) -> None:
        tables = read_tables()
        self._entries, self._candidates = tables.entries, tables.candidates
        self._positions = {name: position for position, name in enumerate(tables.names)}
        names = dict.fromkeys([*tables.names, *_bare(gazetteer.country_names()), *gazetteer.demonyms()])
        self._automaton = AhoCorasick(
            list(names),
            matchkind=MatchKind.LeftmostLongest,
            implementation=Implementation.ContiguousNFA,
            store_patterns=False,
        )
        self._options = lru_cache(maxsize=8192)(self._lookup)

    def find(self, text: str, field: Field) -> Iterator[Match]:
        """The names in `text` that are whole words and can mean a place, left to right."""
        read = _SHOUTED.sub(_lowered, text)
        for _, start, end in self._automaton.find_matches_as_indexes(read):
            if not _is_whole_word(read, start, end):
                continue
            options = self.options(read[start:end])
            if read.startswith(" County", end):
                options = tuple(option for option in options if option.country in _WITH_COUNTIES)
            if not options:
                continue
            shouted = text[start:end] != read[start:end]
            suffix = _SUFFIX.match(read, end)
            if suffix and options[0].precision in ("city", "admin1") and not shouted:
                yield Match(
                    field, start, suffix.end(), read[start:end], options, suffix=suffix["word"].lower()
                )
            else:
                yield Match(field, start, end, read[start:end], options, shouted)

    def options(self, name: str) -> tuple[Entry, ...]:
        """What `name` can mean; nothing for a people or a phrase that holds a place's name."""
        return self._options(name)

    def _lookup(self, name: str) -> tuple[Entry, ...]:
        code = gazetteer.country_names().get(name)
        country = (_country_entry(code),) if code else ()
        position = self._positions.get(name)
        numbers = [] if position is None else self._candidates[position].split()
        return country + tuple(Entry.from_line(self._entries[int(number)]) for number in numbers)

    def admin1(self, country: str, code: str) -> Entry | None:
        """The first-order region of a country by its GeoNames code."""
        line = self._admin1_lines.get((country, code))
        return Entry.from_line(line) if line else None

    @cached_property
    def _admin1_lines(self) -> dict[tuple[str, str], str]:
        rows = (line for line in self._entries if line.startswith("admin1\t"))
        return {(cells[2], cells[3]): "\t".join(cells) for cells in (row.split("\t") for row in rows)}


@cache
def matcher() -> Matcher:
    return Matcher()


@cache
def _given_names() -> frozenset[str]:
    text = (files("events.gazetteer") / "given_names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _bare(names: Iterable[str]) -> Iterator[str]:
    """Names without an article before them: a span starts at the name itself."""
    return (name for name in names if not name.startswith(("the ", "The ")))


def _country_entry(code: str) -> Entry:
    country = gazetteer.countries()[code]
    return Entry(
        "country", country.name, code, "", country.lat, country.lon, country.population, country.geonames_id
    )


def _lowered(shouted: re.Match[str]) -> str:
    """ "MOSCOW" as "Moscow"; the end of a longer word ("iPHONE") stays as it is."""
    text, start = shouted.string, shouted.start()
    glued = start and (text[start - 1].isalnum() or text[start - 1] == "_")
    return shouted[0] if glued else shouted[0].capitalize()


def _is_whole_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    if before.isalnum() or before in _NAME_SIGNS or after.isalnum():
        return False
    return after not in _NAME_SIGNS and after != "$"


def is_person(match: Match, text: str) -> bool:
    """Whether the name belongs to somebody: after a given name or a title, or before a surname.

    Small places carry many surnames, so one beside any other capitalised word is refused.
    """
    if " " in match.name or match.suffix:
        return False
    before, after = _word_before(text, match.start), _AFTER.match(text, match.end)
    if before.rstrip(".") in _given_names() and not matcher().options(before):
        return True
    surname = after[1] if after and after[1] not in _NOT_A_NAME_AFTER else ""
    if surname and match.name in _given_names():
        return not gazetteer.country_of(surname)
    if match.options[0].precision != "city" or match.options[0].population >= 150_000:
        return False
    return bool(surname) or (before[:1].isupper() and not _SENTENCE_START.search(text[: match.start][-60:]))


def _word_before(text: str, start: int) -> str:
    match = _BEFORE.search(text, max(0, start - 24), start)
    return match[1] if match else ""
