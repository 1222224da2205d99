"""The lexicon: kinds of happenings, cues and actors, written as YAML that a user can extend.

`load()` reads and validates the files of a folder, README.md tells how they are written. A mistake raises
`yamlfile.ConfigError` with the file, the line and the remedy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

import yamlfile
from events._grammar import AUXILIARIES
from events._inflect import Form, verb_forms
from events.lexicon.patterns import Element, Pattern, noun_pattern, possible, verb_pattern
from events.lexicon.schema import ActorsFile, CuesFile, KindEntry, KindsFile

__all__ = ["FOLDER", "Element", "Lexicon", "Pattern", "Phrases", "load", "possible"]

FOLDER = Path(__file__).parent
ModelT = TypeVar("ModelT", bound=BaseModel)


_NOTHING: tuple[int, frozenset[str]] = (0, frozenset())


class Phrases:
    """Names for runs of words, looked up by the first word, the longest first."""

    def __init__(self, entries: Iterable[tuple[tuple[str, ...], str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
        self.first_words = self._by_first.keys()
        merged: dict[tuple[str, ...], set[str]] = {}
        for words, name in entries:
            merged.setdefault(words, set()).add(name)
        for words, names in sorted(merged.items(), key=lambda item: (-len(item[0]), item[0])):
            self._by_first.setdefault(words[0], []).append((words, frozenset(names)))

    def opens(self, word: str) -> bool:
        """Whether some phrase begins with `word`."""
        return word in self._by_first

    def at(self, words: list[str], index: int) -> tuple[int, frozenset[str]]:
        """The length of the longest phrase starting at `index` and its names, or (0, nothing)."""
        known = self._by_first.get(words[index])
        if known is None:
            return _NOTHING
        for phrase, names in known:
            if len(phrase) == 1 or tuple(words[index : index + len(phrase)]) == phrase:
                return len(phrase), names
        return _NOTHING


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The files, compiled for matching."""

    kinds: Mapping[str, KindEntry]
    cues: CuesFile
    actors: ActorsFile
    classes: Phrases
    class_words: Mapping[str, frozenset[str]]
    verb_patterns: Mapping[str, tuple[Pattern, ...]]
    noun_patterns: Mapping[str, tuple[Pattern, ...]]
    verbs: Mapping[str, tuple[str, Form]]
    nouns: frozenset[str]
    attribution: Mapping[str, str]
    status_verbs: Mapping[str, frozenset[str]]
    phrasal: Mapping[str, str]
    status_nouns: Mapping[str, str]
    modals: Mapping[str, str]
    adjectives: Mapping[str, str]
    other_worlds: Phrases

    @cached_property
    def verb_words(self) -> frozenset[str]:
        """Every form of a verb or an auxiliary."""
        return AUXILIARIES.union(self.verbs)

    @cached_property
    def light_verbs(self) -> frozenset[str]:
        return frozenset(self.cues.light_verbs)

    @cached_property
    def attribution_nouns(self) -> frozenset[str]:
        return frozenset(self.cues.attribution_nouns)

    @cached_property
    def hearsay(self) -> frozenset[str]:
        return frozenset(self.cues.hearsay)

    @cached_property
    def history(self) -> tuple[str, ...]:
        """The words that tell of history, each between blanks."""
        return tuple(f" {phrase} " for phrase in self.cues.history)

    def family(self, kind: str) -> str:
        """The name under which a kind's looser and stricter variants meet."""
        return self.kinds[kind].family or kind


@cache
def load(folder: Path = FOLDER) -> Lexicon:
    """The lexicon in `folder` (kinds/*.yaml, cues.yaml, actors.yaml). Raises yamlfile.ConfigError."""
    kinds = _kinds(folder / "kinds")
    cues = _read(folder / "cues.yaml", CuesFile)
    actors = _read(folder / "actors.yaml", ActorsFile)
    verb_patterns, noun_patterns = _patterns(kinds)
    verbs = _verbs(cues, verb_patterns)
    return Lexicon(
        kinds=kinds.kinds,
        cues=cues,
        actors=actors,
        classes=_class_phrases(kinds.classes),
        class_words={
            name: frozenset(phrase.lower().split()[0] for phrase in phrases)
            for name, phrases in kinds.classes.items()
        },
        verb_patterns=verb_patterns,
        noun_patterns=noun_patterns,
        verbs=verbs,
        nouns=_nouns(noun_patterns, kinds.classes),
        attribution=_inverted(cues.attribution),
        status_verbs=_grouped(cues.status),
        phrasal=_inverted(cues.phrasal),
        status_nouns=_inverted(cues.status_nouns),
        modals=_inverted(cues.modals),
        adjectives=_inverted(cues.adjectives),
        other_worlds=Phrases((tuple(word.split()), "other") for word in cues.other_worlds),
    )


def _kinds(folder: Path) -> KindsFile:
    """All families as one, in the order of their files' names."""
    classes: dict[str, list[str]] = {}
    kinds: dict[str, KindEntry] = {}
    for path in sorted(folder.glob("*.yaml")):
        file = _read(path, KindsFile)
        _refuse_repeats(path, "classes", file.classes.keys() & classes.keys())
        _refuse_repeats(path, "kinds", file.kinds.keys() & kinds.keys())
        classes.update(file.classes)
        kinds.update(file.kinds)
    if not kinds:
        raise yamlfile.ConfigError([yamlfile.Problem(str(folder), 1, "holds no kinds", "add kinds/*.yaml")])
    return KindsFile(classes=classes, kinds=kinds)


def _refuse_repeats(path: Path, section: str, names: Iterable[str]) -> None:
    repeated = sorted(names)
    if repeated:
        document = yamlfile.read(path)
        hint = "keep one, under its own name"
        raise yamlfile.ConfigError(
            document.problem((section, name), f"{name!r} is given in another file too", hint)
            for name in repeated
        )


def _read(path: Path, model: type[ModelT]) -> ModelT:
    """The file as a `model`; the quick parser first, the one that knows lines only to explain a mistake."""
    try:
        return model.model_validate(_quick(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError):
        return yamlfile.validate(yamlfile.read(path), model)


def _quick(text: str) -> object:
    loader: type[yaml.CSafeLoader | yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    reader = loader(text)
    try:
        return reader.get_single_data()
    finally:
        reader.dispose()


def _patterns(file: KindsFile) -> tuple[dict[str, tuple[Pattern, ...]], dict[str, tuple[Pattern, ...]]]:
    verbs: dict[str, list[Pattern]] = defaultdict(list)
    nouns: dict[str, list[Pattern]] = defaultdict(list)
    for kind, entry in file.kinds.items():
        for number, text in enumerate(entry.verbs, 1):
            _index(verbs, verb_pattern(text, kind, f"{kind}.verb.{number}", file.classes))
        for number, text in enumerate(entry.continues, 1):
            told_on = verb_pattern(text, kind, f"{kind}.continues.{number}", file.classes)
            _index(verbs, replace(told_on, continues=True))
        for name, status, texts in (
            ("decided", "planned", entry.decided),
            ("ongoing", "under_way", entry.ongoing),
        ):
            for number, text in enumerate(texts, 1):
                told = verb_pattern(text, kind, f"{kind}.{name}.{number}", file.classes)
                _index(verbs, replace(told, status=status))
        for number, text in enumerate(entry.nouns, 1):
            _index(nouns, noun_pattern(text, kind, f"{kind}.noun.{number}", file.classes))
    return {k: tuple(v) for k, v in verbs.items()}, {k: tuple(v) for k, v in nouns.items()}


def _index(into: dict[str, list[Pattern]], pattern: Pattern) -> None:
    for head in sorted(pattern.heads):
        into[head].append(pattern)


def _class_phrases(classes: Mapping[str, list[str]]) -> Phrases:
    return Phrases((tuple(word.lower().split()), name) for name, words in classes.items() for word in words)


def _verbs(cues: CuesFile, patterns: Mapping[str, object]) -> dict[str, tuple[str, Form]]:
    """Every verb form to its lemma; a form two verbs share ("lay", "found") goes to the earlier list."""
    lemmas = list(patterns)
    for group in (*cues.attribution.values(), *cues.status.values(), cues.light_verbs, cues.verbs):
        lemmas.extend(group)
    forms: dict[str, tuple[str, Form]] = {}
    for lemma in dict.fromkeys(lemmas):
        for form, which in verb_forms(lemma).items():
            forms.setdefault(form, (lemma, which))
    return forms


def _nouns(patterns: Mapping[str, object], classes: Mapping[str, list[str]]) -> frozenset[str]:
    words = {word for words in classes.values() for word in words if " " not in word}
    return frozenset(words | {head for head in patterns if not head.startswith("<")})


def _inverted(groups: Mapping[str, list[str]]) -> dict[str, str]:
    """Word to group; a word in two groups keeps the first."""
    table: dict[str, str] = {}
    for name, words in groups.items():
        for word in words:
            table.setdefault(word, name)
    return table


def _grouped(groups: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in groups.items()}
