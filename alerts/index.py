"""Many rules at once: which of them a change satisfies, without trying each.

Rules are bits of long integers. For every value a change has (its kind, a country, a word of its text)
one integer names the rules that ask for it; set algebra over these leaves the few rules that may match.
Most of them are decided by that; for the others the conditions that are not are checked one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, pairwise
from operator import or_

from ahocorasick_rs import AhoCorasick

from alerts._examples import Condition
from alerts._facets import FACETS, Facet, Key
from alerts._literals import Form, Literal, Plan, plan
from alerts._schema import Rule
from alerts._text import SearchText
from alerts.match import holds
from alerts.model import ChangeView

_MAX_CLAUSES = 4
_REMEMBERED_WORDS = 20_000


class RuleIndex:
    """Finds the rules that a change satisfies: the same as trying `match` with each."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        plans = [plan(rule.when.query.root) if rule.when.query else Plan() for rule in rules]
        # Rules with many clauses have the low bits, so that the integers of texts stay short.
        self._places = sorted(
            range(len(rules)), key=lambda n: (-len(plans[n].clauses), not plans[n].excluded)
        )
        ordered = [rules[place] for place in self._places]
        self._everything = (1 << len(rules)) - 1
        self._facets = [found for facet in FACETS if (found := _FacetBits(facet, ordered)).is_asked]
        self._texts = _TextBits([plans[place] for place in self._places])
        # What set algebra leaves open, by bit; a rule not named here is decided by it.
        opened = ((bit, _open(rules[place], plans[place])) for bit, place in enumerate(self._places))
        self._open = {number: conditions for number, conditions in opened if conditions}

    def matching(self, change: ChangeView) -> list[int]:
        """The positions of the rules that `change` satisfies, in order."""
        alive = self._everything
        for facet in self._facets:
            alive &= facet.bits(change)
            if not alive:
                return []
        alive &= self._texts.bits(change.searchable)
        if not alive:
            return []
        bits = [bit for bit in _positions(alive) if bit not in self._open or self._holds(bit, change)]
        return sorted(map(self._places.__getitem__, bits))

    def _holds(self, bit: int, change: ChangeView) -> bool:
        when = self.rules[self._places[bit]].when
        return all(holds(when, condition, change) for condition in self._open[bit])


def _open(rule: Rule, text: Plan) -> tuple[Condition, ...]:
    """The rule's conditions that the bits do not decide."""
    found: list[Condition] = [
        facet.condition for facet in FACETS if facet.wanted(rule) is not None and not facet.exact(rule)
    ]
    if rule.when.event_date is not None:
        found.append("event_date")
    if not _is_exact(text):
        found.append("text")
    return tuple(found)


def _is_exact(found: Plan) -> bool:
    return found.exact and len(found.clauses) <= _MAX_CLAUSES


class _FacetBits:
    """For each key the rules that ask for it or do not ask at all."""

    def __init__(self, facet: Facet, rules: Sequence[Rule]) -> None:
        asking: dict[Key, list[int]] = {}
        indifferent = []
        for number, rule in enumerate(rules):
            wanted = facet.wanted(rule)
            if wanted is None:
                indifferent.append(number)
                continue
            for key in set(wanted):
                asking.setdefault(key, []).append(number)
        self.is_asked = len(indifferent) < len(rules)
        self._found = facet.found
        self._indifferent = _bits(indifferent)
        self._asking = {key: _bits(numbers) for key, numbers in asking.items()}

    def bits(self, change: ChangeView) -> int:
        found = self._indifferent
        for key in self._found(change):
            found |= self._asking.get(key, 0)
        return found


@dataclass(frozen=True, slots=True)
class _Row:
    """Where the bits of the rules' nth clauses stand, which rules have one, and which have none."""

    offset: int
    has_clause: int
    has_none: int


class _TextBits:
    """The rules whose text plans a text fulfils; the plans with the most clauses come first.

    One integer holds a row of bits for each clause a rule may have, as long as there are rules with so
    many, and a last one for what they exclude.
    """

    def __init__(self, plans: Sequence[Plan]) -> None:
        everything = (1 << len(plans)) - 1
        rows = min(max((len(found.clauses) for found in plans), default=0), _MAX_CLAUSES)
        self._rows: list[_Row] = []
        self._offset = 0
        postings: dict[Literal, list[int]] = {}
        for row in range(rows):
            length = sum(len(found.clauses) > row for found in plans)
            for number, found in enumerate(plans[:length]):
                for literal in found.clauses[row]:
                    postings.setdefault(literal, []).append(self._offset + number)
            has_clause = (1 << length) - 1
            self._rows.append(_Row(self._offset, has_clause, everything ^ has_clause))
            self._offset += length
        for number, found in enumerate(plans):
            for literal in found.excluded:
                postings.setdefault(literal, []).append(self._offset + number)
        self._everything = everything
        by_form: dict[Form, dict[str, int]] = {"word": {}, "prefix": {}, "pair": {}, "inside": {}}
        for (form, text), places in postings.items():
            by_form[form][text] = _bits(places)
        self._is_asked = bool(postings)
        self._words = _WordBits(by_form["word"], by_form["prefix"])
        self._pairs = {tuple(text.split(" ")): bits for text, bits in by_form["pair"].items()}
        self._inside = list(by_form["inside"].values())
        self._automaton = AhoCorasick(list(by_form["inside"])) if self._inside else None

    def bits(self, text: SearchText) -> int:
        if not self._is_asked:
            return self._everything
        found = self._of_words(text)
        if self._automaton is not None and not text.folded.isascii():
            for which, *_ in self._automaton.find_matches_as_indexes(text.folded, overlapping=True):
                found |= self._inside[which]
        alive = self._everything
        for row in self._rows:
            alive &= (found >> row.offset) & row.has_clause | row.has_none
        return alive & ~(found >> self._offset)

    def _of_words(self, text: SearchText) -> int:
        paragraphs = text.paragraphs
        words = set(chain.from_iterable(paragraphs))
        # Most words of most texts are in no rule.
        found = reduce(or_, filter(None, map(self._words.__getitem__, words)), 0)
        if self._pairs:
            pairs = chain.from_iterable(map(pairwise, paragraphs))
            found = reduce(or_, filter(None, map(self._pairs.get, pairs)), found)
        return found


class _WordBits(dict[str, int]):
    """For each word the bits of it and of every beginning of it, worked out when it is first met."""

    def __init__(self, words: dict[str, int], prefixes: dict[str, int]) -> None:
        self._exact = words
        self._prefixes = prefixes
        self._lengths = sorted({len(text) for text in prefixes})

    def __missing__(self, word: str) -> int:
        bits = self._exact.get(word, 0)
        for length in self._lengths:
            if length > len(word):
                break
            bits |= self._prefixes.get(word[:length], 0)
        if len(self) >= _REMEMBERED_WORDS:
            self.clear()
        self[word] = bits
        return bits


def _bits(places: Iterable[int]) -> int:
    """The integer with these bits set."""
    ordered = sorted(places)
    if not ordered:
        return 0
    found = bytearray(ordered[-1] // 8 + 1)
    for place in ordered:
        found[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(found, "little")


def _positions(bits: int) -> list[int]:
    """The places of the bits that are set, the highest first."""
    found = []
    while bits:
        highest = bits.bit_length() - 1
        found.append(highest)
        bits ^= 1 << highest
    return found
