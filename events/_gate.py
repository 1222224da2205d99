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
        """Whether these words and classes are enough for one of the patterns that need something."""
        if not (self.words.isdisjoint(words) and self.classes.isdisjoint(classes)):
            return True
        for needs in self.several:
            # Loops, not `any` and `all`: this is asked of every sentence.
            for some, names in needs:
                if some.isdisjoint(words) and names.isdisjoint(classes):
                    break
            else:
                return True
        return False


class _Table:
    """What the patterns need by the word, or the class in angle brackets, that they start from."""

    def __init__(self, heads: Iterable[tuple[str, Iterable[Pattern]]]) -> None:
        needs: dict[str, _Needs] = defaultdict(_Needs)
        for head, patterns in heads:
            for pattern in patterns:
                needs[head].add(pattern.needs)
        free = frozenset(head for head, need in needs.items() if need.nothing)
        self.free_words, self.free_classes = (
            free,
            frozenset(head.strip("<>") for head in free if head[0] == "<"),
        )
        self.words = {head: need for head, need in needs.items() if head not in free}
        self.classes = {head.strip("<>"): need for head, need in self.words.items() if head[0] == "<"}
        self.heads = frozenset(self.words)

    def met(self, words: frozenset[str], names: frozenset[str], present: frozenset[str]) -> bool:
        """Whether a sentence of these words, with words of the classes `names`, has what a pattern needs;
        `present` are the classes it needs may be of."""
        if not (self.free_words.isdisjoint(words) and self.free_classes.isdisjoint(names)):
            return True
        for word in self.heads & words:
            if self.words[word].met(words, present):
                return True
        return any(self.classes[name].met(words, present) for name in names if name in self.classes)


class Gate:
    """The patterns of a lexicon by the words and classes they start from, each with what else it needs."""

    def __init__(self, lexicon: Lexicon) -> None:
        heads = [
            (form, patterns)
            for lemma, patterns in lexicon.verb_patterns.items()
            for form in (*verb_forms(lemma), *_AUXILIARY_FORMS.get(lemma, ()))
        ]
        heads += lexicon.noun_patterns.items()
        self._with_place = _Table(heads)
        self._without = _Table(
            (head, [pattern for pattern in patterns if not _needs_place(pattern)]) for head, patterns in heads
        )

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
        return (self._with_place if has_place else self._without).met(words, names, present)


def _needs_place(pattern: Pattern) -> bool:
    return any(
        element.place and not (element.classes or element.actor or element.sectors or element.words)
        for element in (*pattern.before, *pattern.after)
    )


@cache
def gate(lexicon: Lexicon) -> Gate:
    """The gate of a lexicon, built once."""
    return Gate(lexicon)
