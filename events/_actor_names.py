"""The tables of names that `actors` reads: countries, capitals, organisations, persons, agent nouns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from events import gazetteer
from events.lexicon import Lexicon, Phrases
from events.text import tokenize

Table = dict[str, list[tuple[tuple[str, ...], "Atom"]]]


@dataclass(frozen=True, slots=True)
class Atom:
    """A name by itself: a country, its people ("Russian"), its capital, an organisation or a person."""

    name: str
    country: str
    sector: str
    kind: Literal["country", "demonym", "capital", "organisation", "person"]


@cache
def country_name(code: str) -> str:
    """The English name of a country code, "" for an unknown one."""
    country = gazetteer.countries().get(code)
    return country.name if country else ""


@cache
def names(lexicon: Lexicon) -> Table:
    """Every capitalised name by its first word, the longest first; later sources win over earlier."""
    found: dict[tuple[str, ...], Atom] = {}
    for surface, atom in _all_names(lexicon):
        words = tuple(token.text.replace("’", "'") for token in tokenize(surface))
        if words:
            found[words] = atom
    table: Table = {}
    for words, atom in sorted(found.items(), key=lambda item: (-len(item[0]), item[0])):
        table.setdefault(words[0], []).append((words, atom))
    return table


@cache
def openings(lexicon: Lexicon) -> frozenset[str]:
    """The first words, in lower case, of all names and nouns for somebody."""
    contextual = (entry.name.split()[0].lower() for entry in lexicon.actors.contextual)
    return frozenset((*agent_phrases(lexicon).first_words, *map(str.lower, names(lexicon)), *contextual))


@cache
def organisations_of(lexicon: Lexicon) -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """By country what "spy agency" is there: the organisation's name and sector."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for entry in lexicon.actors.organisations:
        for noun in entry.by_country:
            found.setdefault(entry.country, {})[noun] = (entry.name, entry.sector)
    return found


@cache
def agent_phrases(lexicon: Lexicon) -> Phrases:
    """Common nouns for actors, with the sector they name."""
    return Phrases(
        (tuple(word.lower().split()), sector)
        for sector, words in lexicon.actors.agents.items()
        for word in words
    )


def _all_names(lexicon: Lexicon) -> Iterator[tuple[str, Atom]]:
    actors = lexicon.actors
    for surface, code in gazetteer.capitals().items():
        yield surface, Atom(surface, code, "government", "capital")
    for surface, code in gazetteer.demonyms().items():
        yield surface, Atom(country_name(code), code, "government", "demonym")
    for surface, code in gazetteer.country_names().items():
        yield surface, Atom(country_name(code), code, "government", "country")
    for surface, code in actors.countries.items():
        kind: Literal["country", "demonym"] = "demonym" if _is_people(surface) else "country"
        yield surface, Atom(country_name(code), code, "government", kind)
    for surface, code in actors.metonyms.items():
        yield surface, Atom(country_name(code), code, "government", "capital")
    for entry in actors.organisations:
        atom = Atom(entry.name, entry.country, entry.sector, "organisation")
        for surface in (entry.name, *entry.aliases):
            yield surface, atom
    for surface, code in actors.people.items():
        yield surface, Atom(_full_name(surface, actors.people), code, "government", "person")


def _full_name(surname: str, persons: Mapping[str, str]) -> str:
    """The first full name in the lexicon that ends in a lone surname."""
    if " " in surname:
        return surname
    return next((name for name in persons if name.endswith(f" {surname}")), surname)


def _is_people(surface: str) -> bool:
    return surface.rstrip("s").endswith(("ian", "ean", "an")) and surface not in ("Sudan", "Japan")
