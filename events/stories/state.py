"""The hot state of a grouping: active storylines and their clusters, found by their terms.

`State` is all that the grouping asks for, so that a database can keep the same rows in tables keyed by
term. `Memory` is the plain form: dictionaries, written to and read from JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from events.stories.terms import heaviest

Json = dict[str, Any]

# A cluster keeps the terms that weigh most, and is found by fewer still.
MAX_CLUSTER_TERMS = 256
_PRUNE_AT = 384
_MAX_INDEXED = 160
# A term that this many clusters share finds nothing worth its time.
_COMMON = 300


@dataclass(slots=True)
class Cluster:
    """Articles on one happening. `first` and `last` are seconds since 1970; `terms` add up their vectors."""

    id: str
    story: str
    first: float
    last: float
    size: int = 0
    denials: int = 0
    words: int = 0
    terms: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Storyline:
    """Happenings that follow from each other. `spread` is in how many active clusters of it a term stands."""

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
        """Forget clusters and storylines without an article since `before`."""


class Memory:
    """State in dictionaries. Every method costs what the active window costs, never what history does."""

    def __init__(self) -> None:
        self._clusters: dict[str, Cluster] = {}
        self._storylines: dict[str, Storyline] = {}
        self._indexed: dict[str, dict[str, None]] = {}
        self._by_term: dict[str, dict[str, None]] = {}

    def near(self, terms: Mapping[str, float], limit: int) -> Sequence[Cluster]:
        """The clusters that share most of `terms` by weight; of equals, the one touched last."""
        overlap: dict[str, float] = {}
        for term, weight in terms.items():
            found = self._by_term.get(term)
            if found and len(found) <= _COMMON:
                for cluster_id in found:
                    overlap[cluster_id] = overlap.get(cluster_id, 0.0) + weight
        best = sorted(overlap, key=lambda c: (-overlap[c], c))[:limit]
        return [self._clusters[cluster_id] for cluster_id in best]

    def cluster(self, cluster_id: str) -> Cluster | None:
        """An active cluster."""
        return self._clusters.get(cluster_id)

    def storyline(self, story_id: str) -> Storyline | None:
        """An active storyline."""
        return self._storylines.get(story_id)

    def save(self, storyline: Storyline, cluster: Cluster, found_by: Iterable[str]) -> None:
        """Keep both; those touched last stand last, so that expiry looks at the front only."""
        self._storylines.pop(storyline.id, None)
        self._storylines[storyline.id] = storyline
        self._clusters.pop(cluster.id, None)
        self._clusters[cluster.id] = cluster
        indexed = self._indexed.setdefault(cluster.id, {})
        for term in found_by:
            if len(indexed) >= _MAX_INDEXED:
                break
            if term not in indexed:
                indexed[term] = None
                self._by_term.setdefault(term, {})[cluster.id] = None

    def expire(self, before: float) -> None:
        """Forget what had no article since `before`. What a late article touched may stay longer."""
        for old in _idle(self._clusters, before):
            cluster = self._clusters.pop(old)
            release(self._storylines[cluster.story], cluster)
            for term in self._indexed.pop(old):
                found = self._by_term[term]
                del found[old]
                if not found:
                    del self._by_term[term]
        for old in _idle(self._storylines, before):
            del self._storylines[old]

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
            memory._indexed[cluster.id] = dict.fromkeys(indexed)
            for term in indexed:
                memory._by_term.setdefault(term, {})[cluster.id] = None
        return memory


def absorb(storyline: Storyline, cluster: Cluster, terms: Mapping[str, float]) -> None:
    """Add a vector to a cluster, and count the terms that are new to it in its storyline."""
    spread = storyline.spread
    for term, weight in terms.items():
        if term not in cluster.terms:
            spread[term] = spread.get(term, 0) + 1
        cluster.terms[term] = cluster.terms.get(term, 0.0) + weight
    if len(cluster.terms) > _PRUNE_AT:
        kept = heaviest(cluster.terms, MAX_CLUSTER_TERMS)
        _forget(spread, (term for term in cluster.terms if term not in kept))
        cluster.terms = kept


def release(storyline: Storyline, cluster: Cluster) -> None:
    """Let a storyline forget a cluster that is no longer active."""
    storyline.clusters -= 1
    _forget(storyline.spread, cluster.terms)


def count(into: dict[str, int], names: Iterable[str]) -> None:
    """Add one for each name, in an order that a set does not change."""
    for name in sorted(names):
        into[name] = into.get(name, 0) + 1


def _forget(spread: dict[str, int], terms: Iterable[str]) -> None:
    for term in terms:
        if spread[term] > 1:
            spread[term] -= 1
        else:
            del spread[term]


def _idle(rows: Mapping[str, Cluster] | Mapping[str, Storyline], before: float) -> list[str]:
    idle = []
    for row_id, row in rows.items():
        if row.last >= before:
            break
        idle.append(row_id)
    return idle
