"""Which sentences are worth reading: those with all the words that some trigger needs.

A cheap look at a sentence's words and their classes, before it is tagged. It lets through every sentence a
trigger can be met in, and some more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from events._grammar import BE, HAVE
from events._inflect import verb_forms
from events._obligations import MUST
from events.lexicon import Lexicon, Pattern

# What one element of a pattern needs: one of the words, or a word of one of the classes.
Need = tuple[frozenset[str], frozenset[str]]
_AUXILIARY_FORMS = {"be": BE, "have": HAVE}
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Needs:
    """What the patterns of one head need: nothing, one element each, or several."""

    nothing: bool = False
    words: frozenset[str] = _NONE
    classes: frozenset[str] = _NONE
    several: dict[tuple[Need, ...], None] = field(default_factory=dict)

    def add(self, needs: tuple[Need, ...]) -> None:
        """Adds what one more pattern needs."""
        if not needs:
            self.nothing = True
        elif len(needs) == 1:
            self.words, self.classes = self.words | needs[0][0], self.classes | needs[0][1]
        else:
            self.several[needs] = None

    def met(self, words: frozenset[str], classes: frozenset[str]) -> bool:
        """Whether these words and classes are enough for one of the patterns."""
        if self.nothing or not (self.words.isdisjoint(words) and self.classes.isdisjoint(classes)):
            return True
        return any(_all_met(needs, words, classes) for needs in self.several)


def _all_met(needs: Iterable[Need], words: frozenset[str], classes: frozenset[str]) -> bool:
    return all(not (some.isdisjoint(words) and names.isdisjoint(classes)) for some, names in needs)


class Gate:
    """The patterns of a lexicon by the words and classes they start from, each with what else it needs."""

    def __init__(self, lexicon: Lexicon) -> None:
        # What a sentence with a place in it needs, and one without.
        self._with_place: dict[str, _Needs] = defaultdict(_Needs)
        self._without: dict[str, _Needs] = defaultdict(_Needs)
        for lemma, patterns in lexicon.verb_patterns.items():
            for form in (*verb_forms(lemma), *_AUXILIARY_FORMS.get(lemma, ())):
                self._add(form, patterns)
        for head, patterns in lexicon.noun_patterns.items():
            self._add(head, patterns)

    def opens(
        self, low: Sequence[str], classes: Iterable[frozenset[str]], told: Collection[str], has_place: bool
    ) -> bool:
        """Whether a sentence of these words and word classes can hold a trigger; `told` are the classes that
        words can stand for which the article told of before."""
        words, names = frozenset(low), _NONE.union(*classes)
        if MUST in words:
            return True
        # "400 of them" stands for forces.
        present = names.union(told, ("force",) if "them" in words else ())
        needs = self._with_place if has_place else self._without
        heads = [*(needs.keys() & words), *(needs.keys() & {f"<{name}>" for name in names})]
        return any(needs[head].met(words, present) for head in heads)

    def _add(self, head: str, patterns: Iterable[Pattern]) -> None:
        for pattern in patterns:
            self._with_place[head].add(pattern.needs)
            if not _needs_place(pattern):
                self._without[head].add(pattern.needs)


def _needs_place(pattern: Pattern) -> bool:
    return any(
        element.place and not (element.classes or element.actor or element.sectors or element.words)
        for element in (*pattern.before, *pattern.after)
    )


@cache
def gate(lexicon: Lexicon) -> Gate:
    """The gate of a lexicon, built once."""
    return Gate(lexicon)
