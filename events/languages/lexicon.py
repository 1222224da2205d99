"""What the lexicon files of further languages may hold; see their heads in `events/lexicon/languages`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

import yamlfile
from events.lexicon.schema import Strict
from events.model import Qualifier, Status

FOLDER = Path(__file__).parents[1] / "lexicon" / "languages"
Sense = Literal["direct", "oblique", "infinitive", "past", "nonpast", "participle", "noun"]
Paradigms = Mapping[str, Mapping[Sense, str]]


class KindWords(Strict):
    """The words for one kind, with sentences that tell it and sentences that do not."""

    verbs: list[str] = Field(default_factory=list)
    nouns: list[str] = Field(default_factory=list)
    examples: list[str]
    counterexamples: list[str]


class NamedBody(Strict):
    """An organisation by the words the language has for it."""

    name: str
    country: str
    sector: str
    words: list[str]


class LanguageFile(Strict):
    """What every language's file holds."""

    language: str
    classes: dict[str, list[str]]
    cues: dict[str, list[str]]
    countries: dict[str, str]
    seats: dict[str, str]
    alliances: dict[str, str]
    places: dict[str, str]
    organisations: list[NamedBody]
    agencies: dict[str, list[str]]
    by_country: dict[str, str]
    qualifiers: dict[Qualifier, list[str]]
    numbers: dict[str, int]
    scales: dict[str, int]
    vague: dict[str, tuple[float, float]] = Field(default_factory=dict)
    units: dict[str, list[str]]
    other_worlds: list[str]
    kinds: dict[str, KindWords]

    def examples(self) -> Iterator[tuple[str, str]]:
        for kind, words in self.kinds.items():
            yield from ((kind, text) for text in words.examples)

    def counterexamples(self) -> Iterator[tuple[str, str]]:
        for kind, words in self.kinds.items():
            yield from ((kind, text) for text in words.counterexamples)


class InflectedFile(LanguageFile):
    """Russian or Ukrainian: stems with paradigms of endings."""

    paradigms: dict[str, dict[Sense, str]]
    verbs: dict[Literal["perfective", "imperfective"], dict[str, str]]
    words: dict[str, list[str]]
    adjectives: dict[str, str]
    peoples: dict[str, str]

    @model_validator(mode="after")
    def _inflects(self) -> Self:
        """Every word names a paradigm that there is."""
        written = [
            *self.classes.values(),
            *self.agencies.values(),
            *(v.values() for v in self.verbs.values()),
        ]
        for item in (item for words in written for word in words for item in word.split()):
            stem, _, name = item.rpartition("/")
            if not stem or name not in self.paradigms:
                raise ValueError(f"{item!r} is no stem/paradigm; paradigms: {', '.join(self.paradigms)}")
        return self


class AgglutinatingFile(LanguageFile):
    """Korean: stems whose endings say tense and mood, nouns with particles."""

    actions: list[str]
    native: dict[str, str]
    endings: dict[Status, list[str]]
    short: dict[str, str]
    common_words: list[str]


def read(path: Path) -> LanguageFile:
    """The language file at `path`. Raises yamlfile.ConfigError with its line for what is wrong."""
    model = AgglutinatingFile if path.stem == "ko" else InflectedFile
    document = yamlfile.read(path)
    return yamlfile.validate(document, model)


@cache
def load(code: str, folder: Path = FOLDER) -> LanguageFile:
    """The lexicon of the language with this ISO 639-1 code."""
    return read(folder / f"{code}.yaml")


def forms(words: str, paradigms: Paradigms) -> Iterator[tuple[str, Sense]]:
    """Every form of a word written as "stem/paradigm stem/paradigm", with the sense of its ending."""
    for item in words.split():
        stem, _, name = item.rpartition("/")
        for sense, endings in paradigms[name].items():
            yield from ((stem + ("" if ending == "-" else ending), sense) for ending in endings.split())
