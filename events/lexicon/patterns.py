"""Trigger patterns: the row of elements a user writes, made ready for matching."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from events._inflect import plural
from events._words import word_set


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a pattern: any of `words`, any word of `classes`, an actor, or a place; `abroad` is one
    that must not lie in the actor's own country, `name` any capitalised word."""

    words: frozenset[str]
    classes: frozenset[str] = frozenset()
    actor: bool = False
    sectors: frozenset[str] = frozenset()
    place: bool = False
    abroad: bool = False
    name: bool = False


@dataclass(frozen=True)
class Pattern:
    """A trigger: its head (a verb's lemma or a noun) with what stands before and after it. One that
    `continues` only tells on of a happening that the article has told already; `status` is what its
    words say of how far it has got: planned ("ordered a battalion to"), under_way ("are on their way")."""

    kind: str
    rule: str
    heads: frozenset[str]
    before: tuple[Element, ...]
    after: tuple[Element, ...]
    continues: bool = False
    status: str = ""

    @cached_property
    def needs(self) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
        """The words and the classes of each element that only those of the lexicon can meet."""
        return tuple(
            (element.words, element.classes)
            for element in (*self.before, *self.after)
            if not (element.actor or element.place or element.sectors or element.name)
        )

    @property
    def abroad(self) -> bool:
        return any(element.abroad for element in self.after)

    @cached_property
    def weight(self) -> int:
        """How much the pattern asks for; the more specific of two that match wins, and what stands in front
        ("a drone attack") says more than what follows ("an attack on a depot")."""
        return 7 * len(self.before) + 2 * len(self.after)


def possible(patterns: Iterable[Pattern], words: Collection[str], classes: Collection[str]) -> list[Pattern]:
    """Those for which a sentence of these words and classes can meet each element that names some."""
    found = []
    for pattern in patterns:
        for some, names in pattern.needs:
            if some.isdisjoint(words) and names.isdisjoint(classes):
                break
        else:
            found.append(pattern)
    return found


def verb_pattern(text: str, kind: str, rule: str, classes: Mapping[str, object]) -> Pattern:
    """A pattern whose head is its first plain element, read as a verb's base form."""
    parts = text.split()
    for start, part in enumerate(_joined(parts)):
        if not part.startswith("<"):
            return _pattern(_joined(parts), start, kind, rule, classes, inflect=False)
    raise ValueError(f"{text!r} names no verb")


def noun_pattern(text: str, kind: str, rule: str, classes: Mapping[str, object]) -> Pattern:
    """A pattern whose head is the last plain element before any preposition, or its class."""
    parts = _joined(text.split())
    stop = next((n for n, part in enumerate(parts) if n and set(part.split("|")) & PREPOSITIONS), len(parts))
    return _pattern(parts, stop - 1, kind, rule, classes, inflect=True)


SECTORS = frozenset(
    ("government", "military", "intelligence", "police", "rebels", "organisation", "people", "company")
)
PREPOSITIONS = word_set("of with between on against to into from for by in at near around over that")


def _joined(parts: list[str]) -> list[str]:
    """Elements again where a class name holds no blank: `<a|b>` is always one part."""
    return [part for part in parts if part]


def _pattern(
    parts: list[str], head: int, kind: str, rule: str, classes: Mapping[str, object], *, inflect: bool
) -> Pattern:
    elements = [_element(part, classes) for part in parts]
    heads = elements[head].words | elements[head].classes
    elements = [*elements[: head + 1], *map(_with_plurals, elements[head + 1 :])]
    if inflect:
        heads = elements[head].words | {plural(word) for word in elements[head].words}
        heads |= frozenset(f"<{name}>" for name in elements[head].classes)
    return Pattern(kind, rule, frozenset(heads), tuple(elements[:head]), tuple(elements[head + 1 :]))


def _with_plurals(element: Element) -> Element:
    """A noun is met in its plural too ("threw grenades")."""
    nouns = element.words - PREPOSITIONS
    return replace(element, words=element.words | {plural(word) for word in nouns})


def _element(part: str, classes: Mapping[str, object]) -> Element:
    names = part.strip("<>").split("|")
    if not part.startswith("<"):
        return Element(frozenset(names))
    known = frozenset(name for name in names if name in classes)
    sectors = frozenset(names) & SECTORS
    words = frozenset(names) - known - sectors - {"actor", "place", "abroad", "name"}
    abroad = "abroad" in names
    place = "place" in names or abroad
    return Element(words, known, "actor" in names, sectors, place, abroad, "name" in names)
