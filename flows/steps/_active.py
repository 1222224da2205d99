"""The grouping's memory in the database: what `events.stories` keeps in dictionaries, kept in tables.

A cluster or text found here is the same, to the last bit, as one kept in memory, so `watchline group` and
a cycle give the same ids.
"""

from __future__ import annotations

import hashlib
import json
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from sqlmodel import Session

from events.stories.copy_state import STOCK_PHRASE, Text
from events.stories.state import MAX_INDEXED, MOST_MET, Cluster, Storyline, within_reach
from storage.active import ActiveRows, Row

# What a row keeps of a cluster as JSON.
_PARTS = ("terms", "kinds", "places", "speakers", "doubts")


class StoredClusters:
    """Active storylines and clusters, in the tables `active_*`; an `events.stories.State`."""

    def __init__(self, session: Session) -> None:
        self._rows = ActiveRows(session.connection())
        # Number and terms of the clusters that were read or written in this transaction.
        self._known: dict[str, tuple[int, list[str]]] = {}

    def near(self, terms: Mapping[str, float], limit: int) -> Sequence[Cluster]:
        """The clusters that share most of `terms` by weight; of equals, the one with the smaller id."""
        hashes = {term: _hash(term) for term in terms}
        sizes = self._rows.term_sizes(list(hashes.values()))
        chosen = _rarest([(sizes[h], term) for term, h in hashes.items() if h in sizes])
        if not chosen:
            return []
        by_hash: dict[int, list[int]] = {}
        for found, number in self._rows.holders([hashes[term] for term in chosen]):
            by_hash.setdefault(found, []).append(number)
        overlap: dict[int, float] = {}
        for term in chosen:
            for number in by_hash.get(hashes[term], ()):
                overlap[number] = overlap.get(number, 0.0) + terms[term]
        return [
            self._cluster(row) for row in self._rows.clusters(self._best(within_reach(overlap, limit), limit))
        ]

    def cluster(self, cluster_id: str) -> Cluster | None:
        """An active cluster."""
        row = self._rows.cluster(cluster_id) if cluster_id else None
        return self._cluster(row) if row else None

    def storyline(self, story_id: str) -> Storyline | None:
        """An active storyline."""
        row = self._rows.story(story_id)
        return Storyline(**row) if row else None

    def save(self, storyline: Storyline, cluster: Cluster, found_by: Iterable[str]) -> None:
        """Keep both after an article joined; the cluster is to be found by `found_by`, too."""
        self._put_story(storyline)
        number, indexed = self._known.get(cluster.id, (0, []))
        known, room = set(indexed), MAX_INDEXED - len(indexed)
        fresh = [term for term in dict.fromkeys(found_by) if term not in known][: max(room, 0)]
        row = _cluster_row(cluster, [*indexed, *fresh])
        if number:
            self._rows.change_cluster(number, row)
        else:
            number = self._rows.add_cluster(row)
        self._rows.find_by(number, _hashes(fresh))
        self._known[cluster.id] = (number, [*indexed, *fresh])

    def expire(self, before: float) -> None:
        """Forget clusters without an article since `before`, and storylines with their last cluster."""
        for row in self._rows.idle_clusters(before):
            cluster = self._cluster(row)
            storyline = self.storyline(cluster.story)
            assert storyline is not None, "a storyline is kept as long as its clusters"
            storyline.clusters -= 1
            if storyline.clusters:
                self._put_story(storyline)
            else:
                self._rows.drop_story(storyline.id)
            number, indexed = self._known.pop(cluster.id)
            self._rows.drop_cluster(number, _hashes(indexed))

    def _put_story(self, storyline: Storyline) -> None:
        self._rows.put_story(asdict(storyline))

    def _best(self, overlap: Mapping[int, float], limit: int) -> list[int]:
        """The numbers with the most overlap; ids are looked up only where they must break a tie."""
        ranked = sorted(overlap, key=lambda number: -overlap[number])
        if len(ranked) <= limit:
            return ranked
        least = overlap[ranked[limit - 1]]
        sure = [number for number in ranked if overlap[number] > least]
        tied = [number for number in ranked if overlap[number] == least]
        ids = self._rows.cluster_ids(tied)
        return [*sure, *sorted(tied, key=lambda number: ids[number])[: limit - len(sure)]]

    def _cluster(self, row: Row) -> Cluster:
        values = dict(row)
        found_by = json.loads(values.pop("found_by"))
        self._known[row["id"]] = (values.pop("n"), found_by)
        return Cluster.from_json(values | {name: json.loads(values[name]) for name in _PARTS})


class StoredTexts:
    """The texts of the last days, in the tables `copy_*`; an `events.stories.CopyState`."""

    def __init__(self, session: Session) -> None:
        self._rows = ActiveRows(session.connection())

    def exact(self, key: str) -> str | None:
        """The group of a text with exactly these words."""
        return self._rows.group_of_key(key)

    def text(self, group: str) -> Text | None:
        """The text of a group."""
        row = self._rows.copy_text(group)
        return _text(row) if row else None

    def sharing(self, shingles: Iterable[int], limit: int) -> Sequence[Text]:
        """The texts found by most of these shingles, at most `limit`."""
        return [_text(row) for row in self._rows.texts_sharing(list(shingles), limit)]

    def update(self, text: Text) -> None:
        """Keep when a known text was last seen, and its cluster."""
        self._rows.change_text(text.group, {"last": text.last, "cluster": text.cluster})

    def save(self, text: Text, exact: str, found_by: Iterable[int]) -> None:
        """Keep the text of a group, to be found by an exact key and by shingles, too."""
        before = self._rows.copy_text(text.group)
        listed = _unpacked(before["found_by"]) if before else array("I")
        known = set(listed)
        wanted = [shingle for shingle in dict.fromkeys(found_by) if shingle not in known]
        sizes = self._rows.shingle_sizes(wanted)
        fresh = [shingle for shingle in wanted if sizes.get(shingle, 0) < STOCK_PHRASE]
        row = _text_row(text, [*listed, *fresh])
        if before:
            self._rows.change_text(text.group, row)
            number = before["n"]
        else:
            number = self._rows.add_text(row)
        self._rows.find_text_by(number, exact, fresh)

    def expire(self, before: float) -> None:
        """Forget groups without a copy since `before`."""
        for number, found_by in self._rows.idle_texts(before):
            self._rows.drop_text(number, _unpacked(found_by))


def _rarest(listed: Sequence[tuple[int, str]]) -> list[str]:
    """The terms to look up, from the rarest on, until they lead to enough clusters."""
    chosen: list[str] = []
    met = 0
    for size, term in sorted(listed):
        met += size
        if met > MOST_MET and chosen:
            break
        chosen.append(term)
    return chosen


def _cluster_row(cluster: Cluster, found_by: Sequence[str]) -> Row:
    row = cluster.to_json()
    return row | {name: json.dumps(row[name]) for name in _PARTS} | {"found_by": json.dumps(found_by)}


def _text_row(text: Text, found_by: Sequence[int]) -> Row:
    return {
        "copy_group": text.group,
        "last": text.last,
        "cluster": text.cluster,
        "title": json.dumps(text.title),
        "figures": json.dumps(list(text.figures.items())),
        "shingles": _packed(text.shingles),
        "telling": _packed(text.telling),
        "words": _packed(text.words),
        "found_by": _packed(found_by),
    }


def _text(row: Mapping[str, Any]) -> Text:
    return Text(
        row["copy_group"],
        row["last"],
        tuple(json.loads(row["title"])),
        _unpacked(row["shingles"]),
        dict(json.loads(row["figures"])),
        _unpacked(row["telling"]),
        _unpacked(row["words"]),
        row["cluster"],
    )


def _packed(numbers: Iterable[int]) -> bytes:
    packed = array("I", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _unpacked(packed: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(packed)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _hashes(terms: Iterable[str]) -> list[int]:
    return [_hash(term) for term in terms]


@lru_cache(maxsize=1 << 15)
def _hash(term: str) -> int:
    """A term as a signed number of 64 bits, which a table finds faster than a word."""
    digest = hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
