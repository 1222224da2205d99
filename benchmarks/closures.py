"""The plain loop at its best: the rules of `generated` as one function each, which says yes or no."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from alerts._text import Word
from alerts.model import ChangeView
from alerts.query import All, AnyOf, Node, Not, Term
from alerts.rules import Rule
from alerts.vocabulary import units_like


class Told:
    """What the functions look at of a change, worked out once for all rules."""

    def __init__(self, change: ChangeView) -> None:
        self.kind = change.kind
        self.countries = {place.country for place in change.places}
        self.figures = [(figure.unit, figure.value or 0) for figure in change.quantities]
        self.folded = change.searchable.folded
        paragraphs = change.searchable.paragraphs
        self.words = {word for paragraph in paragraphs for word in paragraph}
        self.pairs = {pair for paragraph in paragraphs for pair in pairwise(paragraph)}


Test = Callable[[Told], bool]


def compiled(rule: Rule) -> Test:
    """One function for a rule whose conditions are kind, country, count and words, pairs and beginnings."""
    when = rule.when
    tests: list[Test] = []
    if when.kind is not None:
        kinds = frozenset(when.kind)
        tests.append(lambda told: told.kind in kinds)
    if when.country is not None:
        countries = frozenset(when.country)
        tests.append(lambda told: not countries.isdisjoint(told.countries))
    if when.count is not None:
        units, least = units_like(when.count.unit), when.count.gte or 0
        tests.append(lambda told: any(unit in units and value >= least for unit, value in told.figures))
    if when.query is not None:
        tests.append(_text(when.query.root))
    return _every(tests)


def _every(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    first, rest = tests[0], _every(tests[1:])
    return lambda told: first(told) and rest(told)


def _text(node: Node) -> Test:
    match node:
        case All():
            return _every([_text(item) for item in node.items])
        case AnyOf():
            return _any([_text(item) for item in node.items])
        case Not():
            inner = _text(node.item)
            return lambda told: not inner(told)
        case Term(words=(word,)):
            return _word(word)
        case Term(words=(first, second), distance=None):
            pair = first.text, second.text
            return lambda told: pair in told.pairs
    raise ValueError(f"{node} is not in the generated rules")


def _any(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    first, rest = tests[0], _any(tests[1:])
    return lambda told: first(told) or rest(told)


def _word(word: Word) -> Test:
    text = word.text
    if word.inside:
        return lambda told: text in told.folded
    if word.prefix:
        return lambda told: text in told.folded and any(one.startswith(text) for one in told.words)
    return lambda told: text in told.words
