"""Where the texts of the last days are kept: what `CopyIndex` asks for, and the plain form in memory."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain
from typing import Any, Protocol

Json = dict[str, Any]

# A shingle that this many texts share is a stock phrase and finds nothing.
STOCK_PHRASE = 64


@dataclass(frozen=True, slots=True)
class Text:
    """The longest text of a copy group.

    `last` is when a copy was last seen, in seconds since 1970; `title` holds the rarer words of the headline,
    `shingles` hashes in reading order, `figures` each figure by a hash of the words around it, `telling`
    hashes of its names, figures and rare words, and `words` hashes of all its words. `cluster` is the
    happening that its articles tell of.
    """

    group: str
    last: float
    title: tuple[str, ...]
    shingles: array[int]
    figures: dict[int, str]
    telling: array[int]
    words: array[int]
    cluster: str = ""


class CopyState(Protocol):
    """Where copy groups are kept between articles."""

    def exact(self, key: str) -> str | None:
        """The group of a text with exactly these words."""

    def text(self, group: str) -> Text | None:
        """The text of a group."""

    def sharing(self, shingles: Iterable[int], limit: int) -> Sequence[Text]:
        """The texts found by most of these shingles, at most `limit`."""

    def update(self, text: Text) -> None:
        """Keep a text that is already known, seen last just now."""

    def save(self, text: Text, exact: str, found_by: Iterable[int]) -> None:
        """Keep the text of a group, to be found by an exact key and by shingles, too."""

    def expire(self, before: float) -> None:
        """Forget groups without a copy since `before`."""


@dataclass(slots=True)
class _Row:
    """A text, and all it is found by."""

    number: int
    text: Text
    keys: tuple[str, ...]
    found_by: array[int]


class CopyMemory:
    """Copy groups in dictionaries; a shingle leads to the number of a text, or to those of several."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}
        self._by_number: dict[int, _Row] = {}
        self._exact: dict[str, _Row] = {}
        self._by_shingle: dict[int, int | tuple[int, ...]] = {}
        self._next = 0

    def exact(self, key: str) -> str | None:
        """The group of a text with exactly these words."""
        row = self._exact.get(key)
        return row.text.group if row else None

    def text(self, group: str) -> Text | None:
        """The text of a group."""
        row = self._rows.get(group)
        return row.text if row else None

    def sharing(self, shingles: Iterable[int], limit: int) -> Sequence[Text]:
        """The texts found by most of these shingles; of equals, the one with the smaller id."""
        hits = Counter(chain.from_iterable(map(self._holders, shingles)))
        texts = ((-count, self._by_number[number].text) for number, count in hits.items())
        return [text for _, text in nsmallest(limit, texts, key=lambda hit: (hit[0], hit[1].group))]

    def update(self, text: Text) -> None:
        """Keep a known text; those seen last stand last, so that expiry looks at the front only."""
        row = self._rows.pop(text.group)
        row.text = text
        self._rows[text.group] = row

    def save(self, text: Text, exact: str, found_by: Iterable[int]) -> None:
        """Keep the text of a group, to be found by an exact key and by shingles, too."""
        row = self._rows.pop(text.group, None) or self._new(text)
        row.text = text
        self._rows[text.group] = self._exact[exact] = row
        row.keys = (*row.keys, exact)
        for shingle in found_by:
            holders = self._holders(shingle)
            if row.number not in holders and len(holders) < STOCK_PHRASE:
                self._by_shingle[shingle] = (*holders, row.number) if holders else row.number
                row.found_by.append(shingle)

    def expire(self, before: float) -> None:
        """Forget groups without a copy since `before`."""
        for group in self._idle(before):
            row = self._rows.pop(group)
            del self._by_number[row.number]
            for key in row.keys:
                self._exact.pop(key, None)
            for shingle in row.found_by:
                self._strike(shingle, row.number)

    def _new(self, text: Text) -> _Row:
        row = self._by_number[self._next] = _Row(self._next, text, (), array("I"))
        self._next += 1
        return row

    def _holders(self, shingle: int) -> tuple[int, ...]:
        found = self._by_shingle.get(shingle, ())
        return (found,) if isinstance(found, int) else found

    def _strike(self, shingle: int, number: int) -> None:
        left = tuple(holder for holder in self._holders(shingle) if holder != number)
        if left:
            self._by_shingle[shingle] = left
        else:
            del self._by_shingle[shingle]

    def _idle(self, before: float) -> list[str]:
        idle = []
        for group, row in self._rows.items():
            if row.text.last >= before:
                break
            idle.append(group)
        return idle

    def to_json(self) -> Json:
        """All of it as JSON values."""
        return {"texts": [_to_json(row) for row in self._rows.values()]}

    @classmethod
    def from_json(cls, state: Json) -> CopyMemory:
        """The state that `to_json` wrote."""
        memory = cls()
        for known in state["texts"]:
            text = _text(known)
            for key in known["keys"]:
                memory.save(text, key, known["found_by"])
        return memory


def _to_json(row: _Row) -> Json:
    text = row.text
    return {
        "group": text.group,
        "last": text.last,
        "cluster": text.cluster,
        "title": list(text.title),
        "shingles": list(text.shingles),
        "figures": [[context, figure] for context, figure in text.figures.items()],
        "telling": list(text.telling),
        "words": list(text.words),
        "keys": list(row.keys),
        "found_by": list(row.found_by),
    }


def _text(row: Json) -> Text:
    return Text(
        row["group"],
        row["last"],
        tuple(row["title"]),
        array("I", row["shingles"]),
        dict(row["figures"]),
        array("I", row["telling"]),
        array("I", row["words"]),
        row["cluster"],
    )
