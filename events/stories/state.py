"""The hot state of a grouping: active storylines and their clusters, found by their terms.

`State` is all that the grouping asks for, so that a database can keep the same rows in tables keyed by
term. `Memory` is the plain form: dictionaries, written to and read from JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from heapq import nsmallest
from math import sqrt
from typing import Any, Protocol

from events.stories.terms import heaviest

Json = dict[str, Any]

# A cluster keeps the terms that weigh most, and is found by fewer still.
MAX_CLUSTER_TERMS = 160
_PRUNE_AT = 320
MAX_INDEXED = 160
# Terms are looked up from the rarest on, until so many clusters have been met.
MOST_MET = 500


@dataclass(slots=True)
class Cluster:
    """Articles on one happening. `first` and `last` are seconds since 1970.

    `terms` add up the articles' vectors, and `length` is the length of that sum.
    """

    id: str
    story: str
    first: float
    last: float
    size: int = 0
    denials: int = 0
    length: float = 0.0
    terms: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Storyline:
    """Happenings that follow from each other.

    `spread` is in how many of its active clusters a term stands; it is empty while there is only one.
    """

    id: str
    first: float
    last: float
    clusters: int = 0
    spread: dict[str, int] = field(default_factory=dict)


class State(Protocol):
    """Where storylines and clusters are kept between articles."""

    def near(self, terms: Mapping[str, float], limit: int) -> Sequence[Cluster]:
        """The active clusters that share most of `terms` by weight, at most `limit`."""

    def cluster(self, cluster_id: str) -> Cluster | None:
        """An active cluster."""

    def storyline(self, story_id: str) -> Storyline | None:
        """An active storyline."""

    def save(self, storyline: Storyline, cluster: Cluster, found_by: Iterable[str]) -> None:
        """Keep both after an article joined; the cluster is to be found by `found_by`, too."""

    def expire(self, before: float) -> None:
        """Forget clusters without an article since `before`, and storylines with their last cluster."""


class Memory:
    """State in dictionaries. Every method costs what the active window costs, never what history does."""

    def __init__(self) -> None:
        self._clusters: dict[str, Cluster] = {}
        self._storylines: dict[str, Storyline] = {}
        self._indexed: dict[str, list[str]] = {}
        self._by_term: dict[str, list[str]] = {}

    def near(self, terms: Mapping[str, float], limit: int) -> Sequence[Cluster]:
        """The clusters that share most of `terms` by weight; of equals, the one with the smaller id."""
        overlap: dict[str, float] = {}
        met = 0
        listed = ((len(self._by_term[term]), term) for term in terms if term in self._by_term)
        for length, term in sorted(listed):
            met += length
            if met > MOST_MET and overlap:
                break
            weight = terms[term]
            for cluster_id in self._by_term[term]:
                overlap[cluster_id] = overlap.get(cluster_id, 0.0) + weight
        best = nsmallest(limit, overlap, key=lambda cluster_id: (-overlap[cluster_id], cluster_id))
        return [self._clusters[cluster_id] for cluster_id in best]

    def cluster(self, cluster_id: str) -> Cluster | None:
        """An active cluster."""
        return self._clusters.get(cluster_id)

    def storyline(self, story_id: str) -> Storyline | None:
        """An active storyline."""
        return self._storylines.get(story_id)

    def save(self, storyline: Storyline, cluster: Cluster, found_by: Iterable[str]) -> None:
        """Keep both; clusters touched last stand last, so that expiry looks at the front only."""
        self._storylines[storyline.id] = storyline
        self._clusters.pop(cluster.id, None)
        self._clusters[cluster.id] = cluster
        indexed = self._indexed.setdefault(cluster.id, [])
        known = set(indexed)
        for term in found_by:
            if len(indexed) >= MAX_INDEXED:
                break
            if term not in known:
                indexed.append(term)
                self._by_term.setdefault(term, []).append(cluster.id)

    def expire(self, before: float) -> None:
        """Forget clusters without an article since `before`, and storylines with their last cluster.

        What a late article touched may stay longer.
        """
        for old in _idle(self._clusters, before):
            cluster = self._clusters.pop(old)
            storyline = self._storylines[cluster.story]
            release(storyline, cluster)
            if not storyline.clusters:
                del self._storylines[storyline.id]
            for term in self._indexed.pop(old):
                found = self._by_term[term]
                found.remove(old)
                if not found:
                    del self._by_term[term]

    def __len__(self) -> int:
        return len(self._clusters)

    def to_json(self) -> Json:
        """All of it as JSON values."""
        return {
            "storylines": [asdict(storyline) for storyline in self._storylines.values()],
            "clusters": [
                asdict(cluster) | {"indexed": list(self._indexed[cluster.id])}
                for cluster in self._clusters.values()
            ],
        }

    @classmethod
    def from_json(cls, state: Json) -> Memory:
        """The state that `to_json` wrote."""
        memory = cls()
        memory._storylines = {row["id"]: Storyline(**row) for row in state["storylines"]}
        for row in state["clusters"]:
            indexed = row["indexed"]
            cluster = Cluster(**{name: value for name, value in row.items() if name != "indexed"})
            memory._clusters[cluster.id] = cluster
            memory._indexed[cluster.id] = list(indexed)
            for term in indexed:
                memory._by_term.setdefault(term, []).append(cluster.id)
        return memory


def widen(storyline: Storyline, only: Cluster) -> None:
    """Make room for a second cluster: from now on it counts in how many a term stands."""
    storyline.spread = dict.fromkeys(only.terms, 1)


def absorb(storyline: Storyline, cluster: Cluster, terms: Mapping[str, float]) -> None:
    """Add a vector to a cluster, and count the terms that are new to it in its storyline."""
    spread = storyline.spread
    counts = storyline.clusters > 1
    for term, weight in terms.items():
        if counts and term not in cluster.terms:
            spread[term] = spread.get(term, 0) + 1
        cluster.terms[term] = cluster.terms.get(term, 0.0) + weight
    if len(cluster.terms) > _PRUNE_AT:
        kept = heaviest(cluster.terms, MAX_CLUSTER_TERMS)
        _forget(spread, (term for term in cluster.terms if term not in kept))
        cluster.terms = kept
    cluster.length = sqrt(sum(value * value for value in cluster.terms.values()))


def release(storyline: Storyline, cluster: Cluster) -> None:
    """Let a storyline forget a cluster that is no longer active."""
    storyline.clusters -= 1
    _forget(storyline.spread, cluster.terms)
    if storyline.clusters == 1:
        storyline.spread = {}


def count(into: dict[str, int], names: Iterable[str]) -> None:
    """Add one for each name, in an order that a set does not change."""
    for name in sorted(names):
        into[name] = into.get(name, 0) + 1


def _forget(spread: dict[str, int], terms: Iterable[str]) -> None:
    for term in terms:
        left = spread.pop(term, 1) - 1
        if left:
            spread[term] = left


def _idle(rows: Mapping[str, Cluster], before: float) -> list[str]:
    idle = []
    for row_id, row in rows.items():
        if row.last >= before:
            break
        idle.append(row_id)
    return idle
