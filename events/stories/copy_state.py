"""Where the texts of the last days are kept: what `CopyIndex` asks for, and the plain form in memory."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


class CopyMemory:
    """Copy groups in dictionaries."""

    def __init__(self) -> None:
        self._texts: dict[str, Text] = {}
        self._exact: dict[str, str] = {}
        self._by_shingle: dict[int, list[str]] = {}
        self._keys: dict[str, list[str]] = {}
        self._found_by: dict[str, list[int]] = {}

    def exact(self, key: str) -> str | None:
        """The group of a text with exactly these words."""
        return self._exact.get(key)

    def text(self, group: str) -> Text | None:
        """The text of a group."""
        return self._texts.get(group)

    def sharing(self, shingles: Iterable[int], limit: int) -> Sequence[Text]:
        """The texts found by most of these shingles; of equals, the one with the smaller id."""
        hits: dict[str, int] = {}
        for shingle in shingles:
            for group in self._by_shingle.get(shingle, ()):
                hits[group] = hits.get(group, 0) + 1
        return [self._texts[group] for group in sorted(hits, key=lambda g: (-hits[g], g))[:limit]]

    def update(self, text: Text) -> None:
        """Keep a known text; those seen last stand last, so that expiry looks at the front only."""
        self._texts.pop(text.group, None)
        self._texts[text.group] = text

    def save(self, text: Text, exact: str, found_by: Iterable[int]) -> None:
        """Keep the text of a group, to be found by an exact key and by shingles, too."""
        self.update(text)
        self._exact[exact] = text.group
        self._keys.setdefault(text.group, []).append(exact)
        listed = self._found_by.setdefault(text.group, [])
        for shingle in found_by:
            groups = self._by_shingle.setdefault(shingle, [])
            if text.group not in groups and len(groups) < STOCK_PHRASE:
                groups.append(text.group)
                listed.append(shingle)

    def expire(self, before: float) -> None:
        """Forget groups without a copy since `before`."""
        for group in self._idle(before):
            del self._texts[group]
            for key in self._keys.pop(group):
                self._exact.pop(key, None)
            for shingle in self._found_by.pop(group):
                groups = self._by_shingle[shingle]
                groups.remove(group)
                if not groups:
                    del self._by_shingle[shingle]

    def _idle(self, before: float) -> list[str]:
        idle = []
        for group, text in self._texts.items():
            if text.last >= before:
                break
            idle.append(group)
        return idle

    def to_json(self) -> Json:
        """All of it as JSON values."""
        return {
            "texts": [
                {
                    "group": text.group,
                    "last": text.last,
                    "cluster": text.cluster,
                    "title": list(text.title),
                    "shingles": list(text.shingles),
                    "figures": [[context, figure] for context, figure in text.figures.items()],
                    "telling": list(text.telling),
                    "words": list(text.words),
                    "keys": self._keys[text.group],
                    "found_by": self._found_by[text.group],
                }
                for text in self._texts.values()
            ]
        }

    @classmethod
    def from_json(cls, state: Json) -> CopyMemory:
        """The state that `to_json` wrote."""
        memory = cls()
        for row in state["texts"]:
            group = row["group"]
            memory._texts[group] = Text(
                group,
                row["last"],
                tuple(row["title"]),
                array("I", row["shingles"]),
                dict(row["figures"]),
                array("I", row["telling"]),
                array("I", row["words"]),
                row["cluster"],
            )
            memory._keys[group] = list(row["keys"])
            memory._found_by[group] = list(row["found_by"])
            memory._exact |= dict.fromkeys(row["keys"], group)
            for shingle in row["found_by"]:
                memory._by_shingle.setdefault(shingle, []).append(group)
        return memory
