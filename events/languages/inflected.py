"""Russian and Ukrainian sentences, parsed as far as events need it: senses of words, clauses, names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from events.languages.hits import Named
from events.languages.lexicon import InflectedFile, Sense, forms, load
from events.languages.names import folded
from events.model import DateValue
from events.text import Token

_BREAKS = frozenset(',;:—–()«»"')


class Verb(NamedTuple):
    """A form of a verb: its lemma, the sense of its ending and whether the verb looks at the whole act."""

    lemma: str
    sense: Sense
    perfective: bool


class Wanted(NamedTuple):
    """A class that has to stand in the clause: in a direct case, or in any."""

    name: str
    any_case: bool


class Pattern(NamedTuple):
    """A kind with what its trigger needs beside it."""

    kind: str
    rule: str
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True)
class Tables:
    """A lexicon, turned round: from forms to what they mean. `starts` are the forms of all triggers."""

    lexicon: InflectedFile
    verbs: Mapping[str, tuple[Verb, ...]]
    classes: Mapping[str, frozenset[Wanted]]
    agencies: Mapping[str, str]
    cues: Mapping[str, str]
    verb_patterns: Mapping[str, tuple[Pattern, ...]]
    noun_patterns: Mapping[str, tuple[Pattern, ...]]
    starts: frozenset[str]
    negations: frozenset[str]
    words: Mapping[str, frozenset[str]]


@cache
def tables(code: str) -> Tables:
    """The tables of a language's lexicon."""
    lexicon = load(code)
    assert isinstance(lexicon, InflectedFile)
    verb_patterns, noun_patterns = _patterns(lexicon)
    words = {name: frozenset(folded(word) for word in items) for name, items in lexicon.words.items()}
    verbs = _verbs(lexicon)
    starting = (form for form, known in verbs.items() if any(verb.lemma in verb_patterns for verb in known))
    return Tables(
        lexicon=lexicon,
        verbs=verbs,
        starts=frozenset((*starting, *noun_patterns)),
        classes=_classes(lexicon),
        agencies=_agencies(lexicon),
        cues={lemma: name for name, lemmas in lexicon.cues.items() for lemma in lemmas},
        verb_patterns=verb_patterns,
        noun_patterns=noun_patterns,
        negations=words["negation"],
        words=words,
    )


def _verbs(lexicon: InflectedFile) -> dict[str, tuple[Verb, ...]]:
    found: dict[str, list[Verb]] = defaultdict(list)
    for aspect, verbs in lexicon.verbs.items():
        for lemma, words in verbs.items():
            for form, sense in forms(words, lexicon.paradigms):
                found[folded(form)].append(Verb(lemma, sense, aspect == "perfective"))
    return {form: tuple(verbs) for form, verbs in found.items()}


def _classes(lexicon: InflectedFile) -> dict[str, frozenset[Wanted]]:
    found: dict[str, set[Wanted]] = defaultdict(set)
    for name, items in lexicon.classes.items():
        for form, sense in (pair for item in items for pair in forms(item, lexicon.paradigms)):
            found[folded(form)].add(Wanted(name, any_case=True))
            if sense == "direct":
                found[folded(form)].add(Wanted(name, any_case=False))
    return {form: frozenset(names) for form, names in found.items()}


def _agencies(lexicon: InflectedFile) -> dict[str, str]:
    return {
        folded(form): sector
        for sector, items in lexicon.agencies.items()
        for item in items
        for form, _ in forms(item, lexicon.paradigms)
    }


def _patterns(
    lexicon: InflectedFile,
) -> tuple[dict[str, tuple[Pattern, ...]], dict[str, tuple[Pattern, ...]]]:
    verbs: dict[str, list[Pattern]] = defaultdict(list)
    nouns: dict[str, list[Pattern]] = defaultdict(list)
    for kind, words in lexicon.kinds.items():
        for number, text in enumerate(words.verbs, 1):
            heads, pattern = _pattern(text, kind, f"{kind}.{lexicon.language}.verb.{number}")
            for lemma in heads:
                verbs[lemma].append(pattern)
        for number, text in enumerate(words.nouns, 1):
            heads, pattern = _pattern(text, kind, f"{kind}.{lexicon.language}.noun.{number}")
            for form, _ in (pair for head in heads for pair in forms(head, lexicon.paradigms)):
                nouns[folded(form)].append(pattern)
    return _frozen(verbs), _frozen(nouns)


def _frozen(table: Mapping[str, list[Pattern]]) -> dict[str, tuple[Pattern, ...]]:
    return {key: tuple(patterns) for key, patterns in table.items()}


def _pattern(text: str, kind: str, rule: str) -> tuple[list[str], Pattern]:
    heads: list[str] = []
    wanted: list[tuple[Wanted, ...]] = []
    for element in text.split():
        if element.startswith("<"):
            wanted.append(tuple(_wanted(name) for name in element.strip("<>").split("|")))
        else:
            heads = element.split("|")
    return heads, Pattern(kind, rule, tuple(item[0] if len(item) == 1 else _either(item) for item in wanted))


def _wanted(name: str) -> Wanted:
    return Wanted(name.rstrip("*"), name.endswith("*"))


def _either(items: Sequence[Wanted]) -> Wanted:
    return Wanted("|".join(item.name for item in items), any(item.any_case for item in items))


@dataclass(slots=True)
class Parsed:
    """A sentence: its tokens, the clause of each, the names in it."""

    tokens: list[Token]
    low: list[str]
    clause_of: list[int]
    named: list[Named]
    name_at: list[int]
    tables: Tables
    dated: frozenset[int]

    def verbs(self, at: int) -> tuple[Verb, ...]:
        return self.tables.verbs.get(self.low[at], ())

    def has(self, at: int, wanted: Wanted) -> bool:
        if wanted.name == "place":
            return self._is_place(at)
        if wanted.name == "state":
            return self._is_state(at)
        if wanted.name == "aim":
            return self.is_word(at, "aim") and self._is_place(at + 1)
        known = self.tables.classes.get(self.low[at], frozenset())
        return any(Wanted(name, wanted.any_case) in known for name in wanted.name.split("|"))

    def _is_place(self, at: int) -> bool:
        number = self.name_at[at] if at < len(self.name_at) else -1
        return number >= 0 and self.named[number].entry is not None

    def _is_state(self, at: int) -> bool:
        named = self.named[self.name_at[at]] if self.name_at[at] >= 0 else None
        before = self.low[at - 1] if at else ""
        free = not any(before in self.tables.words[group] for group in ("at", "toward", "origin", "aim"))
        return named is not None and named.acts and named.hit.base and named.hit.sort != "adjective" and free

    def is_word(self, at: int, group: str) -> bool:
        return 0 <= at < len(self.low) and self.low[at] in self.tables.words[group]

    def negated(self, at: int) -> bool:
        """ "не" before the verb, or before an auxiliary in front of it."""
        for back in range(at - 1, max(-1, at - 4), -1):
            if self.low[back] in self.tables.negations:
                return True
            if not (self.is_word(back, "future") or self.verbs(back)):
                return False
        return False

    def clause(self, number: int) -> range:
        """The tokens of a clause, which stand side by side."""
        inside = [at for at, other in enumerate(self.clause_of) if other == number]
        return range(inside[0], inside[-1] + 1) if inside else range(0)

    def agency(self, at: int) -> str:
        return self.tables.agencies.get(self.low[at], "")


def parse(tokens: list[Token], named: list[Named], dates: Sequence[DateValue], of_language: Tables) -> Parsed:
    """The sentence of these tokens, names and dates."""
    low = [folded(token.text) for token in tokens]
    name_at = [-1] * len(tokens)
    for number, name in enumerate(named):
        for at, token in enumerate(tokens):
            if name.hit.start <= token.start < name.hit.end:
                name_at[at] = number
    dated = frozenset(
        at
        for at, token in enumerate(tokens)
        if any(date.char_start <= token.start < date.char_end for date in dates)
    )
    parsed = Parsed(tokens, low, [], named, name_at, of_language, dated)
    parsed.clause_of = list(_clauses(parsed))
    return parsed


def _clauses(parsed: Parsed) -> Iterator[int]:
    """Clauses end at marks, and at an "and" between two verbs."""
    number, verb_seen = 0, False
    for at, word in enumerate(parsed.low):
        joins = word in parsed.tables.words["and"] and verb_seen and _verb_follows(parsed, at + 1)
        if word in _BREAKS or joins:
            number, verb_seen = number + 1, False
        verb_seen = verb_seen or _finite(parsed, at)
        yield number


def _finite(parsed: Parsed, at: int) -> bool:
    return any(verb.sense != "infinitive" for verb in parsed.verbs(at))


def _verb_follows(parsed: Parsed, start: int) -> bool:
    for at in range(start, len(parsed.low)):
        if parsed.low[at] in _BREAKS:
            return False
        if _finite(parsed, at):
            return True
    return False
