"""Templates: how the rules of a language are written, and the patterns they become.

{day} {month}[ {year}]      a slot stands for the words of a table, a space for what stands between words
{last:day}                  a slot whose word is kept under a name of its own
[may be missing]  (one|or another)  ~ a dash of any length
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

_PIECE = re.compile(r"\{[^{}]*\}|[\[\]()|~ ]|[^\[\](){}|~ ]+")
_DASH = r" ?[-–—−~∼〜～] ?"


@dataclass(frozen=True, slots=True)
class Slot:
    group: str
    table: str


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[Template, ...]
    optional: bool


Node = str | Slot | Choice
Template = tuple[Node, ...]


class Words(Protocol):
    """What a language knows about words and about the room between them."""

    space: str

    def pattern(self, table: str) -> str:
        """A pattern for any word of a table."""

    def starts(self, table: str) -> frozenset[str]:
        """The keys of the words a table's entries begin with."""

    def start(self, text: str) -> str:
        """The key of the word `text` begins with."""


def parse(template: str) -> Template:
    """The nodes of a template as its author wrote it."""
    options = _options(iter(_PIECE.findall(template)), "")
    return options[0] if len(options) == 1 else (Choice(options, False),)


def slots(template: Template) -> Iterator[Slot]:
    """All slots, in the order they are written."""
    for node in template:
        if isinstance(node, Slot):
            yield node
        elif isinstance(node, Choice):
            for option in node.options:
                yield from slots(option)


def regex(template: Template, words: Words) -> str:
    """The pattern of a template, with a named group for each slot."""
    return "".join(_regex(node, words) for node in template)


def starts(template: Template, words: Words) -> tuple[frozenset[str], bool]:
    """The keys of all words a match can begin with, and whether the template can match nothing at all."""
    found: frozenset[str] = frozenset()
    for node in template:
        keys, empty = _starts(node, words)
        found |= keys
        if not empty:
            return found, False
    return found, True


def _options(pieces: Iterator[str], closing: str) -> tuple[Template, ...]:
    options: list[list[Node]] = [[]]
    for piece in pieces:
        if piece == closing:
            break
        if piece == "|":
            options.append([])
        elif piece in ("[", "("):
            inner = _options(pieces, "]" if piece == "[" else ")")
            options[-1].append(Choice(inner, piece == "["))
        else:
            options[-1].append(_slot(piece) if piece[0] == "{" else piece)
    return tuple(tuple(option) for option in options)


def _slot(piece: str) -> Slot:
    group, _, table = piece[1:-1].partition(":")
    return Slot(group, table or group)


def _regex(node: Node, words: Words) -> str:
    if isinstance(node, Slot):
        return f"(?P<{node.group}>{words.pattern(node.table)})"
    if isinstance(node, Choice):
        inside = "|".join(regex(option, words) for option in node.options)
        return f"(?:{inside}){'?' if node.optional else ''}"
    return {" ": words.space, "~": _DASH}.get(node) or re.escape(node)


def _starts(node: Node, words: Words) -> tuple[frozenset[str], bool]:
    if isinstance(node, Slot):
        return words.starts(node.table), False
    if isinstance(node, Choice):
        parts = [starts(option, words) for option in node.options]
        keys = frozenset[str]().union(*(part[0] for part in parts))
        return keys, node.optional or any(empty for _, empty in parts)
    return frozenset({words.start(node)}), False
