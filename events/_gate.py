"""Which sentences are worth reading: those with all the words that some trigger needs.

A cheap look at a sentence's set of words, before it is tagged. It lets through every sentence a trigger can
be met in, and some more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache

from events._grammar import BE, HAVE
from events._inflect import verb_forms
from events._obligations import MUST
from events.lexicon import Element, Lexicon, Pattern

# What one element of a pattern needs: one of the words, or that the class was told of before.
Need = tuple[frozenset[str], str]
_AUXILIARY_FORMS = {"be": BE, "have": HAVE}
_RECALLED = ("force", "pact")


class Gate:
    """The patterns of a lexicon by the words they start from, each with what else it needs."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._first_words = lexicon.class_words
        found: dict[str, dict[tuple[bool, tuple[Need, ...]], None]] = defaultdict(dict)
        for lemma, patterns in lexicon.verb_patterns.items():
            for form in (*verb_forms(lemma), *_AUXILIARY_FORMS.get(lemma, ())):
                found[form].update(dict.fromkeys(map(self._needed, patterns)))
        for head, patterns in lexicon.noun_patterns.items():
            words = self._first_words[head.strip("<>")] if head.startswith("<") else frozenset((head,))
            for word in words:
                found[word].update(dict.fromkeys(map(self._needed, patterns)))
        self._needs = {word: list(needs) for word, needs in found.items()}
        self._heads = frozenset(self._needs)

    def opens(self, words: frozenset[str], told: Collection[str], has_place: bool) -> bool:
        """Whether a sentence of these words can hold a trigger."""
        if MUST in words:
            return True
        for head in self._heads & words:
            for needs_place, needs in self._needs[head]:
                if (has_place or not needs_place) and _met(needs, words, told):
                    return True
        return False

    def _needed(self, pattern: Pattern) -> tuple[bool, tuple[Need, ...]]:
        needs_place = False
        needs: list[Need] = []
        for element in (*pattern.before, *pattern.after):
            if element.place and not (element.classes or element.actor or element.sectors or element.words):
                needs_place = True
            elif not (element.actor or element.place or element.sectors or element.name):
                needs.append((self._words_of(element), _recall(element)))
        return needs_place, tuple(needs)

    def _words_of(self, element: Element) -> frozenset[str]:
        return element.words.union(*(self._first_words[name] for name in element.classes))


def _recall(element: Element) -> str:
    return next((name for name in _RECALLED if name in element.classes), "")


def _met(needs: Iterable[Need], words: frozenset[str], told: Collection[str]) -> bool:
    return all(not some.isdisjoint(words) or recall in told for some, recall in needs)


@cache
def gate(lexicon: Lexicon) -> Gate:
    """The gate of a lexicon, built once."""
    return Gate(lexicon)
