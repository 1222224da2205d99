"""Boolean text queries: AND, OR, NOT, quotes, a trailing `*`, `"a b"~10`, parentheses and `/patterns/`.

luqum reads the dialect; what it would read as something else than the author meant (`a b`, `NEAR/3`,
`&&`) is refused with the place and the remedy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from luqum import tree
from luqum.exceptions import ParseError
from luqum.thread import parse as parse_lucene

from alerts._pattern import Pattern, PatternError, pattern_of
from alerts._text import Hit, SearchText, Span, Word, words_of

MAX_CHARACTERS = 2_000
MAX_DEPTH = 40
MAX_DISTANCE = 100
MAX_SPANS = 20
_REMEMBERED = 20_000


class QueryError(ValueError):
    """A query that cannot be read. `position` counts characters from 0; None when it has no one place."""

    def __init__(self, message: str, position: int | None = None) -> None:
        self.position = position
        where = "" if position is None else f" at character {position + 1}"
        super().__init__(f"query error{where}: {message}")


@dataclass(frozen=True, slots=True)
class Term:
    """Words in a row, or with `distance` within that many other words of each other in any order."""

    words: tuple[Word, ...]
    distance: int | None = None


@dataclass(frozen=True, slots=True)
class All:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    item: Node


Node = Term | Pattern | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read; `text` is what its author wrote."""

    text: str
    root: Node

    def search(self, text: SearchText) -> tuple[Span, ...] | None:
        """The stretches that satisfy the query, in order, at most 20; None when it does not match.

        A query that only excludes matches with no stretch at all.
        """
        found = _search(self.root, text)
        if found is None:
            return None
        return tuple(sorted(set(found), key=lambda span: (span.start, span.end)))[:MAX_SPANS]


@lru_cache(maxsize=_REMEMBERED)
def parse(text: str) -> Query:
    """Reads a query, or remembers it. Raises QueryError with the place and what to write instead."""
    if len(text) > MAX_CHARACTERS:
        raise QueryError(f"longer than {MAX_CHARACTERS:,} characters; split the rule")
    if not text.strip():
        raise QueryError("it is empty; leave `text` out to match any text")
    try:
        parsed = parse_lucene(text)
    except ParseError as error:
        raise _syntax_error(error) from error
    except (ValueError, ArithmeticError) as error:
        raise QueryError("a number after ~ or ^ cannot be read") from error
    root = _node(parsed, 0)
    if _has_pattern(root) and not _needs_a_word(root):
        raise QueryError(
            "a pattern alone would be tried on every text; join a word by AND: word AND /pattern/"
        )
    return Query(text, root)


def _has_pattern(node: Node) -> bool:
    match node:
        case All() | AnyOf():
            return any(map(_has_pattern, node.items))
        case Not():
            return _has_pattern(node.item)
    return isinstance(node, Pattern)


def _needs_a_word(node: Node) -> bool:
    """Whether no text matches without one of some words, by which an index finds the query."""
    match node:
        case All():
            return any(map(_needs_a_word, node.items))
        case AnyOf():
            return all(map(_needs_a_word, node.items))
    return isinstance(node, Term)


def _syntax_error(error: ParseError) -> QueryError:
    found = re.search(r"position (\d+)", str(error))
    if found:
        opened = re.match(r"Illegal character '([\"/])", str(error))
        hint = f"; is this {opened[1]} closed again?" if opened else ""
        return QueryError(f"this cannot stand here{hint}", int(found[1]))
    return QueryError("it ends too early; is a parenthesis or a quote left open?")


def _node(item: Any, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise QueryError(f"nested deeper than {MAX_DEPTH} levels", item.pos)
    if isinstance(item, tree.Group):
        return _node(item.expr, depth + 1)
    if isinstance(item, tree.AndOperation):
        parts = [_node(child, depth + 1) for child in item.children]
        # Words are found faster, and mostly decide.
        return All(tuple(sorted(parts, key=_has_pattern)))
    if isinstance(item, tree.OrOperation):
        return AnyOf(tuple(_node(child, depth + 1) for child in item.children))
    if isinstance(item, tree.Not):
        return Not(_node(item.a, depth + 1))
    if isinstance(item, tree.Word):
        return _word(item)
    if isinstance(item, tree.Phrase):
        return _phrase(item)
    if isinstance(item, tree.Proximity):
        return _proximity(item)
    if isinstance(item, tree.Regex):
        return _pattern(item)
    if isinstance(item, tree.UnknownOperation):
        raise _side_by_side(item)
    raise QueryError(_refusal(item), item.pos)


def _side_by_side(item: tree.UnknownOperation) -> QueryError:
    for child in item.children:
        if isinstance(child, tree.Word):
            _word(child)
            if child.value in ("and", "or", "not"):
                raise QueryError(f"operators are written in capitals: {child.value.upper()}", child.pos)
    return QueryError(
        'words stand side by side without an operator; write a AND b, a OR b, a AND NOT b or "a b"',
        item.children[1].pos,
    )


def _refusal(item: Any) -> str:
    """Why an operation of the wider dialect is not understood, and what to write instead."""
    if isinstance(item, tree.Fuzzy):
        return "fuzzy words are not understood; write the spellings with OR"
    if isinstance(item, tree.SearchField):
        return f"fields are not understood; use the rule's own keys instead of {item.name}:"
    if isinstance(item, tree.Plus | tree.Prohibit):
        return "+ and - are not understood; write AND and AND NOT"
    return f"{type(item).__name__} is not understood; use AND, OR, NOT, quotes, *, ~ and parentheses"


def _word(item: tree.Word) -> Term:
    if re.search(r"&&|\||^!", item.value):
        raise QueryError(f"{item.value!r} is not an operator here; write AND, OR, NOT", item.pos)
    if re.search(r"\b(AND|OR|NOT)\b", item.value):
        raise QueryError(f"in {item.value!r} an operator is joined to a word; write it apart", item.pos)
    if '"' in item.value:
        raise QueryError(
            f"in {item.value!r} a quote stands inside a word; write AND or OR before it", item.pos
        )
    if re.fullmatch(r"NEAR|(NEAR|ONEAR|W|PRE|WITHIN)/\d+", item.value):
        raise QueryError('write "a b"~10 for words within 10 words of each other', item.pos)
    return Term(_words(item.value, item.pos))


def _pattern(item: tree.Regex) -> Pattern:
    try:
        return pattern_of(item.value[1:-1])
    except PatternError as error:
        raise QueryError(str(error), item.pos) from error


def _phrase(item: tree.Phrase) -> Term:
    pieces = item.value[1:-1].split()
    words = [word for piece in pieces for word in _words(piece, item.pos)]
    if not words:
        raise QueryError("the quotes are empty", item.pos)
    return Term(tuple(words))


def _proximity(item: tree.Proximity) -> Term:
    if str(item).rstrip().endswith("~"):
        raise QueryError("write how many words may lie between, as in ~10", item.pos)
    distance = int(item.degree)
    if distance != item.degree or not 1 <= distance <= MAX_DISTANCE:
        raise QueryError(f"the distance after ~ is a whole number from 1 to {MAX_DISTANCE}", item.pos)
    return Term(_phrase(item.term).words, distance)


def _words(text: str, position: int | None) -> tuple[Word, ...]:
    stem = text.removesuffix("*")
    if "*" in stem or "?" in stem:
        raise QueryError(f"in {text!r} only one * at the end of a word is understood", position)
    if "\\" in stem:
        raise QueryError(f"in {text!r} the backslash is not understood; leave it out", position)
    words = words_of(stem, prefix=text.endswith("*"))
    if not words:
        raise QueryError(f"{text!r} holds no word", position)
    if words[-1].prefix and len(words[-1].text) < 2:
        raise QueryError(f"{text!r} would match almost anything; write at least two letters", position)
    return words


def _search(node: Node, text: SearchText) -> list[Span] | None:
    match node:
        case Term():
            return _term(node, text)
        case Pattern():
            return list(islice(node.spans(text), MAX_SPANS)) or None
        case Not():
            return [] if _search(node.item, text) is None else None
        case AnyOf():
            found = [spans for item in node.items if (spans := _search(item, text)) is not None]
            return [span for spans in found for span in spans] if found else None
        case All():
            return _all(node.items, text)


def _all(items: Sequence[Node], text: SearchText) -> list[Span] | None:
    spans: list[Span] = []
    for item in items:
        found = _search(item, text)
        if found is None:
            return None
        spans += found
    return spans


def _term(term: Term, text: SearchText) -> list[Span] | None:
    hits: list[list[Hit]] = []
    for word in term.words:
        found = text.find(word)
        if not found:
            return None
        hits.append(found)
    chains = _near(hits, term.distance) if term.distance else _in_a_row(hits)
    return [text.span(first, last) for first, last in chains[:MAX_SPANS]] or None


def _in_a_row(hits: Sequence[list[Hit]]) -> list[tuple[Hit, Hit]]:
    """First and last hit of each place where the words follow each other directly."""
    chains = [(hit, hit) for hit in hits[0]]
    for following in hits[1:]:
        by_token: dict[int, list[Hit]] = {}
        for hit in following:
            by_token.setdefault(hit.token, []).append(hit)
        chains = [(first, after) for first, last in chains if (after := _after(last, by_token))]
    return chains


def _after(last: Hit, by_token: dict[int, list[Hit]]) -> Hit | None:
    """The hit that follows `last` in the next word, or without a gap in the same run of characters."""
    if last.token + 1 in by_token:
        return by_token[last.token + 1][0]
    return next((hit for hit in by_token.get(last.token, ()) if hit.start == last.end), None)


def _near(hits: Sequence[list[Hit]], distance: int) -> list[tuple[Hit, Hit]]:
    """First and last hit of each window that holds every word with at most `distance` others between."""
    wanted = len(hits)
    order = sorted(((hit, word) for word, found in enumerate(hits) for hit in found), key=_place)
    windows = []
    latest: dict[int, Hit] = {}
    for hit, word in order:
        latest[word] = hit
        if len(latest) < wanted:
            continue
        first = min(latest.values(), key=lambda other: other.start)
        if hit.token - first.token - (wanted - 1) <= distance:
            windows.append((first, hit))
    return windows


def _place(pair: tuple[Hit, int]) -> tuple[int, int]:
    return pair[0].start, pair[1]
