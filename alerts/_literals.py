"""What a text must hold for a query to match, as clauses an index can look up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as Fixed

from alerts._pattern import Pattern
from alerts._text import Word
from alerts.query import All, AnyOf, Node, Not, Term

# A word, the beginning of a word, two words in a row, or characters inside a run.
Form = Fixed["word", "prefix", "pair", "inside"]
Literal = tuple[Form, str]
Clause = frozenset[Literal]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every clause holds (one of its literals occurs) and no literal of `excluded` occurs.

    Where `exact` is false this is necessary for a match but not sufficient.
    """

    clauses: tuple[Clause, ...] = ()
    excluded: Clause = frozenset()
    exact: bool = True


_NOTHING_KNOWN = Plan(exact=False)


def plan(node: Node) -> Plan:
    """The plan of a query."""
    match node:
        case Term():
            return _term(node)
        case Pattern():
            return _NOTHING_KNOWN
        case All():
            parts = [plan(item) for item in node.items]
            return Plan(
                tuple(clause for part in parts for clause in part.clauses),
                frozenset().union(*(part.excluded for part in parts)),
                all(part.exact for part in parts),
            )
        case AnyOf():
            return _any_of([plan(item) for item in node.items])
        case Not():
            return _not(plan(node.item))


def _term(term: Term) -> Plan:
    words = term.words
    if len(words) == 1:
        return Plan((frozenset({_literal(words[0])}),))
    plain = not any(word.inside or word.prefix for word in words)
    if len(words) == 2 and plain and term.distance is None:
        return Plan((frozenset({("pair", f"{words[0].text} {words[1].text}")}),))
    return Plan(tuple(frozenset({_literal(word)}) for word in words), exact=False)


def _literal(word: Word) -> Literal:
    form: Form = "inside" if word.inside else "prefix" if word.prefix else "word"
    return form, word.text


def _any_of(parts: list[Plan]) -> Plan:
    if not all(part.clauses for part in parts):
        return _NOTHING_KNOWN
    exact = all(part.exact and len(part.clauses) == 1 and not part.excluded for part in parts)
    # Of each alternative one necessary clause will do; short ones name rarer texts.
    chosen = [min(part.clauses, key=len) for part in parts]
    return Plan((frozenset().union(*chosen),), exact=exact)


def _not(part: Plan) -> Plan:
    if part.exact and len(part.clauses) == 1 and not part.excluded:
        return Plan(excluded=part.clauses[0])
    if part.exact and not part.clauses and part.excluded:
        return Plan((part.excluded,))
    return _NOTHING_KNOWN
